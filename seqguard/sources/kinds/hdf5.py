"""HDF5 files: named arrays in groups."""

from seqguard.sources.hdf5 import open_hdf5
from seqguard.sources.registry import FileKind

SOURCE = FileKind("hdf5", (".h5", ".hdf5", ".hdf", ".he5"), "arrays", open_hdf5)
