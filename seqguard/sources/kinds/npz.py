"""A .npz archive: named arrays, mapped where they are stored without compression."""

from seqguard.sources.members import open_archive
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "npz",
    (".npz",),
    "arrays",
    open_archive,
    read="mapped where it is stored, streamed where it is compressed",
    left="objects, which are pickles",
    example="seqguard check train.npz",
)
