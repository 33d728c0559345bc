"""How far a split's distribution of each feature is from train's."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._plan import Floats, Ints
from seqguard.facts.kinds import Column, Kinds
from seqguard.stats.moments import Moments

FEWEST = 8
"""Values of a feature that a distribution is told from."""


@dataclass(frozen=True)
class Shift:
    """(F,) each; NaN where a feature has too few values or does not vary in train.

    Attributes:
        distance: Kolmogorov-Smirnov distance of the sampled values.
        outside: share of the split's sampled values beyond train's exact extremes; `outside_rows` how many.
        moved: difference of the means in train's deviations.
        wider: ratio of the ranges from the 10 % to the 90 % quantile.
    """

    distance: Floats
    outside: Floats
    outside_rows: Ints
    moved: Floats
    wider: Floats


@fact
def shift(train: Moments, other: Moments, train_kinds: Kinds, other_kinds: Kinds) -> Shift:
    """Compare the sorted distinct values of both."""
    low, high = train.feature_min(), train.feature_max()
    spread = np.sqrt(train.feature_var())
    means = [(m.finite * m.mean).sum(0) / np.maximum(m.finite.sum(0), 1) for m in (train, other)]
    columns = zip(train_kinds, other_kinds, low, high, strict=True)
    found = [_compare(a, b, float(lo), float(hi)) for a, b, lo, hi in columns]
    distance, outside, wider = (np.array([f[i] for f in found]) for i in range(3))
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.where(spread > 0, (means[1] - means[0]) / spread, np.nan)
    rows = np.array([round(f[1] * b.n) if np.isfinite(f[1]) else 0 for f, b in zip(found, other_kinds, strict=True)])
    return Shift(distance, outside, rows, np.where(np.isfinite(distance), moved, np.nan), wider)


def _compare(a: Column, b: Column, low: float, high: float) -> tuple[float, float, float]:
    if a.n < FEWEST or b.n < FEWEST or len(a.values) < 2:
        return np.nan, np.nan, np.nan
    x, y = a.values.astype(np.float64), b.values.astype(np.float64)
    p, q = np.cumsum(a.counts) / a.n, np.cumsum(b.counts) / b.n
    grid = np.concatenate([x, y])
    at = (np.concatenate([[0.0], c])[np.searchsorted(v, grid, "right")] for v, c in ((x, p), (y, q)))
    outside = b.counts[(y < low) | (y > high)].sum() / b.n
    ranges = [v[np.searchsorted(c, 0.9)] - v[np.searchsorted(c, 0.1)] for v, c in ((x, p), (y, q))]
    first, second = at
    wider = ranges[1] / ranges[0] if ranges[0] > 0 else np.nan
    return float(np.abs(first - second).max()), float(outside), float(wider)
