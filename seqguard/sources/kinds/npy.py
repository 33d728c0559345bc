"""A .npy file: one array, mapped into memory."""

from seqguard.sources.members import open_member
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "npy",
    (".npy",),
    "array",
    open_member,
    read="mapped into memory, never loaded",
    left="objects, which are pickles",
    example="seqguard check X.npy",
)
