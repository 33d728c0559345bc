"""MATLAB files: named arrays."""

from seqguard.sources.matlab import open_mat
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "mat",
    (".mat",),
    "arrays",
    open_mat,
    read="version 7.3 through h5py with its axes turned back, older ones through SciPy; a row of numbers is (n,)",
    left="cells, text, structs",
    example="seqguard check trials.mat --x signals --y labels",
)
