"""A pile of equal values at the top of a column."""

import math
from dataclasses import dataclass

from seqguard.facts.kinds import Column

NEIGHBOURS = 10
LEVELS = 20
"""Columns of fewer different values are counts, codes, or pictures, whose white is the highest."""


@dataclass(frozen=True)
class Pile:
    """`times` of `n` values are exactly the highest, `value`; `expected` is what the values below it let expect."""

    value: float
    times: int
    n: int
    expected: float
    chance: float


def pile_at_top(column: Column) -> Pile | None:
    """How many values stand at the maximum, against the ten distinct values below it.

    Measured values come once each and a tail thins out, so that the highest stands no more often than its neighbours;
    `chance` bounds the probability of so many beyond the first (Poisson with their mean, Chernoff).
    """
    if len(column.values) < LEVELS:
        return None
    times = int(column.counts[-1])
    below = column.counts[-1 - NEIGHBOURS : -1]
    expected = float(below.mean())
    spread = float((below - 1).mean()) + 1 / NEIGHBOURS
    more = times - 1
    chance = 1.0 if more <= spread else math.exp(more - spread - more * math.log(more / spread))
    return Pile(float(column.values[-1]), times, column.n, expected, chance)


def clipped(column: Column, ratio: float, chance: float, least: float) -> Pile | None:
    """The pile where it is `ratio` times what stands below it, at least the share `least`, and no accident."""
    pile = pile_at_top(column)
    if pile is None or pile.chance >= chance or pile.times < ratio * pile.expected or pile.times < least * pile.n:
        return None
    return pile
