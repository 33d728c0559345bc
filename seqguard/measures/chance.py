"""How likely a coincidence is, and where equal content stands."""

import math

import numpy as np

from seqguard.core.plan import Ints, Words

ACCIDENT = 1e-6
"""Chance, times the candidates looked at, below which a coincidence is none."""
PEAK = 2.0
"""How much denser than on average a column may be at the value looked at: 1.4 at the middle of a normal one."""
CROWD = 400
"""Distinct values around the one in question that show how often readings meet there."""
HOLDS_MORE = 0.5
"""Share of values that stand more than once from which a column is one of levels, and their counts tell more."""


def at_least(count: int, expected: float) -> float:
    """The probability of `count` or more in a Poisson distribution."""
    if count <= expected or expected <= 0:
        return float(count <= expected)
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1))
    total, k = 0.0, count
    while term > 1e-12 * total:
        total, k = total + term, k + 1
        term *= expected / k
    return min(1.0, total)


def crowding(counts: Ints, at: int, around: int) -> float:
    """Readings expected at a place at which a value can stand, from the counts of all distinct values, ascending.

    Where readings meet by chance (Poisson with mean m), of the values that occur the share q = 1 - m e**-m / (1 -
    e**-m) occurs more than once, so m < 2q / (1 - q); and m < x + min(x, 1), if x is the mean of their counts less one.
    The former is taken over `CROWD` values around the one at position `at` and, with one meeting more than was seen and
    a peak of `PEAK`, over all; the latter over `around` values on either side. Neither asks at what distance two values
    can be told apart, so that a scaler between the reading and here changes nothing.
    """
    twice = np.delete(counts, at) >= 2
    near = twice[max(0, at - CROWD // 2) : at + CROWD // 2]
    seen = max(float(near.mean()), PEAK * (int(twice.sum()) + 1) / len(twice)) if len(near) else 1.0
    levels = np.delete(counts[max(0, at - around) : at + around + 1], min(at, around))
    extra = float(levels.mean()) - 1 if len(levels) else 0.0
    meeting = 2 * seen / (1 - seen) if seen < HOLDS_MORE else 0.0
    return max(meeting, extra + min(extra, 1.0))


def lookup(keys: Words, table: Words) -> Ints:
    """The position of each key in an ascending table, -1 where it is not."""
    if not len(table):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.where(table[at] == keys, at, -1)
