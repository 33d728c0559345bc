"""A pile of equal values at the top of a column."""

import math
from dataclasses import dataclass, replace

import numpy as np

from seqguard.basis.kinds import Column
from seqguard.basis.series import Series
from seqguard.core.plan import Floats, Ints, Plan

NEIGHBOURS = 10
LEVELS = 20
"""Columns of fewer different values are counts, codes, or pictures, whose white is the highest."""
SAME = 1e-9
"""Of the range: values so close are one value, computed twice (the sine of the same hour of two days)."""
TAIL = 1000
"""Distinct values that are looked at from the top."""
CEILINGS = (1.0, 100.0, 255.0)
"""Where a share, a percentage and a byte end by nature, in columns that do not go below 0."""
PERCENTAGE_POINTS = 100.0
"""Where a difference of two percentages ends, at either end of a column that reaches both."""


FEWEST_STRETCHES, BRISK = 3, 0.5
"""Times that the series reaches or leaves the top from which on it is a cap: once is a plateau, as level flight is, and
so is twice, unless the series comes and goes there at half its usual step or more: what is cut off does (.7 to 2
measured). Samples that rest at the top from their first step to their last do neither."""
RESTS = 0.5
"""Share of the rows at the top from which on that is where the column rests; what caps peaks is seldom reached."""
FEWEST_STEPS, ONE_STEP = 3, 0.95
"""Of so many timesteps, and with such a share of the pile at one of them, that one is at the top by construction."""
BOTH_ENDS, MORE_BELOW = 0.2, 1.6
"""A pile at the bottom between a fifth and 1.6 times as high as the one at the top: the quantity fills its range, as
cloud cover does. Of 632 sound sets two fill theirs (0.75 and 1.27); a floor where it rests, as sunshine does at night,
is higher (1.97 beside a fifth that was cut off)."""
OFF_GRID, DECIMAL = 0.05, 1e-3
"""Steps by which rounding puts values off their grid, and the share of a step by which it misses a decimal one."""
PERCENT = 100
"""Levels of one step each, from the lowest value to the highest, that a percentage may have."""


@dataclass(frozen=True, eq=False, repr=False)
class Pile:
    """`times` of `n` values are exactly the highest, `value`; `expected` is what the values below it let expect.

    `natural`: quantities may end there by themselves, which `clipped` finds out.
    """

    value: float
    times: int
    n: int
    of: int | None
    expected: float
    chance: float
    natural: bool = False


def pile_at_top(column: Column) -> Pile | None:
    """How many values stand at the maximum, against the ten distinct values below it.

    Measured values come once each and a tail thins out, so that the highest stands no more often than its neighbours;
    `chance` bounds the probability of so many beyond the first (Poisson with their mean, Chernoff).
    """
    if len(column.values) < LEVELS:
        return None
    values = column.values[-TAIL:].astype(np.float64)
    bottom, top = float(column.values[0]), float(values[-1])
    starts = np.flatnonzero(np.concatenate([[True], np.diff(values) > SAME * (top - bottom)]))
    counts = np.add.reduceat(column.counts[-TAIL:], starts)
    if len(counts) < min(LEVELS, len(column.values)):
        return None
    times = int(counts[-1])
    below = counts[-1 - NEIGHBOURS : -1]
    spread = float((below - 1).mean()) + 1 / NEIGHBOURS
    more = times - 1
    chance = 1.0 if more <= spread else math.exp(more - spread - more * math.log(more / spread))
    value = float(column.values[-1])
    return Pile(value, times, column.n, column.of, float(below.mean()), chance)


def _ends(column: Column, times: int) -> bool:
    """Whether the highest value may be where a scale ends.

    That is told without knowing the unit: the column piles up at the bottom as well; or it has levels at one distance,
    a hundred of them at most, as a percentage has, and they went through a scaler: on whole steps of 1, 2 or 5 tenths,
    ones, tens nothing was taken off, and the ceilings are known.
    """
    values = column.values.astype(np.float64)
    if values[0] >= 0 and min(abs(values[-1] - c) for c in CEILINGS) <= 1e-6:
        return True
    if np.abs(values[[0, -1]] - (-PERCENTAGE_POINTS, PERCENTAGE_POINTS)).max() <= 1e-6:
        return True
    floor = column.counts[0]
    if BOTH_ENDS * times <= floor <= MORE_BELOW * times and floor > 3 * column.counts[1 : 1 + NEIGHBOURS].mean():
        return True
    step = float(np.median(np.diff(values)))
    steps = np.diff(values) / step
    if float(steps.sum()) > PERCENT or np.abs(steps - np.round(steps)).max() >= OFF_GRID:
        return False
    size = 10 ** (math.log10(step) % 1)
    decimal = min(abs(size / d - 1) for d in (1, 2, 5, 10)) < DECIMAL
    return not (decimal and abs(values[0] / step - round(values[0] / step)) < OFF_GRID)


def clipped(
    plan: Plan, column: Column, f: int, series: Series, cell: Ints, limits: tuple[float, float, float]
) -> Pile | None:
    """The pile where it is so many times what stands below it, no accident in any of the tensor's features, and has at
    least such a share: `limits` are ratio, chance and share.

    `cell` is where the rows stand: `sample * T + timestep`. None where all of it stands at one of several
    timesteps: differences to the last step are 0 there by construction.
    """
    ratio, chance, least = limits
    pile = pile_at_top(column)
    if (
        pile is None
        or pile.chance * plan.F >= chance
        or pile.times < ratio * pile.expected
        or pile.times < least * pile.n
    ):
        return None
    pile = replace(pile, natural=_ends(column, pile.times))
    at = np.flatnonzero(series.rows[:, f] == pile.value)
    if column.static or not len(at):
        return pile
    _, where = np.unique(cell[at] % plan.T, return_counts=True)
    if not plan.step and plan.T >= FEWEST_STEPS and where.max() >= ONE_STEP * len(at):
        return None
    sides = _sides(series, f, at, linked=bool(plan.step))
    reached = max(len(side) for side in sides)
    cut_off = reached >= FEWEST_STRETCHES or (reached == FEWEST_STRETCHES - 1 and _brisk(series, f, pile.value, sides))
    rests = pile.times > RESTS * pile.n or not (cut_off or series.starts.all())
    return replace(pile, natural=pile.natural or rests)


def _sides(series: Series, f: int, at: Ints, linked: bool) -> tuple[Floats, Floats]:
    """The values from which the series goes to the rows `at`, and to which it goes from there; of windows that are not
    linked, which may hold one stretch many times over, the different ones."""
    values, last = series.rows[:, f].astype(np.float64), len(series.rows) - 1
    top = np.zeros(len(values), bool)
    top[at] = True
    before = at[~series.starts[at]] - 1
    after = at[at < last] + 1
    after = after[~series.starts[after]]
    into, out = values[before[~top[before]]], values[after[~top[after]]]
    return (into, out) if linked else (np.unique(into), np.unique(out))


def _brisk(series: Series, f: int, top: float, sides: tuple[Floats, Floats]) -> bool:
    """Whether the series comes to the top and leaves it in steps like its others."""
    steps = np.abs(np.diff(series.rows[:, f].astype(np.float64)))
    there, usual = top - np.concatenate(sides), steps[steps > 0]
    return len(there) > 0 and len(usual) > 0 and bool(np.nanmean(there) >= BRISK * np.median(usual))


def shown_by_train(pile: Pile, train: Column) -> bool:
    """Whether train confirms that values of another split were cut off: it goes higher, or piles up there as well."""
    highest = float(train.values[-1]) if len(train.values) else pile.value
    known = pile_at_top(train)
    return highest > pile.value or (
        known is not None and known.value == pile.value and known.times >= 3 * known.expected
    )
