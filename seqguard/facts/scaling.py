"""On which data the features' scale was fitted: train alone, all data, or each split for itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._plan import Bools, Floats, Ints, Plan
from seqguard.facts.kinds import Kinds
from seqguard.stats.moments import Moments
from seqguard.stats.window_moments import WindowMoments

EXACT, EXACT_ALONE = 1e-4, 2e-5
"""How far mean and deviation of standardised data may be from 0 and 1: sums in float32, as X.mean(0) takes them, are
off by up to 1e-4. A single feature must be closer: a noise-free cycle of a thousand rows comes within 5e-5."""
BOUND = 2e-6
"""How far an extreme of min-max scaled float32 data may be from its bound."""
RARE = 4
"""A bound that more values stand at is where the data end, not where a scaler put them."""


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """Mean and deviation of each feature (F,) over `count` values."""

    count: Floats
    mean: Floats
    std: Floats

    def off(self) -> Floats:
        """(F,): the larger deviation from mean 0 and deviation 1, the latter with ddof 0 or 1."""
        bessel = np.sqrt(self.count / np.maximum(self.count - 1, 1))
        spread = np.minimum(np.abs(self.std - 1), np.abs(self.std * bessel - 1))
        return np.maximum(np.abs(self.mean), spread)


@dataclass(frozen=True, eq=False, repr=False)
class Scaled:
    """One split's tensor as a scaler may have left it.

    Attributes:
        usable: (F,) features that a scaler would be seen in: more than two values, not all whole numbers from few.
        rows, windows: moments with every row of a series once, and with every cell of every window.
        low, high: (F,) exact extremes.
        low_rare, high_rare: (F,) whether at most four sampled values stand there.
        low_row, high_row: (F,) row of the series at which they first stand; of samples that are no windows of one the
            largest number there is.
    """

    usable: Bools
    rows: Fitted
    windows: Fitted
    low: Floats
    high: Floats
    low_rare: Bools
    high_rare: Bools
    low_row: Ints
    high_row: Ints

    @property
    def inside(self) -> float | None:
        """The lower bound, 0 or -1, of a min-max scaling that all usable features lie within; None if they do not."""
        for bound in (0.0, -1.0):
            if (self.low[self.usable] >= bound - BOUND).all() and (self.high[self.usable] <= 1 + BOUND).all():
                return bound
        return None

    def off(self) -> Floats:
        """(F,): the deviation from mean 0 and deviation 1, counted in the way that comes closer."""
        return np.minimum(self.rows.off(), self.windows.off())


@fact
def scaled(plan: Plan, x: Moments, windows: WindowMoments, kinds: Kinds) -> Scaled:
    """Put a tensor's moments and extremes together."""
    n = x.finite.sum(0).astype(np.float64)
    mean = (x.finite * x.mean).sum(0) / np.maximum(n, 1)
    low, high = x.feature_min(), x.feature_max()
    usable = np.array([c.kind in ("quantised", "continuous") for c in kinds]) & np.isfinite(low) & np.isfinite(high)
    rows = Fitted(n, mean, np.sqrt(x.feature_var()))
    return Scaled(
        usable=usable,
        rows=rows,
        windows=Fitted(windows.count, windows.mean, np.sqrt(windows.var)) if windows.count.any() else rows,
        low=low,
        high=high,
        low_rare=np.array([not len(c.counts) or c.counts[0] <= RARE for c in kinds]),
        high_rare=np.array([not len(c.counts) or c.counts[-1] <= RARE for c in kinds]),
        low_row=_rows(plan, x.min, x.min_place, np.argmin),
        high_row=_rows(plan, x.max, x.max_place, np.argmax),
    )


def _rows(plan: Plan, extreme: Floats, place: Ints, best: Callable[..., Ints]) -> Ints:
    if not plan.sliding:
        return np.full(plan.F, np.iinfo(np.int64).max)
    sample, step = np.divmod(place[best(extreme, axis=0), np.arange(plan.F)], plan.T)
    return sample * plan.step + step


def pooled(a: Fitted, b: Fitted) -> Fitted:
    """The moments of both together."""
    n = np.maximum(a.count + b.count, 1)
    mean = (a.count * a.mean + b.count * b.mean) / n
    square = a.count * (a.std**2 + (a.mean - mean) ** 2) + b.count * (b.std**2 + (b.mean - mean) ** 2)
    return Fitted(n, mean, np.sqrt(square / n))


def exactness(usable: Bools) -> float:
    """How far from mean 0 and deviation 1 so many features may be."""
    return EXACT if usable.sum() > 1 else EXACT_ALONE
