"""How far a split's distribution of each feature is from train's."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Other, Readable, Train
from seqguard.core.plan import Bools, Floats, Ints, Plan
from seqguard.statistics.moments import Moments

GROWTH = 0.02
"""Of the distance of the means, between the ranges of a series that grows twentyfold: another unit leaves them further
apart, or one within the other."""
POINTS = 1024
FEWEST = 8
"""Values of a feature that a distribution is told from."""


@dataclass(frozen=True, eq=False, repr=False)
class Shift(Readable):
    """(F,) each; NaN where a feature has too few values or does not vary in train.

    Attributes:
        distance: Kolmogorov-Smirnov distance of the sampled values.
        outside: share of the split's sampled values beyond train's exact extremes; `outside_rows` how many.
        moved: difference of the means in train's deviations.
        wider: ratio of the ranges from the 10 % to the 90 % quantile.
        gap: distance between the extremes, 0 where the ranges meet, as a share of that between the means.
    """

    distance: Floats
    outside: Floats
    outside_rows: Ints
    moved: Floats
    wider: Floats
    gap: Floats


@dataclass(frozen=True, eq=False, repr=False)
class Drift(Readable):
    """(F,) each: the share of the second half of a series that lies above the first half's highest value, and below its
    lowest; 0 of samples that are no windows of one series."""

    up: Floats
    down: Floats


@fact
def drift(plan: Plan, series: Series) -> Drift:
    """Each feature by itself, in the order of time."""
    half = len(series.rows) // 2
    first, second = series.rows[:half], series.rows[half:]
    if not plan.step or half < FEWEST:
        return Drift(np.zeros(plan.F), np.zeros(plan.F))
    with np.errstate(invalid="ignore"):
        return Drift((second > first.max(0)).mean(0), (second < first.min(0)).mean(0))


def grown(train: Plan, found: Shift) -> Bools:
    """(F,): where train's windows stand in no order, none of them is the last: features that go on from where its
    values end, as a series does that grows by orders of magnitude."""
    with np.errstate(invalid="ignore"):
        return (train.step == 0) & (found.gap > 0) & (found.gap <= GROWTH)


@fact
def shift(train: Train[Moments], other: Other[Moments], train_kinds: Train[Kinds], other_kinds: Other[Kinds]) -> Shift:
    """Compare the sorted distinct values of both."""
    low, high = train.feature_min(), train.feature_max()
    spread = np.sqrt(train.feature_var())
    columns = zip(train_kinds, other_kinds, low, high, strict=True)
    found = [_compare(a, b, float(lo), float(hi)) for a, b, lo, hi in columns]
    distance, outside, wider = (np.array([f[i] for f in found]) for i in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = other.feature_mean() - train.feature_mean()
        moved = np.where(spread > 0, apart / spread, np.nan)
        gap = np.maximum(0, np.maximum(other.feature_min() - high, low - other.feature_max())) / np.abs(apart)
    rows = np.array([round(f[1] * b.n) if np.isfinite(f[1]) else 0 for f, b in zip(found, other_kinds, strict=True)])
    return Shift(distance, outside, rows, np.where(np.isfinite(distance), moved, np.nan), wider, gap)


def _compare(a: Column, b: Column, low: float, high: float) -> tuple[float, float, float]:
    if a.n < FEWEST or b.n < FEWEST or len(a.values) < 2:
        return np.nan, np.nan, np.nan
    (x, p), (y, q) = (_thinned(c) for c in (a, b))
    at_x = np.abs(p - np.concatenate([[0.0], q])[np.searchsorted(y, x, "right")])
    at_y = np.abs(q - np.concatenate([[0.0], p])[np.searchsorted(x, y, "right")])
    values = b.values.astype(np.float64)
    outside = b.counts[(values < low) | (values > high)].sum() / b.n
    ranges = [v[np.searchsorted(c, 0.9)] - v[np.searchsorted(c, 0.1)] for v, c in ((x, p), (y, q))]
    wider = ranges[1] / ranges[0] if ranges[0] > 0 else np.nan
    return float(max(at_x.max(), at_y.max())), float(outside), float(wider)


def _thinned(column: Column) -> tuple[Floats, Floats]:
    """Values and their cumulated shares, at most `POINTS` of them: the distance moves by one in a thousand."""
    share = np.cumsum(column.counts) / column.n
    values = column.values.astype(np.float64)
    if len(values) <= POINTS:
        return values, share
    at = np.linspace(0, len(values) - 1, POINTS).astype(int)
    return values[at], share[at]
