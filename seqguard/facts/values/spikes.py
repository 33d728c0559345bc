"""Values that stand more often than the values around them explain: one table for all fills by one value."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Floats, Ints, Plan
from seqguard.facts.series.places import Places
from seqguard.measures.chance import at_least, crowding
from seqguard.measures.levels import AROUND, CANDIDATES, Levels
from seqguard.measures.readings import once
from seqguard.measures.stretches import Runs, one_place, regular
from seqguard.statistics.moments import Moments
from seqguard.statistics.sample import Sample

FEWEST_ROWS = 20
FEWEST_VALUES = 4
HOLLOW = 8.0
LOOKED_AT = CANDIDATES + 8
"""All values per feature that are looked at: those, the median, zero, and two next to each of three means."""
DENSITY, DIGITS = 0.8, 6
"""Share of the rows of a normal column that lie within a deviation of the mean: what falls so near
the mean does so by accident; and the decimals that readings have at most."""


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
        levels = Levels(column, means[:, f])
        if not levels.any_frequent or not levels.apart:
            continue
        chosen = levels.candidates()
        if len(chosen):
            stretches = _Stretches(f, series, places)
            found += [
                _Found(levels, j, stretches)
                for j in chosen.tolist()
                if 0 < j < len(levels.values) - 1 or not once(plan, sample, f, column.values[j], column.counts[j])
            ]
    return Spikes(tuple(found))


def _means(x: Moments, sample: Sample) -> Floats:
    """(3, F): the mean of the rows once, of all sampled cells, and of all cells of all features."""
    once = x.feature_mean()
    cells = sample.values.reshape(-1, sample.values.shape[2])
    with np.errstate(over="ignore", invalid="ignore"):
        every = cells.mean(0, dtype=np.float64)
    every = np.where(np.isfinite(every), every, once)
    return np.stack([once, every, np.full(len(once), every.mean())])


class _Stretches:
    """Where the values of one feature stand in time, worked out once for all of them and only where asked for."""

    def __init__(self, f: int, series: Series, places: Places) -> None:
        self.f, self.series, self.places = f, series, places

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.series.rows[:, self.f], self.series)


class _Found(Spike):
    """A spike that works out each of its figures when a rule asks for it: the first two or three dismiss most of them,
    and of a hundred thousand features all of them would take a minute."""

    def __init__(self, levels: Levels, at: int, stretches: _Stretches) -> None:
        self._levels, self._at, self._stretches = levels, at, stretches

    @property
    def feature(self) -> int:
        return self._stretches.f

    @cached_property
    def value(self) -> float:
        return float(self._levels.values[self._at]) + 0.0  # -0.0 is written as 0

    @cached_property
    def count(self) -> int:
        return int(self._levels.counts[self._at])

    @property
    def rows(self) -> int:
        return self._levels.n

    @property
    def of(self) -> int | None:
        return self._levels.column.of

    @cached_property
    def _own(self) -> Ints:
        runs = self._stretches.runs
        return np.flatnonzero((runs.value == self.value) & runs.once)

    @property
    def runs(self) -> int:
        return max(1, len(self._own))  # the one that is cut off by the beginning of every window has no first row

    @cached_property
    def neighbours(self) -> int:
        return int(self._levels.near[self._at])

    @cached_property
    def chance(self) -> float:
        counts, own = self._levels.counts, len(self._own)
        # shuffled windows hold each run many times, and count few of them; where time says nothing a row is a reading
        readings = min(self.count, own) if own else self.count
        expected = crowding(counts, self._at, AROUND)
        chance = at_least(readings, expected) if expected > 0 else 0.0
        if self.memory and self.jump > 0:
            chance *= math.erfc(self.jump / math.sqrt(2)) / 2  # that the series was elsewhere there is another one
        width = self._stretches.series.rows.shape[1]
        looked_at = chance * LOOKED_AT * width
        if self.value != round(self.value, DIGITS):  # else a level, on which a mean falls once in as many rows
            alike = int((counts >= self.count).sum())
            near = DENSITY * max(self.mean_error, self.rounding)
            looked_at = min(looked_at, alike * len(self._levels.means) * near * width)
        return float(min(1.0, looked_at))

    @cached_property
    def rival(self) -> float:
        levels = self._levels
        inner = (levels.counts >= 8) & (levels.values != 0)
        inner[[0, -1, self._at]] = False
        return float(levels.ratios[inner].max(initial=1.0))

    @property
    def between(self) -> bool:
        return bool(self._levels.between[self._at])

    @property
    def signed(self) -> bool:
        return bool(self._levels.values[0] <= 0 <= self._levels.values[-1])

    @cached_property
    def hollow(self) -> bool:
        return _hollow(self._levels.values, self._at)

    @cached_property
    def regular(self) -> bool:
        return regular(self._stretches.runs.first[self._own], self._stretches.series)

    @cached_property
    def initial(self) -> bool:
        return one_place(self._stretches.runs.first[self._own], self._stretches.series)

    @cached_property
    def memory(self) -> bool:
        return self._stretches.runs.memory(self.value)

    @cached_property
    def _jump(self) -> tuple[float, float]:
        return self._stretches.runs.jump(self.value, self._own)

    @property
    def jump(self) -> float:
        return self._jump[0]

    @property
    def odds(self) -> float:
        return self._jump[1]

    @cached_property
    def _deviation(self) -> float:
        """Standard deviation of the other rows."""
        rest, weights = self._others
        center = float(rest @ weights) / weights.sum()
        away = np.abs(rest - center)
        widest = float(away.max())  # squares of 1e-170 would be 0
        return widest * float(np.sqrt((away / widest) ** 2 @ weights / weights.sum()))

    @cached_property
    def _others(self) -> tuple[Floats, Ints]:
        """The other values, and how often each stands."""
        return np.delete(self._levels.values, self._at), np.delete(self._levels.counts, self._at)

    @cached_property
    def mean_error(self) -> float:
        return float(np.abs(self.value - self._levels.means).min()) / self._deviation

    @cached_property
    def _below(self) -> int:
        return int(self._levels.counts[: self._at].sum())

    @property
    def median(self) -> bool:
        return self._below <= self.rows / 2 <= self._below + self.count

    @cached_property
    def length(self) -> float:
        return float(self._stretches.runs.length[self._own].mean()) if len(self._own) else 1.0

    @property
    def below(self) -> float:
        return self._below / self.rows

    @cached_property
    def outside(self) -> float:
        return _outside(self.value, *self._others)

    @property
    def rounding(self) -> float:
        return self._levels.unit / self._deviation

    @cached_property
    def cells(self) -> tuple[int, ...]:
        rows = _first_rows(self._stretches.runs, self.value, self._own)
        return tuple(self._stretches.places.cell[rows].tolist())


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


def _outside(value: float, rest: Floats, weights: Ints) -> float:
    distance = max(rest[0] - value, value - rest[-1], 0.0)
    if distance < 3 * np.median(np.diff(rest)):
        return 0.0
    low, high = rest[np.searchsorted(np.cumsum(weights) / weights.sum(), [0.05, 0.95])]
    return float(distance / (high - low if high > low else rest[-1] - rest[0]))
