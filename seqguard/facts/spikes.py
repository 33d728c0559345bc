"""Values that stand more often than the values around them explain: one table for all fills by one value."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._plan import Bools, Floats, Ints, Plan
from seqguard.facts.kinds import Column, Kinds
from seqguard.facts.places import Places
from seqguard.facts.series import Series
from seqguard.facts.stretches import Runs
from seqguard.stats.moments import Moments
from seqguard.stats.sample import Sample

AROUND = 6
"""Distinct values on each side that a count is compared with."""
LEVELS = 0.3
"""Levels keep their distance when hardly any gap between them is below this share of the median gap."""
FEWEST_ROWS = 20
FEWEST_VALUES = 4
CANDIDATES = 3
"""Values per feature that are looked at beside those nearest to mean, median and zero."""


@dataclass(frozen=True)
class Spike:
    """One value of one feature and what sets it apart.

    Attributes:
        count, rows, runs: rows that hold it, all rows, and the unbroken runs in time that it stands in.
        neighbours: the largest count among the six distinct values on either side.
        between: it lies between two levels of a column whose levels keep a distance from each other.
        jump: how far the rows just before and after its runs lie from it, against the same for runs of the values next
            to it, as the z of a rank sum test: large when the value stands where the series was elsewhere.
        memory: neighbours in time tell something of each other: they lie nearer than rows picked at random.
        odds: the chance that a run of it lies further from its surroundings than a run of a value next to it.
        rival: the largest such ratio of count to neighbours of any other inner value that stands eight times
            and is not zero.
        mean_error: its distance from the nearest of three means, of the rows once, of all cells (padding and repeated
            rows included), and of all cells of all features, in standard deviations of the other rows. A value that
            was filled in as the mean of the others leaves the mean where it was.
        median: it is the median of all rows.
        outside: where it is the lowest or highest value and three times the usual gap away from the next one: that
            distance in units of the range that holds the middle 90 % of the rest; else 0.
        rounding: one unit in the last place of the column, in standard deviations.
        cells: `sample * T + timestep` of the first rows of its first five runs.
    """

    feature: int
    value: float
    count: int
    rows: int
    runs: int
    neighbours: int
    rival: float
    between: bool
    memory: bool
    jump: float
    odds: float
    mean_error: float
    median: bool
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


@dataclass(frozen=True)
class Spikes:
    """By feature, the most frequent first."""

    table: tuple[Spike, ...]


@fact
def spikes(plan: Plan, x: Moments, sample: Sample, series: Series, kinds: Kinds, places: Places) -> Spikes:
    """Every repeated value that outnumbers its neighbours or lies between two levels, of numeric features."""
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot":
        return Spikes(())
    if plan.origin is not None and plan.origin.share >= 0.999:
        return Spikes(())  # the target is the series that X holds, where the fill is said
    means = _means(x, sample)
    found: list[Spike] = []
    for f, column in enumerate(kinds):
        if column.static or len(column.values) < FEWEST_VALUES or column.n < FEWEST_ROWS:
            continue
        chosen = _candidates(column, means[:, f])
        if len(chosen):
            runs = Runs(series.rows[:, f], series)
            found += [_spike(f, column, int(j), means[:, f], runs, places) for j in chosen]
    return Spikes(tuple(found))


def _means(x: Moments, sample: Sample) -> Floats:
    """(3, F): the mean of the rows once, of all sampled cells, and of all cells of all features."""
    once = (x.finite * x.mean).sum(0) / np.maximum(x.finite.sum(0), 1)
    cells = sample.values.reshape(-1, sample.values.shape[2])
    total = np.ones(len(cells)) @ cells
    return np.stack([once, total / len(cells), np.full(len(once), total.sum() / cells.size)])


def _candidates(column: Column, means: Floats) -> Ints:
    """Positions of repeated values worth a look: next to mean, median and zero, and the most outstanding ones."""
    values, counts = column.values.astype(float), column.counts
    near = _largest_around(counts)
    between = _between(values, counts)
    middle = int(np.searchsorted(np.cumsum(counts), column.n / 2))
    special = [middle, *(int(np.abs(values - v).argmin()) for v in (*means, 0))]
    ratio = counts / np.maximum(near, 1)
    top = np.argsort(-np.where(between, counts, ratio), kind="stable")[:CANDIDATES]
    chosen = np.unique([*special, *top])
    wanted: Bools = (counts[chosen] >= 2) & ((counts[chosen] > near[chosen]) | between[chosen])
    return chosen[wanted].astype(np.int64)


def _largest_around(counts: Ints) -> Ints:
    """(v,): the largest count among `AROUND` distinct values on either side."""
    padded = np.concatenate([np.zeros(AROUND, int), counts, np.zeros(AROUND, int)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, AROUND)
    most: Ints = np.maximum(windows[: len(counts)].max(1), windows[AROUND + 1 :].max(1))
    return most


def _between(values: Floats, counts: Ints) -> Bools:
    """(v,): values that lie between two levels of a column whose levels keep their distance, or off their regular grid.

    The smallest gaps, four of them and 2 %, are left out of the measure: each value that does not belong makes two.
    """
    gaps = np.diff(values)
    least = float(np.sort(gaps)[max(4 if len(gaps) >= 10 else 2, int(0.02 * len(gaps)))])
    if least < LEVELS * float(np.median(gaps)):
        return np.zeros(len(values), bool)
    inner = np.concatenate([[np.inf], gaps])
    near: Floats = np.minimum(inner, np.concatenate([gaps, [np.inf]]))
    return (near < 0.7 * least) | _off_grid(values, counts, least)


def _off_grid(values: Floats, counts: Ints, step: float) -> Bools:
    """(v,): values that are no multiple of `step` away from the most frequent one, where nearly all rows are."""
    steps = (values - values[counts.argmax()]) / step
    rest = np.abs(steps - np.round(steps))
    off = rest > 0.1
    most = counts[off].max(initial=0)  # a value that fills most gaps is the one in question
    regular = counts[rest < 0.05].sum() >= 0.8 * (counts.sum() - most)
    return off if regular else np.zeros(len(values), bool)


def _spike(f: int, column: Column, j: int, means: Floats, runs: Runs, places: Places) -> Spike:
    values, counts = column.values.astype(float), column.counts
    value = float(values[j])
    own = np.flatnonzero(runs.value == value)
    rest, weights = np.delete(values, j), np.delete(counts, j)
    center = float(rest @ weights) / weights.sum()
    deviation = float(np.sqrt((rest - center) ** 2 @ weights / weights.sum()))
    total = np.cumsum(counts)
    near = _largest_around(counts)
    inner = (weights >= 8) & (rest > values[0]) & (rest < values[-1]) & (rest != 0)
    others = np.delete(counts / np.maximum(near, 1), j)[inner]
    largest = float(np.abs(values[[0, -1]]).max())
    unit = float(np.spacing(column.values.dtype.type(largest))) if column.values.dtype.kind == "f" else 0.0
    jump, odds = runs.jump(value, own)
    return Spike(
        feature=f,
        value=value,
        count=int(counts[j]),
        rows=column.n,
        runs=len(own),
        neighbours=int(near[j]),
        rival=float(others.max(initial=1.0)),
        between=bool(_between(values, counts)[j]),
        memory=runs.memory(value),
        jump=jump,
        odds=odds,
        mean_error=float(np.abs(value - means).min()) / deviation,
        median=bool(total[j] - counts[j] <= column.n / 2 <= total[j]),
        outside=_outside(value, rest, weights),
        rounding=unit / deviation,
        cells=tuple(places.cell[runs.first[own[:5]]].tolist()),
    )


def _outside(value: float, rest: Floats, weights: Ints) -> float:
    distance = max(rest[0] - value, value - rest[-1], 0.0)
    if distance < 3 * np.median(np.diff(rest)):
        return 0.0
    low, high = rest[np.searchsorted(np.cumsum(weights) / weights.sum(), [0.05, 0.95])]
    return float(distance / (high - low if high > low else rest[-1] - rest[0]))
