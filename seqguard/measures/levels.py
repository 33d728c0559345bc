"""The levels of a column: how often each value stands, beside how often those around it do."""

from functools import cached_property

import numpy as np

from seqguard.basis.kinds import Column
from seqguard.core.plan import Bools, Floats, Ints

AROUND = 6
"""Distinct values on each side that a count is compared with."""
FEW_LEVELS = 10
"""Fewer gaps between levels do not show their smallest size: then the levels must lie on a grid of that size."""
FEW_ROWS = 30
"""Fewer rows do not show the levels at all."""
LEVELS = 0.3
"""Levels keep their distance when hardly any gap between them is below this share of the median gap."""
CURVED = 0.8
"""Levels whose gaps grow (or shrink) from one to the next in so many cases are squares, logarithms, or such: their
small gaps tell of the scale and of no value between. A value put between even levels makes one gap of each kind."""
TWINS = 64
"""Units in the last place within which two values are one that was rounded twice."""
RESTS = 0.4
"""Share of the rows from which on a value says nothing of how often those beside it should stand."""
LEAST = 5e-4
"""Share of the rows that a value must make up to be looked at, beside three rows; two will do for the mean."""
MOST_BETWEEN = 8
"""Values between levels that are tried on a finer grid; a column with more of them keeps the verdict for the rest."""
CANDIDATES = 3
"""Values per feature that are looked at beside those nearest to mean, median and zero."""
MOST_ROWS, FEW_VALUES, FEWEST_LEVELS = 0.8, 0.2, 3
"""A column rests on levels where a fifth of its values, three at least, hold four fifths of its rows."""


class Levels:
    """The distinct values of a column, how often each stands, and how often those around it do."""

    def __init__(self, column: Column, means: Floats) -> None:
        self.column, self.means, self.n = column, means, column.n
        self.values, self.counts = column.values.astype(float), column.counts
        self.least = max(3.0, LEAST * column.n)
        at = np.searchsorted(self.values, means)
        nearby = np.unique(np.clip(np.concatenate([at - 1, at]), 0, len(self.values) - 1))
        self.at_means = nearby[self.counts[nearby] >= 2]

    @property
    def any_frequent(self) -> bool:
        """Whether any value stands often enough, or twice next to a mean: else the column is done with."""
        return bool(self.counts.max() >= self.least) or len(self.at_means) > 0

    @property
    def apart(self) -> bool:
        """Whether float64 tells the values apart: whole numbers around 2**63 it does not."""
        return bool((np.diff(self.values) > 0).all())

    @cached_property
    def near(self) -> Ints:
        """(v,): the largest count among `AROUND` distinct values on either side."""
        most = _around(np.where(self._rests, 0, self.counts))
        common = self._common
        if len(common):
            among = _around(np.where(self._rests, 0, self.counts)[common])
            most[common] = np.maximum(most[common], among)
        return most

    @cached_property
    def ratios(self) -> Floats:
        """(v,): each count over that of its neighbours."""
        return self.counts / np.maximum(self.near, 1)

    @property
    def unit(self) -> float:
        """One unit in the last place of the largest value."""
        largest = np.abs(self.column.values[[0, -1]]).max()
        return float(np.spacing(largest)) if self.column.values.dtype.kind == "f" else 0.0

    @cached_property
    def _rests(self) -> Bools:
        """(v,): the value that padding or rest leaves in so many rows that any other is rare beside it."""
        return self.counts >= RESTS * self.n

    @cached_property
    def _common(self) -> Ints:
        """Positions of the few values that hold most rows, as whole numbers do where some readings have decimals.

        The most frequent one left out, as it may be the filler: a column filled with two constants has no levels.
        """
        order = np.argsort(-self.counts, kind="stable")
        held = np.cumsum(self.counts[order[1:]])
        enough = int(np.searchsorted(held, MOST_ROWS * held[-1])) + 1
        few = FEWEST_LEVELS <= enough <= FEW_VALUES * len(order)
        return np.sort(order[: enough + 1]) if few else np.zeros(0, np.int64)

    @cached_property
    def between(self) -> Bools:
        """(v,): values between two levels of a column whose levels keep their distance, or off their regular grid.

        The smallest gaps, four of them and 2 %, are left out of the measure: each value that does not belong makes two.
        """
        gaps = np.diff(self.values)
        skipped = max(4 if len(gaps) >= FEW_LEVELS else 2, int(0.02 * len(gaps)))
        least = float(np.partition(gaps, skipped)[skipped])
        if self.n < FEW_ROWS or least < LEVELS * float(np.median(gaps)) or _curved(gaps):
            return np.zeros(len(self.values), bool)
        inner = np.concatenate([[np.inf], gaps])
        closest: Floats = np.minimum(inner, np.concatenate([gaps, [np.inf]]))
        twins = closest < TWINS * self.unit
        between: Bools = ((closest < 0.7 * least) | _off_grid(self.values, self.counts, least)) & ~twins
        for j in np.flatnonzero(between)[:MOST_BETWEEN]:
            rest = np.delete(self.values, j)
            fits = len(gaps) >= FEW_LEVELS or _multiples(rest, least) > 0
            between[j] = fits and _multiples(rest, float(closest[j])) != 1
        return between

    def candidates(self) -> Ints:
        """Positions of repeated values worth a look: next to means, median and zero, and the most outstanding ones."""
        counts = self.counts
        middle = int(np.searchsorted(np.cumsum(counts), self.n / 2))
        zero = int(np.abs(self.values).argmin())
        ratio = np.where(self.between, counts, self.ratios)
        top = np.argpartition(-ratio, min(CANDIDATES, len(ratio) - 1))[:CANDIDATES]
        frequent = np.array([j for j in {middle, zero, *top.tolist()} if counts[j] >= self.least], np.int64)
        chosen = np.unique(np.concatenate([frequent, self.at_means]))
        outstanding: Bools = (counts[chosen] > self.near[chosen]) | self.between[chosen]
        return chosen[outstanding].astype(np.int64)


def _around(counts: Ints) -> Ints:
    """(v,): the largest of the counts of `AROUND` values on either side."""
    most = np.zeros_like(counts)
    for k in range(1, min(AROUND, len(most) - 1) + 1):
        np.maximum(most[k:], counts[:-k], out=most[k:])
        np.maximum(most[:-k], counts[k:], out=most[:-k])
    return most


def _multiples(values: Floats, step: float) -> int:
    """The largest number of steps that all distances between values are whole multiples of: 0 where they are none.

    1: few of the levels of a grid of that step occur, and a value between two of them may well be one.
    """
    steps = np.diff(values) / step
    whole = np.round(steps)
    return int(np.gcd.reduce(whole.astype(np.int64))) if np.abs(steps - whole).max() < 0.05 else 0


def _curved(gaps: Floats) -> bool:
    """Whether levels lie on a curved scale, as the squares of whole numbers and their logarithms do."""
    change = np.diff(gaps) / gaps[1:]
    return len(change) >= 4 and bool(max((change > 1e-3).mean(), (change < -1e-3).mean()) >= CURVED)


def _off_grid(values: Floats, counts: Ints, step: float) -> Bools:
    """(v,): values that are no multiple of `step` away from the most frequent one, where nearly all rows are."""
    steps = (values - values[counts.argmax()]) / step
    rest = np.abs(steps - np.round(steps))
    off = rest > 0.1
    most = counts[off].max(initial=0)  # a value that fills most gaps is the one in question
    regular = counts[rest < 0.05].sum() >= 0.8 * (counts.sum() - most)
    return off if regular else np.zeros(len(values), bool)
