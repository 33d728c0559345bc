"""Straight lines between two readings: what linear interpolation leaves behind."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.facts.scale.normalised import Normalised
from seqguard.facts.series.places import Places
from seqguard.measures.chance import at_least

ROUNDING = 4
"""Units in the last place by which three values on one line may miss it: each is rounded by half a unit, and the middle
one counts twice."""
SLOPE = 64
"""Multiples of that by which the line must rise, so that a resting series is no line."""
CELLS = 2**16
"""Values that are looked at once: two million, whose differences leave the cache, take three times as long each."""
SHORTEST = 2
"""Second differences of zero in a row: four readings on one line."""
ALIKE = 1e-4
"""Relative difference within which two slopes are one."""
OFF_GRID = 0.05
"""Steps by which rounding puts the values of a grid off it."""
SAME = 1e-9
"""Of the largest value: values so close are one level."""
PARTS = 10
"""A grid's step is the smallest distance of two levels that were met, or a whole part of it."""
FEWEST_LEVELS = 10
"""Levels off all lines that show a grid."""
NEAR, CHANCE = 16, 1e-3
"""Of the rows that miss a line by up to 16 times the rounding, a fifteenth is expected within it; lines are drawn where
more are with a probability under one in 1,000 (Poisson)."""
COMMON = 0.1
"""Share of the usual count of a value from which on a value belongs to the levels of the column. A quantised series
meets its own levels on straight lines all the time; an interpolated value lies off them."""


@dataclass(frozen=True, eq=False, repr=False)
class Ramp:
    """Lines of one feature whose slope and inner values stand hardly anywhere else.

    Attributes:
        lines: how many of at least four readings; `longest` is the number of readings on the longest.
        readings: inner readings on all of them, which their ends determine.
        straight: rows that lie on any line, whatever their value: nearly all of a counter or a trend.
        slopes: distinct slopes (three digits, either sign) among the lines: a counter rises by the same few steps.
        rows: rows of the series.
        cells: `sample * T + timestep` of the first inner readings of the five longest lines.
    """

    feature: int
    lines: int
    longest: int
    readings: int
    straight: int
    slopes: int
    rows: int
    cells: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Ramps(Readable):
    """Features with any such line."""

    table: tuple[Ramp, ...]


@fact
def ramps(plan: Plan, series: Series, kinds: Kinds, places: Places, normalised: Normalised) -> Ramps:
    """Second differences that are zero to rounding while the slope is not, in features of more than four values.

    Nothing of windows that were scaled each for itself: that moves the readings of a coarse sensor off their levels.
    """
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot" or len(series.rows) < 5:
        return Ramps(())
    if plan.origin is not None and plan.origin.certain:
        return Ramps(())  # the target is the series that X holds
    if normalised.window:
        return Ramps(())
    rows = _comparable(series.rows)
    straight = _straight(rows, series.starts)
    table = (
        _ramp(f, column, rows[:, f], straight[:, f], series.starts, places)
        for f, column in kinds.least(5)
        if not column.static and straight[:, f].sum() >= SHORTEST
    )
    return Ramps(tuple(ramp for ramp in table if ramp is not None))


def _straight(rows: Array, starts: Bools) -> Bools:
    """(r - 2, F): whether row 1, 2, ... lies on the line through the rows before and after it, which rises."""
    unit = np.finfo(rows.dtype).eps
    with np.errstate(invalid="ignore", over="ignore"):
        usual = np.abs(rows).mean(0, dtype=np.float64)  # a line through zero is rounded at its ends
    usual = np.where(np.isfinite(usual), usual, 0).astype(rows.dtype)
    line = np.empty((len(rows) - 2, rows.shape[1]), bool)
    step = max(1, CELLS // rows.shape[1])
    for start in range(0, len(line), step):
        line[start : start + step] = _on_line(rows[start : start + step + 2], usual, rows.dtype.type(ROUNDING * unit))
    line &= ~(starts[1:-1] | starts[2:])[:, None]
    return line


def _on_line(rows: Array, usual: Array, rounding: Any) -> Bools:
    """(r - 2, F): the same of a few rows, which fit into the cache."""
    size = np.abs(rows)
    with np.errstate(invalid="ignore", over="ignore"):
        largest = np.maximum(np.maximum(size[:-2], size[2:]), np.maximum(size[1:-1], usual))
        tolerance = largest * rounding
        slope = rows[1:] - rows[:-1]
        bend = slope[1:] - slope[:-1]
        found: Bools = (np.abs(bend) <= tolerance) & (np.abs(slope[1:]) > SLOPE * tolerance)
    return found


def _comparable(values: Array) -> Array:
    """The values as they are compared: float64 as float32, so that a cast changes nothing; whole numbers are exact."""
    with np.errstate(over="ignore"):
        return values.astype(np.float32 if values.dtype.kind == "f" else np.float64)


def _ramp(f: int, column: Column, rows: Array, straight: Bools, starts: Bools, places: Places) -> Ramp | None:
    on_line, values = np.flatnonzero(straight) + 1, rows.astype(np.float64)
    first, length = _lines(on_line[_rare(column, values[on_line])])
    own = _own_slope(values, first, length) & ~_counted(column, values, first - 1, starts)
    own &= ~_on_levels(values, first, length, float(np.finfo(rows.dtype).eps))
    first, length = first[own], length[own]
    if not len(first) or _by_chance(len(on_line), _nearly(rows, starts)):
        return None
    slope = np.abs(values[first + 1] - values[first])
    order = np.argsort(-length, kind="stable")
    return Ramp(
        feature=f,
        lines=len(first),
        longest=int(length.max()) + 2,
        readings=int(length.sum()),
        straight=len(on_line),
        slopes=len({f"{s:.3g}" for s in slope.tolist()}),
        rows=len(values),
        cells=tuple(places.cell[first[order[:5]]].tolist()),
    )


def _nearly(rows: Array, starts: Bools) -> int:
    """Rows of a feature that miss the line through their neighbours by more than rounding does, but by less than `NEAR`
    times as much."""
    x = rows.astype(np.float64)
    size = np.abs(x)
    with np.errstate(invalid="ignore"):
        tolerance = np.maximum(size[1:-1], size[np.isfinite(size)].mean()) * ROUNDING * float(np.finfo(rows.dtype).eps)
        slope = np.diff(x)
        bend = np.abs(np.diff(slope))
        near = (bend > tolerance) & (bend <= NEAR * tolerance) & (np.abs(slope[1:]) > SLOPE * tolerance)
    return int(np.count_nonzero(near & ~(starts[1:-1] | starts[2:])))


def _by_chance(straight: int, nearly: int) -> bool:
    """Whether rows come to lie on lines as others come to lie close by: a smooth series bends little everywhere."""
    return at_least(straight, nearly / (NEAR - 1)) >= CHANCE


def _lines(rows: Ints) -> tuple[Ints, Ints]:
    """First row and number of the unbroken stretches of at least `SHORTEST` inner readings."""
    if not len(rows):
        return rows, rows
    cut = np.flatnonzero(np.diff(rows) != 1) + 1
    first = rows[np.concatenate([[0], cut])]
    length = np.diff(np.concatenate([[0], cut, [len(rows)]]))
    long = length >= SHORTEST
    return first[long], length[long]


def _own_slope(values: Floats, first: Ints, length: Ints) -> Bools:
    """Lines whose slope hardly occurs off lines: a counter rises by the same steps everywhere."""
    step = np.abs(np.diff(values))
    inside = np.zeros(len(step) + 1, np.int64)
    np.add.at(inside, first - 1, 1)
    np.add.at(inside, first + length, -1)
    others = np.sort(step[np.cumsum(inside)[:-1] == 0])
    slope = np.abs(values[first] - values[first - 1])
    same = np.searchsorted(others, slope * (1 + ALIKE), "right") - np.searchsorted(others, slope * (1 - ALIKE))
    few: Bools = same <= np.maximum(1, 0.1 * length)
    return few


def _counted(column: Column, values: Floats, begin: Ints, starts: Bools) -> Bools:
    """Lines that rise by the step of a column whose values lie on one grid, from the lowest value or from the start of
    the series: it counts (hours of snow so far). `begin` are their first readings."""
    known = np.unique(_comparable(column.values)).astype(np.float64)
    gaps = np.diff(known)
    steps = gaps / gaps.min()
    if np.abs(steps - np.round(steps)).max() > OFF_GRID:
        return np.zeros(len(begin), bool)
    rises: Bools = np.abs((values[begin + 1] - values[begin]) / gaps.min() - 1) <= OFF_GRID
    begun: Bools = (values[begin] <= known[0] + 1.5 * gaps.min()) | starts[begin]
    return rises & begun


def _on_levels(values: Floats, first: Ints, length: Ints, unit: float) -> Bools:
    """Lines whose inner readings are levels of the grid that the readings off all lines lie on: a smooth series of a
    coarse sensor, or its rolling mean, meets its levels on straight lines as it goes."""
    inside = np.zeros(len(values) + 1, np.int64)
    np.add.at(inside, first, 1)
    np.add.at(inside, first + length, -1)
    on_line = np.cumsum(inside)[:-1] > 0
    rest = np.unique(values[~on_line & np.isfinite(values)])
    gaps = np.diff(rest)
    largest = float(np.abs(rest[[0, -1]]).max()) if len(rest) else 0.0
    gaps = gaps[gaps > SAME * largest]  # a rolling mean computes one level in many ways
    if len(gaps) < FEWEST_LEVELS or gaps.min() < SLOPE * unit * largest:
        return np.zeros(len(first), bool)
    for part in range(1, PARTS + 1):
        steps = (values - rest[0]) / (gaps.min() / part)
        off = np.abs(steps - np.round(steps)) > OFF_GRID
        if not off[~on_line & np.isfinite(values)].any():
            misses = np.concatenate([[0], np.cumsum(off & on_line)])
            met: Bools = misses[first + length] == misses[first]
            return met
    return np.zeros(len(first), bool)


def _rare(column: Column, values: Floats) -> Bools:
    """Values that stand at most twice, or a tenth as often as the value of a usual row."""
    usual = float(column.counts @ column.counts) / column.n
    known = _comparable(column.values).astype(np.float64)
    until = np.concatenate([[0], np.cumsum(column.counts)])
    times = until[np.searchsorted(known, values, "right")] - until[np.searchsorted(known, values)]
    rare: Bools = times <= max(2.0, COMMON * usual)
    return rare
