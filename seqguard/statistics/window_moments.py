"""Mean and variance of each feature over the windows as they are, every row as often as windows hold it."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Floats, Plan
from seqguard.core.statistic import Statistic, statistic
from seqguard.statistics.sums import Sums, SumTree


@dataclass(frozen=True, eq=False, repr=False)
class WindowMoments(Readable):
    """(F,) `count`, `mean` and `var` (ddof 0) of the finite values of all cells: what a scaler that was fitted on
    X.reshape(-1, F) saw, every row as often as windows hold it, and padding too. Of unpadded samples that are no
    windows of one series `Moments` says the same, and this one is left at 0."""

    count: Floats
    mean: Floats
    var: Floats


@statistic
class WindowMomentsStatistic(Statistic[WindowMoments]):
    """Rows under sliding windows are weighted by the windows that hold them, so each is read once."""

    result = WindowMoments

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._sums = SumTree(plan)

    def update(self, block: Block) -> None:
        if not self.plan.sliding and self.plan.padding is None:
            return
        p, rows = self.plan, block.rows
        edges = np.zeros(len(rows) + 1)
        np.add.at(edges, block.ends - p.T, 1)
        np.add.at(edges, block.ends, -1)
        sums = _weighted(rows, np.cumsum(edges)[:-1])
        if p.sliding and p.still:  # one value per window, which the next window's rows do not share
            still = list(p.still)
            parts = _weighted(block.values[:, 0, still], np.full(len(block), float(p.T)))
            for whole, part in zip((sums.n, sums.mean, sums.m2), (parts.n, parts.mean, parts.m2), strict=True):
                whole[still] = part
        self._sums.add(block.start, block.start + len(block), sums)

    def merge(self, later: "WindowMomentsStatistic") -> None:
        self._sums.merge(later._sums)

    def move(self, by: int) -> None:
        self._sums.move(by)

    def finalize(self) -> WindowMoments:
        sums = self._sums.total(self.plan.F)
        return WindowMoments(sums.n, sums.mean, sums.m2 / np.maximum(sums.n, 1))


def _weighted(rows: Array, weights: Floats) -> Sums:
    """Count, mean and sum of squared deviations of the finite values of each column."""
    shift = np.where(np.isfinite(rows[0]), rows[0], 0).astype(np.float64)
    about = np.subtract(rows, shift, dtype=np.float64, order="C")  # one layout, one order of the sums
    n: Floats = np.full(rows.shape[1], weights.sum())
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.einsum("i,ij->j", weights, about)  # BLAS would sum in the order of its threads
    if not np.isfinite(total).all():
        finite = np.isfinite(about)
        n, about = np.einsum("i,ij->j", weights, finite), np.where(finite, about, 0)
        total = np.einsum("i,ij->j", weights, about)
    k = np.maximum(n, 1)
    with np.errstate(over="ignore"):
        m2 = np.maximum(np.einsum("i,ij,ij->j", weights, about, about) - total * total / k, 0)
    return Sums(n, shift + total / k, m2)
