"""The .ts files of sktime and aeon."""

from seqguard.sources.archives import open_ts
from seqguard.sources.registry import FileKind

SOURCE = FileKind("ts", (".ts",), "arrays", open_ts)
