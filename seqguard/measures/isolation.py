"""A few extreme values that stand apart from all others."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.basis.kinds import Column
from seqguard.core.plan import Array, Ints

TOP = 0.05
"""Of the values, the share by which the tail is judged, and at most `MOST_TOP` of them."""
MOST_TOP = 200
STEEP = 20.0
"""No tail is taken for steeper: rounding makes the highest values equal."""
LEVEL = 3
"""Different values out there from which on they can be a level of their own."""
FEW_LEVELS = 12
"""Columns whose other values are fewer than this many are counts or codes, in which gaps are natural."""


@dataclass(frozen=True, eq=False, repr=False)
class Isolated:
    """`times` values at one `side`, `extreme` the last of them, stand `gap` ranges of the others away from those.

    The others lie in [`low`, `high`]. `level`: they are three different values or more, which lie closer to each other
    than the others do, so that the signal has a second level there.
    """

    side: Literal["low", "high"]
    extreme: float
    times: int
    low: float
    high: float
    gap: float
    level: bool


def isolated(column: Column, low: float, high: float, most: float, least: int = 1, gap: float = 0.0) -> Isolated | None:
    """The largest gap, in ranges of what lies below it, that cuts off a few values of a column at one end.

    Few is the share `most`, or `least` values. `low` and `high` are the exact extremes, which the sampled column may
    have missed. Where no gap can be larger than `gap`, none is looked for.
    """
    values, counts = column.values, column.counts
    if low < values[0]:
        values, counts = np.concatenate([[low], values]), np.concatenate([[1], counts])
    if high > values[-1]:
        values, counts = np.concatenate([values, [high]]), np.concatenate([counts, [1]])
    limit = max(float(least), most * column.n)
    k = min(int(limit), len(values) - FEW_LEVELS)  # every distinct value stands at least once: no more can be cut off
    if k < 1:
        return None
    others = min(float(values[-k - 1]) - float(values[0]), float(values[-1]) - float(values[k]))
    if float(values[-1]) - float(values[0]) < gap * others:
        return None  # with a gap of so many ranges, the whole is one range more
    upper = _cut("high", values[-k - 1 :], counts[-k:], float(values[0]), limit)
    lower = _cut("low", values[: k + 1][::-1], counts[:k][::-1], float(values[-1]), limit)
    return max((c for c in (upper, lower) if c is not None), key=lambda c: c.gap, default=None)


def _cut(side: Literal["low", "high"], ends: Array, counts: Ints, other: float, limit: float) -> Isolated | None:
    """`ends` go outwards, and `counts` are of all but the first of them; `other` is the opposite extreme."""
    outwards = ends.astype(np.float64)
    beyond = np.cumsum(counts[::-1])[::-1]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        gaps = np.abs(np.diff(outwards)) / np.abs(outwards[:-1] - other)
    gaps[(beyond > limit) | ~np.isfinite(gaps)] = 0
    at = int(gaps.argmax())
    if gaps[at] == 0:
        return None
    low, high = sorted((float(outwards[at]), other))
    apart = len(outwards) - at - 1
    level = apart >= LEVEL and abs(outwards[-1] - outwards[at + 1]) < high - low
    return Isolated(side, float(outwards[-1]), int(beyond[at]), low, high, float(gaps[at]), bool(level))


def tail_chance(column: Column, found: Isolated) -> float:
    """The probability that a tail like that of the others reaches so far beyond its highest value.

    In a tail that falls as x**-a, measured from the median, a further value is r times the highest with probability
    r**-a. The exponent is Hill's (1975) estimate from the upper twentieth of the others, less one standard error.
    """
    values, counts = column.values.astype(np.float64), column.counts
    middle = float(values[np.searchsorted(np.cumsum(counts), column.n / 2)])
    beyond = (values - middle) if found.side == "high" else (middle - values)[::-1]
    edge = found.high - middle if found.side == "high" else middle - found.low
    inside = (beyond > 0) & (beyond <= edge)
    sizes = np.repeat(beyond[inside], (counts if found.side == "high" else counts[::-1])[inside])
    k = int(min(max(3, TOP * column.n), MOST_TOP, len(sizes) - 1))
    if k < 3 or edge <= 0:
        return 1.0
    logs = np.log(sizes[-k:] / sizes[-k - 1])
    exponent = (1 - k**-0.5) / max(float(logs.mean()), 1 / STEEP)
    return float((abs(found.extreme - middle) / edge) ** -exponent)
