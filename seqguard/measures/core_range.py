"""Where a column's values lie within its range."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.basis.kinds import Column

SCALED = 1e-6
"""How far from 0, 1 or -1 an extreme may be for the column to count as min-max scaled (float32 rounding)."""


@dataclass(frozen=True, eq=False, repr=False)
class Core:
    """[`low`, `high`] without the outer values at the `side` of the `outlier`."""

    low: float
    high: float
    side: Literal["low", "high"]
    outlier: float

    @property
    def width(self) -> float:
        return self.high - self.low


def core_range(column: Column, low: float, high: float, trim: float, least: int = 1) -> Core | None:
    """The narrower of the two ranges that are left without the outer share `trim` (at least `least` values) at one end.

    `low` and `high` are the exact extremes, which the sampled column may have missed. None for columns of at most 2
    values. At most a quarter of them is dropped.
    """
    values, counts = column.values.astype(float), column.counts
    if len(values) < 3 or not np.isfinite([low, high]).all():
        return None
    drop = max(1.0, min(max(least, trim * column.n), column.n / 4))
    below = values[np.searchsorted(np.cumsum(counts), drop, side="right")]
    above = values[::-1][np.searchsorted(np.cumsum(counts[::-1]), drop, side="right")]
    if high > values[-1]:  # the extreme itself was not sampled: nothing has to be dropped at that end
        above = values[-1]
    if low < values[0]:
        below = values[0]
    top, bottom = Core(low, float(above), "high", high), Core(float(below), high, "low", low)
    return top if top.width <= bottom.width else bottom


def bounds_of(low: float, high: float) -> str:
    """`[0, 1]` or `[-1, 1]` where the extremes are exactly that, else an empty string."""
    for a, b in ((0, 1), (-1, 1)):
        if abs(low - a) <= SCALED and abs(high - b) <= SCALED:
            return f"[{a}, {b}]"
    return ""
