"""A pile of equal values at the top of a column."""

import math
from dataclasses import dataclass

import numpy as np

from seqguard.facts.basis.kinds import Column

NEIGHBOURS = 10
LEVELS = 20
"""Columns of fewer different values are counts, codes, or pictures, whose white is the highest."""
SAME = 1e-9
"""Of the range: values so close are one value, computed twice (the sine of the same hour of two days)."""
TAIL = 1000
"""Distinct values that are looked at from the top."""
CEILINGS = (1.0, 100.0, 255.0)
"""Where a share, a percentage and a byte end by nature, in columns that do not go below 0."""


@dataclass(frozen=True, eq=False, repr=False)
class Pile:
    """`times` of `n` values are exactly the highest, `value`; `expected` is what the values below it let expect.

    `natural`: the value is a ceiling that quantities have by themselves.
    """

    value: float
    times: int
    n: int
    expected: float
    chance: float
    natural: bool


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
    natural = bottom >= 0 and min(abs(top - c) for c in CEILINGS) <= 1e-6
    return Pile(float(column.values[-1]), times, column.n, float(below.mean()), chance, natural)


def clipped(column: Column, ratio: float, chance: float, least: float) -> Pile | None:
    """The pile where it is `ratio` times what stands below it, at least the share `least`, and no accident."""
    pile = pile_at_top(column)
    if pile is None or pile.chance >= chance or pile.times < ratio * pile.expected or pile.times < least * pile.n:
        return None
    return pile
