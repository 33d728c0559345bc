"""Values that stand more often than the values around them explain: one table for all fills by one value."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Floats, Ints, Plan
from seqguard.facts.series.places import Places
from seqguard.measures.chance import at_least, crowding
from seqguard.measures.readings import once
from seqguard.measures.stretches import Runs, one_place, regular
from seqguard.statistics.moments import Moments
from seqguard.statistics.sample import Sample

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
FEWEST_ROWS = 20
FEWEST_VALUES = 4
TWINS = 64
"""Units in the last place within which two values are one that was rounded twice."""
HOLLOW = 8.0
RESTS = 0.4
"""Share of the rows from which on a value says nothing of how often those beside it should stand."""
LEAST = 5e-4
"""Share of the rows that a value must make up to be looked at, beside three rows; two will do for the mean."""
MOST_BETWEEN = 8
"""Values between levels that are tried on a finer grid; a column with more of them keeps the verdict for the rest."""
CANDIDATES = 3
"""Values per feature that are looked at beside those nearest to mean, median and zero."""
LOOKED_AT = CANDIDATES + 8
"""All values per feature that are looked at: those, the median, zero, and two next to each of three means."""
DENSITY, DIGITS = 0.8, 6
"""Share of the rows of a normal column that lie within a deviation of the mean: what falls so near
the mean does so by accident; and the decimals that readings have at most."""
MOST_ROWS, FEW_VALUES, FEWEST_LEVELS = 0.8, 0.2, 3
"""A column rests on levels where a fifth of its values, three at least, hold four fifths of its rows."""


@dataclass(frozen=True, eq=False, repr=False)
class Spike:
    """One value of one feature and what sets it apart.

    Attributes:
        count, rows, of, runs: rows that hold it, all rows looked at, how many there are, and the unbroken runs in time
            that it stands in.
        neighbours: the largest count among the six distinct values on either side, and among six levels on either
            side where most rows rest on few of the values.
        chance: the probability, times the values looked at in all features, that so many readings meet here by
            accident; a run is one reading. Or, where that is less, that a value that stands so often lies so near a
            mean.
        between: it lies between two levels of a column whose levels keep a distance from each other.
        jump: how far the rows just before and after its runs lie from it, against the same for runs of the values next
            to it, as the z of a rank sum test: large when the value stands where the series was elsewhere.
        signed: the column has values on both sides of zero, or zero itself, as changes have and levels need not.
        hollow: no other value lies near it: on both sides the next one is eight times as far away as those behind it
            are from each other. Its surroundings were swallowed, as a dead band does.
        regular: its runs begin at one or two distances from each other, as closed days and calendar features do.
        initial: its runs begin at one place of each piece of the series.
        memory: neighbours in time tell something of each other: they lie nearer than rows picked at random.
        odds: the chance that a run of it lies further from its surroundings than a run of a value next to it.
        rival: the largest such ratio of count to neighbours of any other inner value that stands eight times
            and is not zero.
        mean_error: its distance from the nearest of three means, of the rows once, of all cells (padding and repeated
            rows included), and of all cells of all features, in standard deviations of the other rows. A value that
            was filled in as the mean of the others leaves the mean where it was.
        median: it is the median of all rows.
        length: rows of a usual run of it.
        below: share of the rows that hold a lower value.
        outside: where it is the lowest or highest value and three times the usual gap away from the next one: that
            distance in units of the range that holds the middle 90 % of the rest; else 0.
        rounding: one unit in the last place of the column, in standard deviations.
        cells: `sample * T + timestep` of the first rows of its first five runs.
    """

    feature: int
    value: float
    count: int
    rows: int
    of: int | None
    runs: int
    neighbours: int
    chance: float
    rival: float
    between: bool
    signed: bool
    hollow: bool
    regular: bool
    initial: bool
    memory: bool
    jump: float
    odds: float
    mean_error: float
    median: bool
    length: float
    below: float
    outside: float
    rounding: float
    cells: tuple[int, ...]

    @property
    def share(self) -> float:
        return self.count / self.rows

    @property
    def ratio(self) -> float:
        """How many times more often it stands than any value near it."""
        return self.count / max(1, self.neighbours)


@dataclass(frozen=True, eq=False, repr=False)
class Spikes(Readable):
    """By feature, the most frequent first."""

    table: tuple[Spike, ...]


@fact
def spikes(plan: Plan, x: Moments, sample: Sample, series: Series, kinds: Kinds, places: Places) -> Spikes:
    """Every repeated value that outnumbers its neighbours or lies between two levels, of numeric features."""
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot":
        return Spikes(())
    if plan.origin is not None and plan.origin.certain:
        return Spikes(())  # the target is the series that X holds, where the fill is said
    means = _means(x, sample)
    found: list[Spike] = []
    for f, column in kinds.least(FEWEST_VALUES, FEWEST_ROWS):
        if column.static:
            continue
        levels = _Levels(column, means[:, f])
        if not levels.any_frequent or not levels.apart:
            continue
        chosen = levels.candidates()
        if len(chosen):
            runs = Runs(series.rows[:, f], series)
            found += [
                _spike(f, levels, j, runs, series, places)
                for j in chosen.tolist()
                if 0 < j < len(levels.values) - 1 or not once(plan, sample, f, column.values[j], column.counts[j])
            ]
    return Spikes(tuple(s for s in found if s.runs))  # what no row of the series holds has no place that can be shown


def _means(x: Moments, sample: Sample) -> Floats:
    """(3, F): the mean of the rows once, of all sampled cells, and of all cells of all features."""
    once = x.feature_mean()
    cells = sample.values.reshape(-1, sample.values.shape[2])
    with np.errstate(over="ignore", invalid="ignore"):
        every = cells.mean(0, dtype=np.float64)
    every = np.where(np.isfinite(every), every, once)
    return np.stack([once, every, np.full(len(once), every.mean())])


class _Levels:
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
        twins = closest < TWINS * _unit(self.column)
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
        ratio = np.where(self.between, counts, counts / np.maximum(self.near, 1))
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


def _spike(f: int, levels: _Levels, j: int, runs: Runs, series: Series, places: Places) -> Spike:
    values, counts = levels.values, levels.counts
    value = float(values[j]) + 0.0  # -0.0 is written as 0
    own = np.flatnonzero((runs.value == value) & runs.once)
    rest, weights = np.delete(values, j), np.delete(counts, j)
    center = float(rest @ weights) / weights.sum()
    away = np.abs(rest - center)
    widest = float(away.max())  # squares of 1e-170 would be 0
    deviation = widest * float(np.sqrt((away / widest) ** 2 @ weights / weights.sum()))
    below = int(counts[:j].sum())
    inner = (weights >= 8) & (rest > values[0]) & (rest < values[-1]) & (rest != 0)
    rivals = np.delete(counts / np.maximum(levels.near, 1), j)[inner]
    jump, odds = runs.jump(value, own)
    memory = runs.memory(value)
    # shuffled windows hold each run many times, and count few of them; where time says nothing each row is a reading
    readings = min(int(counts[j]), len(own)) if len(own) else int(counts[j])
    expected = crowding(counts, j, AROUND)
    chance = at_least(readings, expected) if expected > 0 else 0.0
    if memory and jump > 0:
        chance *= math.erfc(jump / math.sqrt(2)) / 2  # that they stand where the series was elsewhere is another one
    mean_error, rounding = float(np.abs(value - levels.means).min()) / deviation, _unit(levels.column) / deviation
    width = series.rows.shape[1]
    looked_at = chance * LOOKED_AT * width
    if value != round(value, DIGITS):  # no level of a coarse column, on which a mean falls once in as many rows
        alike = int((weights >= counts[j]).sum()) + 1
        looked_at = min(looked_at, alike * len(levels.means) * DENSITY * max(mean_error, rounding) * width)
    return Spike(
        feature=f,
        value=value,
        count=int(counts[j]),
        rows=levels.n,
        of=levels.column.of,
        runs=max(1, len(own)),  # the one that is cut off by the beginning of every window has no first row
        neighbours=int(levels.near[j]),
        chance=min(1.0, looked_at),
        rival=float(rivals.max(initial=1.0)),
        between=bool(levels.between[j]),
        signed=bool(values[0] <= 0 <= values[-1]),
        hollow=_hollow(values, j),
        regular=regular(runs.first[own], series),
        initial=one_place(runs.first[own], series),
        memory=memory,
        jump=jump,
        odds=odds,
        mean_error=mean_error,
        median=below <= levels.n / 2 <= below + int(counts[j]),
        length=float(runs.length[own].mean()) if len(own) else 1.0,
        below=below / levels.n,
        outside=_outside(value, rest, weights),
        rounding=rounding,
        cells=tuple(places.cell[_first_rows(runs, value, own)].tolist()),
    )


def _first_rows(runs: Runs, value: float, own: Ints) -> Ints:
    """First rows of up to five runs of a value: those seen once, or any where each begins with a row that another
    window holds as well, as a value does that stands at the start of a series alone."""
    return runs.first[(own if len(own) else np.flatnonzero(runs.value == value))[:5]]


def _hollow(values: Floats, j: int) -> bool:
    below, above = values[max(0, j - AROUND - 1) : j], values[j + 1 : j + AROUND + 2]
    if len(below) < 3 or len(above) < 3:
        return False
    usual = float(np.median(np.concatenate([np.diff(below), np.diff(above)])))
    return bool(min(values[j] - below[-1], above[0] - values[j]) > HOLLOW * usual)


def _unit(column: Column) -> float:
    """One unit in the last place of the largest value."""
    largest = np.abs(column.values[[0, -1]]).max()
    return float(np.spacing(largest)) if column.values.dtype.kind == "f" else 0.0


def _outside(value: float, rest: Floats, weights: Ints) -> float:
    distance = max(rest[0] - value, value - rest[-1], 0.0)
    if distance < 3 * np.median(np.diff(rest)):
        return 0.0
    low, high = rest[np.searchsorted(np.cumsum(weights) / weights.sum(), [0.05, 0.95])]
    return float(distance / (high - low if high > low else rest[-1] - rest[0]))
