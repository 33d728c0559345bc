"""Dask arrays: their own scheduler computes them, each chunk once for the looks of a plan and once for the pass."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import Opened, SliceSource, as_read, problem

Range = tuple[int, int]
AT_ONCE = 8
"""Parts that one task joins: their states are let go as soon as that is done."""


def open_graph(array: Any) -> Opened:
    """A tensor over a Dask array. Chunks whose sizes are not known are counted first, on a copy of the array."""
    if any(np.isnan(n) for n in array.shape):
        array = type(array)(array.dask, array.name, array.chunks, meta=array._meta)
        array.compute_chunk_sizes()
    shape = tuple(int(n) for n in array.shape)
    why = problem(np.empty((0, *shape[1:]), array.dtype)) if shape else "a single value, not an array of samples"
    return Opened(shape, str(array.dtype), None if why else GraphSource(array, shape, array.dtype), why)


class GraphSource(SliceSource):
    """Samples of a Dask array. What is asked for together is one graph, in which what is needed twice is computed
    once."""

    def read_all(self, ranges: Sequence[Range]) -> list[Array]:
        """Several pieces at once."""
        import dask

        found = dask.compute(*(self._data[start:stop] for start, stop in ranges))
        return [as_read(np.asarray(values), self.dtype) for values in found]

    @staticmethod
    def fold_parts(
        jobs: Sequence[tuple["GraphSource", Callable[[Array, int], Any], Sequence[Range]]],
        merged: Callable[[Sequence[Any]], Any],
    ) -> list[Any]:
        """What each tensor comes to: `function(values, start)` of each part, where the values begin with the one sample
        before `start` if there is one, and the parts joined by `merged`. All tensors are one graph."""
        import dask

        join = dask.delayed(merged, pure=False, traverse=False)
        roots = []
        for source, function, parts in jobs:
            task = dask.delayed(partial(_part, function, source.dtype), pure=False, traverse=False)
            chunks, starts = _chunks(source._data)
            level = []
            for start, stop in parts:
                first = max(start - 1, 0)
                low, high = np.searchsorted(starts, first, "right") - 1, np.searchsorted(starts, stop)
                level.append(task(chunks[low:high], first - int(starts[low]), stop - first, start))
            while len(level) > 1:
                level = [join(level[i : i + AT_ONCE]) for i in range(0, len(level), AT_ONCE)]
            roots += level
        return list(dask.compute(*roots))


def _chunks(array: Any) -> tuple[list[Any], Ints]:
    """The chunks of samples as tasks of the graph itself, whose results several parts share, and their first samples.

    Slices of the array would be optimised one by one, and each then computes the chunk again.
    """
    whole = array.rechunk(dict.fromkeys(range(1, array.ndim), -1)) if array.ndim > 1 else array
    sizes = np.array(whole.chunks[0], np.int64)
    tasks = [chunk for chunk, size in zip(whole.to_delayed(optimize_graph=False).ravel(), sizes, strict=True) if size]
    return tasks, np.cumsum(sizes[sizes > 0]) - sizes[sizes > 0]


def _part(
    function: Callable[[Array, int], Any], dtype: "np.dtype[Any]", chunks: Any, skip: int, size: int, start: int
) -> Any:
    values = [np.asarray(chunk) for chunk in chunks]
    whole = values[0] if len(values) == 1 else np.concatenate(values)
    return function(as_read(whole[skip : skip + size], dtype), start)
