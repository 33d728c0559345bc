"""MATLAB files: named arrays."""

from seqguard.sources.matlab import open_mat
from seqguard.sources.registry import FileKind

SOURCE = FileKind("mat", (".mat",), "arrays", open_mat)
