"""Arrays of Dask: computed chunk by chunk, each once."""

import math
from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.containers.sliceable import open_slices


def open_dask(value: Any, asked: Asked) -> Opened:
    """Pieces are computed as they are asked for."""
    if any(math.isnan(n) for n in value.shape):
        raise TypeError(
            f"{asked.argument} is a Dask array whose chunks have no known size; pass "
            f"{asked.argument}.compute_chunk_sizes()"
        )
    return open_slices(value, asked)


CONTAINER = Container(
    "Dask array",
    "tensor",
    open_dask,
    types=("dask.Array",),
    read="chunk by chunk, each computed once for the pass",
    left="an array whose chunks have no known size: compute_chunk_sizes()",
    example="seqguard.inspect(dask.array.from_zarr('X.zarr'), y)",
)
