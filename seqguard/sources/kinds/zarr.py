"""Zarr stores: an array, or named arrays in groups."""

from seqguard.sources.registry import FileKind
from seqguard.sources.zarrs import is_store, open_zarr

SOURCE = FileKind("zarr", (".zarr",), "arrays", open_zarr, is_store)
