"""Arrays of Dask: computed chunk by chunk, each once for the looks of the plan and once for the pass."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.graphs import open_graph


def open_dask(value: Any, asked: Asked) -> Opened:
    """Pieces are tasks of the array's own scheduler."""
    try:
        return open_graph(value)
    except Exception as error:  # whatever the tasks of the graph raise, said with the argument's name
        raise TypeError(f"{asked.argument} is a Dask array that cannot be computed: {error}") from error


CONTAINER = Container(
    "Dask array",
    "tensor",
    open_dask,
    types=("dask.Array",),
    read="chunks, computed by Dask's own scheduler or cluster; those of unknown size are counted first",
    example="seqguard.inspect(dask.array.from_zarr('X.zarr'), y)",
)
