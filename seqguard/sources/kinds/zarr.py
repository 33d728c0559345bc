"""Zarr stores: an array, or named arrays in groups."""

from seqguard.sources.registry import FileKind
from seqguard.sources.zarrs import is_store, open_zarr

SOURCE = FileKind(
    "zarr",
    (".zarr",),
    "arrays",
    open_zarr,
    is_store,
    read="arrays and groups of version 2 and 3, chunk by chunk",
    left="pickles; a store in a zip",
    example="seqguard check cube.zarr",
)
