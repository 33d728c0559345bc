"""How many samples are taken at once, and where the data are cut.

The samples are taken in cells of a fixed grid: numbers of samples that the plan alone decides, not where the data lie.
Whatever the chunks of a container and whoever reads them, a statistic sees the same blocks, and sums have the same
last digit.
"""

from seqguard.core.plan import Plan

CELL = 2**19
"""Values in a cell: 2 MB of float32. Half of it is Python's overhead, all data at once cost twice as much (measured on
(20000, 50, 16) float32)."""


def grid_samples(plan: Plan) -> int:
    """Samples in a cell of the grid, and one where a sample alone is larger."""
    return max(1, CELL // max(1, plan.T * plan.F))
