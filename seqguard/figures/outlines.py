"""One line for each feature of a tensor."""

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.figure import SPARK_POINTS, Outline
from seqguard.core.plan import Floats, Plan
from seqguard.figures.shape import bounded, value, values
from seqguard.statistics.moments import Moments

MOST = 2_000
"""Features with an outline: a table of more rows is not read."""


def outlines(plan: Plan, series: Series, kinds: Kinds, moments: Moments | None) -> tuple[Outline, ...]:
    """The smallest and the largest value of each of 32 parts of the series, for all features at once."""
    n = len(series.rows)
    shown = range(min(plan.F, MOST))
    edges = np.unique(np.linspace(0, n, min(n, SPARK_POINTS // 2) + 1).astype(int))[:-1]
    if n:
        parts = [bounded(rows) for rows in np.split(series.rows[:, : len(shown)], edges[1:])]
        low, high = (np.stack([f.reduce(rows, axis=0) for rows in parts]) for f in (np.fmin, np.fmax))
        points = bounded(series.rows[:, : len(shown)]) if n <= SPARK_POINTS else _in_turn(low, high)
        smallest, largest = np.fmin.reduce(low, axis=0), np.fmax.reduce(high, axis=0)
    else:
        points, smallest, largest = np.zeros((0, len(shown))), *np.full((2, len(shown)), np.nan)
    if moments is not None:
        smallest, largest = bounded(moments.feature_min()), bounded(moments.feature_max())
    return tuple(
        Outline(
            tensor=plan.label,
            feature=plan.features[f],
            kind=kinds[f].kind,
            low=value(smallest[f]),
            high=value(largest[f]),
            points=_short(points[:, f]),
        )
        for f in shown
    )


def _in_turn(low: Floats, high: Floats) -> Floats:
    """The smallest and the largest of each part, one after the other."""
    return np.stack([low, high], 1).reshape(-1, low.shape[1])


def _short(points: "np.typing.NDArray[np.float64]") -> tuple[float | None, ...]:
    """Four digits: a sparkline is two dozen pixels high."""
    return tuple(None if v is None else float(f"{v:.4g}") for v in values(points))
