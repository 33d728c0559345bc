"""Whether the readings of two splits stand on two lattices: the same steps of a sensor after two scalers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.core.plan import Floats
from seqguard.measures.precision import EPS

LEVELS, MOST = 8, 2_000
"""Distinct values in each split from which a step is known, and up to which a column is one of steps."""
FITS, OFF = 0.99, 0.2
"""Shares of the values that stand on the lattice of their own split, and at most on that of the other."""
NEAR = 0.02
"""Of a step by which a value may be off its lattice; 2 NEAR of what stands anywhere is on it by chance."""
FINE = 1_000
"""Roundings of the largest value that a step must be: below it, any value is on it."""
RATIO, SAME = 4.0, 1e-3
"""Ratios of two steps that two scalers leave; a resolution that changed is a whole ratio."""


@dataclass(frozen=True)
class Lattices:
    """A feature whose steps are `here` in one split and `there` in the other; a share `shared` of the other's values
    stands on the first one's."""

    feature: int
    here: float
    there: float
    shared: float


def lattices(train: Kinds, other: Kinds) -> Iterator[Lattices]:
    """The features of which each split keeps a lattice of its own."""
    for f, (a, b) in enumerate(zip(train, other, strict=True)):
        if not (LEVELS <= len(a.values) <= MOST and LEVELS <= len(b.values) <= MOST):
            continue
        here, there = _step(a), _step(b)
        if here is None or there is None:
            continue
        ratio = max(here / there, there / here)
        if ratio > RATIO or abs(ratio - round(ratio)) <= SAME * ratio:
            continue
        shared = _on(b, float(a.values[0]), here)
        if shared <= OFF and _on(a, float(b.values[0]), there) <= OFF:
            yield Lattices(f, here, there, shared)


def _step(column: Column) -> float | None:
    """The step between the values of a column, where all of them stand on one lattice."""
    values = column.values.astype(np.float64)
    gaps = np.diff(values)
    least = float(np.quantile(gaps, 0.05))
    size = float(np.abs(values).max())
    if least < FINE * EPS * size:
        return None
    times = np.rint(gaps / least)
    step = float(np.median(gaps[times == 1]) if (times == 1).any() else least)
    for _ in range(2):  # many steps away, an error of the step adds up: fitted from near to far
        whole = np.cumsum(np.rint(gaps / step))
        step = float((whole @ (values[1:] - values[0])) / (whole @ whole))
    return step if step > FINE * EPS * size and _on(column, float(values[0]), step) >= FITS else None


def _on(column: Column, first: float, step: float) -> float:
    """The share of the distinct values that stand on a lattice."""
    at: Floats = (column.values.astype(np.float64) - first) / step
    return float((np.abs(at - np.rint(at)) <= NEAR).mean())
