"""Counts, means and squared deviations that come to the same last digit for any cut of the data on the grid.

Floating sums depend on their order. Here the order is fixed: a balanced tree over the cells of the grid, in which two
neighbours are joined as soon as both are whole, whoever holds them. Few nodes are open at a time, twice the logarithm
of the cells at most, and errors grow with the logarithm instead of the number of cells.
"""

from dataclasses import dataclass

import numpy as np

from seqguard.core.plan import Array, Floats, Plan
from seqguard.reading.chunks import grid_samples


@dataclass(frozen=True, eq=False)
class Sums:
    """`n` finite values of each column with their `mean` and the sum of their squared deviations from it, `m2`."""

    n: Array
    mean: Floats
    m2: Floats

    def joined(self, later: "Sums") -> "Sums":
        """Both together, as Chan, Golub and LeVeque (1979) do."""
        n = self.n + later.n
        with np.errstate(over="ignore", invalid="ignore"):
            delta = np.where((self.n > 0) & (later.n > 0), later.mean - self.mean, 0)
            k = np.maximum(n, 1)
            m2 = self.m2 + later.m2 + delta**2 * self.n * later.n / k
            mean = np.where(self.n > 0, self.mean + delta * later.n / k, np.where(later.n > 0, later.mean, 0))
        return Sums(n, mean, m2)


class SumTree:
    """Sums of neighbouring stretches of samples, joined in the order of a balanced tree over the grid."""

    def __init__(self, plan: Plan) -> None:
        self._grid, self._end = grid_samples(plan), plan.n
        self._nodes: list[tuple[int, int, Sums]] = []

    def add(self, start: int, stop: int, sums: Sums) -> None:
        """Take in the samples [start, stop), which come right after those seen so far."""
        self._nodes.append((start, stop, sums))
        while len(self._nodes) > 1 and self._closed(*self._nodes[-2:]):
            (start, _, earlier), (_, stop, later) = self._nodes[-2:]
            self._nodes[-2:] = [(start, stop, earlier.joined(later))]

    def merge(self, later: "SumTree") -> None:
        """Take in what `later` holds of the samples right after."""
        for node in later._nodes:
            self.add(*node)

    def move(self, by: int) -> None:
        """Add `by` to the numbers of the samples."""
        self._nodes = [(start + by, stop + by, sums) for start, stop, sums in self._nodes]
        self._end += by

    def total(self, width: int) -> Sums:
        """All together."""
        if not self._nodes:
            none = np.zeros(width)
            return Sums(none, none, none)
        whole = self._nodes[0][2]
        for _, _, sums in self._nodes[1:]:
            whole = whole.joined(sums)
        return whole

    def _closed(self, earlier: tuple[int, int, Sums], later: tuple[int, int, Sums]) -> bool:
        """Whether the seam between two neighbours lies lower in the tree than both outer ends; off the grid always."""
        seam = self._level(later[0])
        return seam < 0 or seam < min(self._level(earlier[0]), self._level(later[1]))

    def _level(self, sample: int) -> int:
        """How often the number of a cell that begins here can be halved; -1 within a cell, and highest at both ends."""
        if sample in (0, self._end):
            return 64
        cell, within = divmod(sample, self._grid)
        return -1 if within else (cell & -cell).bit_length() - 1
