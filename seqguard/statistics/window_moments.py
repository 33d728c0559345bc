"""Mean and variance of each feature over the windows as they are, every row as often as windows hold it."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Floats, Plan
from seqguard.core.statistic import Statistic, statistic


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
        self._n = self._mean = self._m2 = np.zeros(plan.F)

    def update(self, block: Block) -> None:
        if not self.plan.sliding and self.plan.padding is None:
            return
        p, rows = self.plan, block.rows
        edges = np.zeros(len(rows) + 1)
        np.add.at(edges, block.ends - p.T, 1)
        np.add.at(edges, block.ends, -1)
        n, mean, m2 = _weighted(rows, np.cumsum(edges)[:-1])
        if p.sliding and p.still:  # one value per window, which the next window's rows do not share
            still = list(p.still)
            parts = _weighted(block.values[:, 0, still], np.full(len(block), float(p.T)))
            for whole, part in zip((n, mean, m2), parts, strict=True):
                whole[still] = part
        self._join(n, mean, m2)

    def merge(self, later: "WindowMomentsStatistic") -> None:
        self._join(later._n, later._mean, later._m2)

    def finalize(self) -> WindowMoments:
        return WindowMoments(self._n, self._mean, self._m2 / np.maximum(self._n, 1))

    def _join(self, n: Floats, mean: Floats, m2: Floats) -> None:
        total = self._n + n
        k = np.maximum(total, 1)
        delta = np.where((self._n > 0) & (n > 0), mean - self._mean, 0)
        with np.errstate(over="ignore"):
            self._m2 = self._m2 + m2 + delta**2 * self._n * n / k
        self._mean = np.where(self._n > 0, self._mean + delta * n / k, np.where(n > 0, mean, 0))
        self._n = total


def _weighted(rows: Array, weights: Floats) -> tuple[Floats, Floats, Floats]:
    """Count, mean and sum of squared deviations of the finite values of each column."""
    shift = np.where(np.isfinite(rows[0]), rows[0], 0).astype(np.float64)
    about = np.subtract(rows, shift, dtype=np.float64)
    n: Floats = np.full(rows.shape[1], weights.sum())
    with np.errstate(over="ignore", invalid="ignore"):
        total = weights @ about
    if not np.isfinite(total).all():
        finite = np.isfinite(about)
        n, about = weights @ finite, np.where(finite, about, 0)
        total = weights @ about
    k = np.maximum(n, 1)
    with np.errstate(over="ignore"):
        m2 = np.maximum(np.einsum("i,ij,ij->j", weights, about, about) - total * total / k, 0)
    return n, shift + total / k, m2
