"""The .ts files of sktime and aeon."""

from seqguard.sources.archives import open_ts
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "ts",
    (".ts",),
    "arrays",
    open_ts,
    read="sktime and aeon: channels, missing values, samples of any length; classes numbered as declared",
    left="series with a time for each value",
    example="seqguard check BasicMotions_TRAIN.ts",
)
