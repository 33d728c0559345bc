"""A few extreme values that stand apart from all others."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard._plan import Floats, Ints
from seqguard.facts.kinds import Column

FEW_LEVELS = 12
"""Columns whose other values are fewer than this many are counts or codes, whose top value is not further than
natural.
"""


@dataclass(frozen=True)
class Isolated:
    """`times` values at one `side`, of which `extreme` is the last, are `gap` ranges of the others away from them."""

    side: Literal["low", "high"]
    extreme: float
    times: int
    low: float
    high: float
    gap: float


def isolated(column: Column, low: float, high: float, most: float, least: int = 1) -> Isolated | None:
    """The largest gap, in ranges of what lies below it, that cuts off a few values of a column at one end.

    Few is the share `most`, or `least` values.

    `low` and `high` are the exact extremes, which the sampled column may have missed.
    """
    values, counts = column.values.astype(float), column.counts
    if low < values[0]:
        values, counts = np.concatenate([[low], values]), np.concatenate([[1], counts])
    if high > values[-1]:
        values, counts = np.concatenate([values, [high]]), np.concatenate([counts, [1]])
    limit = max(float(least), most * column.n)
    upper = _cut("high", values, counts, limit)
    lower = _cut("low", -values[::-1], counts[::-1], limit)
    return max((c for c in (upper, lower) if c is not None), key=lambda c: c.gap, default=None)


def _cut(side: Literal["low", "high"], values: Floats, counts: Ints, limit: float) -> Isolated | None:
    beyond = np.cumsum(counts[::-1])[::-1]  # how many stand at each value or above
    first = max(FEW_LEVELS, int(np.searchsorted(-beyond, -limit, "left")))
    if first >= len(values):
        return None
    with np.errstate(over="ignore"):
        gaps = (values[first:] - values[first - 1 : -1]) / (values[first - 1 : -1] - values[0])
    at = first + int(gaps.argmax())
    rest = values[0], values[at - 1]
    if side == "high":
        return Isolated(side, values[-1], int(beyond[at]), *rest, float(gaps.max()))
    return Isolated(side, -values[-1], int(beyond[at]), -rest[1], -rest[0], float(gaps.max()))
