"""On which data the features' scale was fitted: train alone, all data, or each split for itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.statistics.moments import Moments
from seqguard.statistics.window_moments import WindowMoments

EXACT = ((2e-5, 0.03), (1e-4, 0.03), (5e-4, 0.1))
"""How far mean and deviation of standardised data may be from 0 and 1, of one, two and more features: that far at most,
since sums in float32, as X.mean(0) takes them, are off by up to 5e-4, and a noise-free cycle of a thousand rows comes
within 5e-5; and within so many standard errors of the mean of independent values, where one is in 2.4 % and 8 % of all
cases by chance, and as often its deviation."""
BOUND = 2e-6
"""How far an extreme of min-max scaled float32 data may be from its bound."""
RARE = 4
"""A bound that more values stand at is where the data end, not where a scaler put them."""
NEAR, CROWDED = 1e-3, 5
"""Within a thousandth of the range of a bound that is approached, as the crest of a wave is, lie five times as many
values as evenly spread ones would: 28 times as many for a sine."""
EVEN = 0.5
"""Levels that all stand at least half as often as the most frequent one are phases of a cycle, such as the hours."""
DECIMALS = 4
"""Values that have so few decimals are shares and readings as they came; a scaler divides by the range."""


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
class Scaled(Readable):
    """One split's tensor as a scaler may have left it.

    Attributes:
        usable: (F,) features that show a scaler: many values, or from three on if not all are whole numbers.
        cyclic: (F,) features that run through the same levels equally often, so that any period has the same moments.
        decimal: (F,) features whose values all have at most four decimals.
        rows, windows: moments with every row of a series once, and with every cell of every window.
        low, high: (F,) exact extremes.
        low_rare, high_rare: (F,) whether at most four sampled values stand there, and not many nearby.
        level: (F,) the smallest distance of two sampled values of a column that rests on levels; 0 of a continuous one.
        low_row, high_row: (F,) row of the series at which they first stand, of targets at least so many after the
            first; of samples that are no windows of one series the largest number there is.
    """

    usable: Bools
    cyclic: Bools
    decimal: Bools
    rows: Fitted
    windows: Fitted
    low: Floats
    high: Floats
    low_rare: Bools
    high_rare: Bools
    level: Floats
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
    low, high = x.feature_min(), x.feature_max()
    usable = np.array([_shows_scaling(c) for c in kinds]) & np.isfinite(low) & np.isfinite(high)
    rows = Fitted(n, x.feature_mean(), np.sqrt(x.feature_var()))
    return Scaled(
        usable=usable,
        cyclic=np.array([_cycles(c) for c in kinds]),
        decimal=np.array([_whole(10.0**DECIMALS * c.values, 2e-3) for c in kinds]),
        rows=rows,
        windows=Fitted(windows.count, windows.mean, np.sqrt(windows.var)) if windows.count.any() else rows,
        low=low,
        high=high,
        low_rare=np.array([_rare(c.values - c.values[:1], c.counts) for c in kinds]),
        high_rare=np.array([_rare(c.values[-1:] - c.values[::-1], c.counts[::-1]) for c in kinds]),
        level=np.array([0.0 if c.kind == "continuous" else _level(c) for c in kinds]),
        low_row=_rows(plan, x.min, x.min_place, np.argmin),
        high_row=_rows(plan, x.max, x.max_place, np.argmax),
    )


def _shows_scaling(column: Column) -> bool:
    few = column.kind == "discrete" and not _whole(column.values, 1e-5)
    return few or column.kind in ("quantised", "continuous")


def _level(column: Column) -> float:
    return float(np.diff(column.values.astype(np.float64)).min(initial=np.inf))


def _whole(values: Array, tolerance: float) -> bool:
    return bool((np.abs(values - np.round(values)) <= tolerance).all())


def _cycles(column: Column) -> bool:
    """Whether the levels, but for rounding, stand equally often, four times each at least."""
    if len(column.values) < 3:
        return False
    values = column.values.astype(np.float64)
    level = np.round((values - values[0]) / max(float(np.ptp(values)), 1e-300) * 1e6)
    counts = np.add.reduceat(column.counts, np.flatnonzero(np.diff(level, prepend=-1.0)))
    return bool(column.n >= 4 * len(counts) and counts.min() >= EVEN * counts.max())


def _rare(beyond: Array, counts: Ints) -> bool:
    """Whether few values stand at an extreme and just before it; `beyond` is how far each value lies from it."""
    if not len(counts):
        return True
    near = int(counts[beyond <= NEAR * max(float(beyond[-1]), 1e-300)].sum()) - int(counts[0])
    return bool(counts[0] <= RARE and near <= max(RARE, CROWDED * NEAR * counts.sum()))


def _rows(plan: Plan, extreme: Floats, place: Ints, best: Callable[..., Ints]) -> Ints:
    if not plan.sliding and plan.role == "x":
        return np.full(plan.F, np.iinfo(np.int64).max)
    sample, step = np.divmod(place[best(extreme, axis=0), np.arange(plan.F)], plan.T)
    return sample * max(1, plan.step) + step


def pooled(parts: Sequence[Fitted]) -> Fitted:
    """The moments of all together."""
    n = np.maximum(sum(p.count for p in parts), 1)
    mean = sum(p.count * p.mean for p in parts) / n
    square = sum(p.count * (p.std**2 + (p.mean - mean) ** 2) for p in parts)
    return Fitted(n, mean, np.sqrt(square / n))


def telling(train: Scaled, other: Scaled) -> Bools:
    """(F,): features whose exact moments or bounds in both splits tell of a scaler."""
    tells: Bools = train.usable & ~train.cyclic & ~other.cyclic & (other.low < other.high)
    return tells


def exactness(usable: Bools, values: Floats) -> float:
    """How far from mean 0 and deviation 1 so many features may be, each of as many values."""
    most, within = EXACT[min(int(usable.sum()), len(EXACT)) - 1]
    return min(most, within / float(np.sqrt(max(values[usable].max(), 1.0))))
