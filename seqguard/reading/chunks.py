"""How many samples are taken at once, and where the data are cut.

The samples are taken in cells of a fixed grid: numbers of samples that the plan alone decides, not where the data lie.
Whatever the chunks of a container and whoever reads them, a statistic sees the same blocks, and sums have the same
last digit.
"""

from collections.abc import Iterator

import numpy as np

from seqguard.core.plan import Plan
from seqguard.sources.base import Source, chunk_starts

CELL = 2**19
"""Values in a cell: 2 MB of float32. Half of it is Python's overhead, all data at once cost twice as much (measured on
(20000, 50, 16) float32)."""


def grid_samples(plan: Plan) -> int:
    """Samples in a cell of the grid, and one where a sample alone is larger."""
    return max(1, CELL // max(1, plan.T * plan.F))


def pieces(source: Source, plan: Plan, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, int]]:
    """The samples from `start` to before `stop`, as they are best read: cells of the grid, or whole stored chunks, of
    small ones as many as reach over a cell."""
    stop = plan.n if stop is None else stop
    grid, starts = grid_samples(plan), chunk_starts(source)
    while start < stop:
        end = (start // grid + 1) * grid
        if starts is not None:
            after = int(np.searchsorted(starts, start + grid))
            end = int(starts[after]) if after < len(starts) else stop
        yield start, min(end, stop)
        start = min(end, stop)
