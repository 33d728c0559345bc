"""From arrays to the few points of a figure."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from seqguard.core.figure import Line
from seqguard.core.plan import Array, Floats, Ints

LINE_POINTS = 320
"""Points of a line that is drawn over some 300 pixels."""
BINS = 48
CELLS = 2**16
"""Values that are looked at together."""


def value(number: Any) -> float | None:
    """A number with six digits, None for what is not finite: more cannot be seen."""
    number = float(number)
    return float(f"{number:.6g}") if math.isfinite(number) else None


def values(numbers: Any) -> tuple[float | None, ...]:
    """`value` of each."""
    return tuple(value(v) for v in np.asarray(numbers, np.float64).tolist())


def numbers(found: Any) -> tuple[float, ...]:
    """Positions on an axis, all of them finite."""
    return tuple(float(f"{v:.8g}") for v in np.asarray(found, np.float64).tolist())


def kept(series: Floats, most: int) -> Ints:
    """Numbers of the points to be drawn of a long series: the smallest and the largest of each part, in their order, so
    that nothing that sticks out is lost."""
    n = len(series)
    if n <= most:
        return np.arange(n)
    width = -(-n // (most // 2))
    parts = -(-n // width)
    ends = np.zeros((parts, 2), np.int64)
    many = max(1, CELLS // width)
    for i in range(0, parts, many):
        piece = series[i * width : (i + many) * width]
        table = np.full((min(many, parts - i), width), np.nan)
        table.ravel()[: len(piece)] = piece
        here = np.isfinite(table)
        ends[i : i + many, 0] = np.where(here, table, np.inf).argmin(1)
        ends[i : i + many, 1] = np.where(here, table, -np.inf).argmax(1)
    first = np.arange(parts)[:, None] * width
    return np.unique(np.minimum(np.sort(first + ends, 1).ravel(), n - 1))


def line(name: str, x: Array, series: Array, most: int = LINE_POINTS) -> Line:
    """A line of at most `most` points."""
    at = kept(np.asarray(series, np.float64), most)
    return Line(name, numbers(x[at]), values(np.asarray(series, np.float64)[at]))


def broken(x: Array, series: Floats, starts: Array) -> tuple[Array, Floats]:
    """The same with a gap before each point that time does not lead into."""
    at = np.flatnonzero(starts[1:]) + 1
    return np.insert(np.asarray(x, np.float64), at, x[at]), np.insert(series, at, np.nan)


def bins(columns: Sequence[tuple[str, Floats]], count: int = BINS) -> tuple[Line, ...]:
    """One histogram a column, over the same range, as shares."""
    columns = [(name, column[np.isfinite(column)]) for name, column in columns]
    columns = [(name, column) for name, column in columns if len(column)]
    if not columns:
        return ()
    low = min(float(c.min()) for _, c in columns)
    high = max(float(c.max()) for _, c in columns)
    if low == high or not np.isfinite(high - low):
        pad = abs(low) / 2 or 1.0
        low, high = low - pad, high + pad
    ends = numbers((low, high))
    if ends[0] == ends[1]:
        return ()
    return tuple(
        Line(
            name,
            ends,
            values(np.histogram(np.clip(column, ends[0], ends[1]), count, (ends[0], ends[1]))[0] / len(column)),
        )
        for name, column in columns
    )


def bounded(column: Any) -> Floats:
    """As floats in which what is not finite, and what is beyond half of float64's range, is NaN."""
    with np.errstate(over="ignore"):
        found: Floats = np.array(column, np.float64)
    found[~((found > -1e300) & (found < 1e300))] = np.nan
    return found
