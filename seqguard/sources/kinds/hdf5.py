"""HDF5 files: named arrays in groups."""

from seqguard.sources.hdf5 import open_hdf5
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "hdf5",
    (".h5", ".hdf5", ".hdf", ".he5"),
    "arrays",
    open_hdf5,
    read="data sets in groups, piece by piece: `X`, `train/X`, `val/y`",
    left="virtual and external data sets, links into other files; what pandas wrote (pandas.read_hdf); weights "
    "of Keras are passed over",
    example="seqguard check run.h5",
)
