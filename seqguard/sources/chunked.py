"""The pieces in which a container stores its samples, and can only decode as a whole."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from seqguard.core.plan import Ints

BAND = 64 * 2**20
"""Bytes that are decoded at once where chunks are cut along further axes: then the chunks side by side are one band of
samples, which may be the whole array. A single chunk may be larger, since whoever decodes it holds it anyway."""


def stored_starts(values: Any, shape: tuple[int, ...], itemsize: int) -> Ints | None:
    """The first sample of each piece that is decoded as a whole; None where the container does not say, or stores its
    samples one after the other."""
    chunks = _chunks(values)
    if chunks is None or not shape[0]:
        return None
    first, *rest = chunks
    if not isinstance(first, int | np.integer):  # dask: the size of each
        ends = np.cumsum(np.asarray(first, np.int64))
        starts: Ints = np.unique(np.concatenate([[0], ends[:-1]]))
        return starts[starts < shape[0]]
    sample = itemsize * math.prod(shape[1:])
    stored = itemsize * int(first) * math.prod(int(c) for c in rest)
    most = max(1, max(BAND, stored) // max(1, sample))
    return np.arange(0, shape[0], max(1, min(int(first), most)))


def _chunks(values: Any) -> Any:
    """Sizes by axis, of h5py, zarr, dask and xarray, there also of what lies in a file."""
    chunks = getattr(values, "chunks", None)
    encoding = getattr(values, "encoding", None)
    if chunks is None and isinstance(encoding, Mapping):
        chunks = encoding.get("chunks") or encoding.get("chunksizes")
    if not isinstance(chunks, tuple | list) or len(chunks) != len(values.shape):
        return None
    return chunks
