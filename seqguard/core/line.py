"""The line by which one column follows from another, but for the rounding of float32."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.plan import Bools, Floats

EPS = float(np.finfo(np.float32).eps)
ROUNDINGS = 8
"""Float32 roundings that a value may be off by: x and y are rounded, and a scaler subtracts, divides and rounds again.
On 3,000 random columns, scales and offsets, a twelfth of the values exchanged, the largest was 2.0."""
FEWEST = 8
LEVELS = 10
"""Different values from which a line says more than that two columns have as many levels: two flags always lie on one,
and of ten levels at equal steps in each, such as ids, soon all do."""
BLUR = 0.01
"""Of y's deviation: where rounding alone reaches it, values that have nothing to do with each other lie on a line."""


@dataclass(frozen=True)
class Line:
    """y = slope * x + offset. `on` (n,) are the values that lie on it."""

    slope: float
    offset: float
    on: Bools

    @property
    def share(self) -> float:
        return float(self.on.mean())

    @property
    def identity(self) -> bool:
        return self.slope == 1 and self.offset == 0


def line(x: Floats, y: Floats) -> Line | None:
    """The line on which most values of two columns (n,) lie, None where there is none.

    The slope is the median over pairs of a low and a high x, which holds while a fifth of the values lie elsewhere;
    least squares over the values near it then gives the digits.
    """
    finite = np.isfinite(x) & np.isfinite(y)
    a, b = x[finite], y[finite]
    if len(a) < FEWEST or len(np.unique(a)) < LEVELS:
        return None
    order = np.argsort(a, kind="stable")
    half = len(a) // 2
    low, high = order[:half], order[len(a) - half :]
    apart = a[high] - a[low]
    told = apart > 0
    if told.sum() < FEWEST // 2:
        return None
    slope = float(np.median((b[high] - b[low])[told] / apart[told]))
    offset = float(np.median(b - slope * a))
    for roundings in (100 * ROUNDINGS, ROUNDINGS):
        near = np.abs(slope * a + offset - b) <= roundings * _rounding(a, b, slope, offset)
        if near.sum() < FEWEST or slope == 0:
            return None
        centre = a[near].mean()
        spread = a[near] - centre
        power = float(spread @ spread)
        if power <= 0:
            return None
        slope = float(spread @ (b[near] - b[near].mean())) / power
        offset = float(b[near].mean() - slope * centre)
    rounding = ROUNDINGS * _rounding(a, b, slope, offset)
    if not rounding < BLUR * float(b.std()):
        return None
    on = np.zeros(len(x), bool)
    on[finite] = np.abs(slope * a + offset - b) <= rounding
    return Line(slope, offset, on)


def _rounding(x: Floats, y: Floats, slope: float, offset: float) -> float:
    return EPS * (abs(slope) * float(np.abs(x).max()) + abs(offset) + float(np.abs(y).max()))
