"""How likely a coincidence is, and where equal content stands."""

import math

import numpy as np

from seqguard.core.plan import Ints, Words


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


def lookup(keys: Words, table: Words) -> Ints:
    """The position of each key in an ascending table, -1 where it is not."""
    if not len(table):
        return np.full(len(keys), -1)
    at = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return np.where(table[at] == keys, at, -1)
