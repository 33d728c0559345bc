"""Unbroken runs of one value in a feature, and how far the rows around them lie."""

from functools import cached_property

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.plan import Array, Floats, Ints

MOST_RUNS = 2000
CONTROLS = 400
"""Runs that are ranked; more sharpen no verdict and cost time."""
PERIOD = 24
"""Runs of a value in one period of a cycle, up to which the cycle is looked for."""


class Runs:
    """The unbroken runs of one value of a feature in time.

    Arrays over the runs: `first` row, `value`, `length`, and how far the row `before` and the row `after` it lie from
    its value (NaN where time does not lead there); `distance` is the larger of both. Of shuffled windows of one series,
    which hold each run many times, those that are seen `once` are the ones to count.
    """

    def __init__(self, column: Array, series: Series) -> None:
        x = column.astype(np.float64, copy=False)
        breaks = np.ones(len(x), bool)
        np.not_equal(x[1:], x[:-1], out=breaks[1:])
        breaks[1:] |= series.starts[1:]
        self.first = np.flatnonzero(breaks)
        self.value = x[self.first]
        self.length = np.diff(self.first, append=len(column))
        self._starts = series.starts[self.first]
        self.once = series.distinct[self.first]
        if not series.distinct.all():
            # a window that begins within a run shows its first row without what came before, so it is not known by it
            seen = np.unique(self.value[self.once])
            rest = ~np.isin(self.value, seen) & np.logical_or.reduceat(series.distinct, self.first)
            self.once |= rest

    @cached_property
    def before(self) -> Floats:
        return np.where(self._starts, np.nan, np.abs(self.value - np.roll(self.value, 1)))

    @cached_property
    def after(self) -> Floats:
        return np.where(np.append(self._starts[1:], True), np.nan, np.abs(self.value - np.roll(self.value, -1)))

    @cached_property
    def distance(self) -> Floats:
        return np.where(self.once, np.fmax(self.before, self.after), np.nan)

    def memory(self, apart_from: float) -> bool:
        """Whether neighbours in time lie nearer than rows picked at random: four fifths of their median distance.

        Rows with the value in question are left out.
        """
        others = self.value != apart_from
        pairs = others[1:] & others[:-1] & np.isfinite(self.before[1:])
        steps = self.before[1:][pairs]
        values = self.value[others & np.isfinite(self.value)]
        mixed = np.random.default_rng(0).permutation(values)
        return len(steps) >= 10 and bool(np.median(steps) < 0.8 * np.median(np.abs(values - mixed)))

    def jump(self, value: float, own: Ints) -> tuple[float, float]:
        """How the distances of `own` runs rank among those of runs of the nearest other values: see `rank_sum`."""
        away = np.abs(self.value - value)
        away[own] = np.inf
        away[~np.isfinite(self.distance)] = np.inf
        count = min(CONTROLS, max(60, 3 * len(own)), int(np.isfinite(away).sum()))
        near = np.argpartition(away, count - 1)[:count] if count else np.zeros(0, int)
        return rank_sum(self.distance[own], self.distance[near])


def regular(first: Ints, series: Series) -> bool:
    """Whether runs begin at one distance from each other (four in five of at least five), or at two (nine in ten); or
    every so many of them at one distance, as the hours of a week do; or at one place of each piece of the series.

    Distances across the start of a window that continues nothing do not count.
    """
    piece = series.piece[first]
    for k in range(1, PERIOD + 1):
        apart = (first[k:] - first[:-k])[piece[k:] == piece[:-k]]
        if len(apart) < max(5, k):
            break
        if _most(apart) or (k == 1 and _two(apart)):
            return True
    return one_place(first, series)


def one_place(first: Ints, series: Series) -> bool:
    """Whether at least eight runs begin at one place of each piece of the series, four in five of them: a state that
    each episode begins with."""
    starts = series.begins
    if len(first) < 8 or len(series.rows) < 3 * len(starts):
        return False
    return _most(first - starts[series.piece[first]])


def _most(values: Ints) -> bool:
    """Whether four in five are one value, which is the middle one then: counting all of them takes five times as
    long."""
    middle = len(values) // 2
    return int(np.count_nonzero(values == np.partition(values, middle)[middle])) >= 0.8 * len(values)


def _two(values: Ints) -> bool:
    """Whether nine in ten are one of two values."""
    return bool(np.sort(np.unique(values, return_counts=True)[1])[-2:].sum() >= 0.9 * len(values))


def rank_sum(a: Floats, b: Floats) -> tuple[float, float]:
    """Wilcoxon's rank sum test of `a` lying higher than `b`: its z, and the chance that one of `a` beats one of `b`.

    NaN is left out; ties get their middle rank; of many values the first ones are taken.
    """
    a, b = a[np.isfinite(a)][:MOST_RUNS], b[np.isfinite(b)][:MOST_RUNS]
    n, m = len(a), len(b)
    if n < 2 or m < 10:
        return 0.0, 0.5
    _, at, ties = np.unique(np.concatenate([a, b]), return_inverse=True, return_counts=True)
    rank = (np.cumsum(ties) - (ties - 1) / 2)[at]
    spread = n * m / 12 * (n + m + 1 - (ties**3 - ties).sum() / ((n + m) * (n + m - 1)))
    wins = rank[:n].sum() - n * (n + 1) / 2
    return float((wins - n * m / 2) / np.sqrt(spread)) if spread > 0 else 0.0, float(wins / (n * m))
