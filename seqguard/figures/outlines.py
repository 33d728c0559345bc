"""One line for each feature of a tensor."""

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.figure import SPARK_POINTS, Outline
from seqguard.core.plan import Array, Floats, Ints, Plan
from seqguard.figures.shape import bounded, value, values
from seqguard.statistics.moments import Moments

CELLS = 2**16
"""Values of which the parts are taken together."""
MOST = 2_000
"""Features with an outline: a table of more rows is not read."""


def outlines(plan: Plan, series: Series, kinds: Kinds, moments: Moments | None) -> tuple[Outline, ...]:
    """The smallest and the largest value of each of 32 parts of the series, for all features at once."""
    n = len(series.rows)
    shown = range(min(plan.F, MOST))
    edges = np.unique(np.linspace(0, n, min(n, SPARK_POINTS // 2) + 1).astype(int))[:-1]
    if n:
        rows = series.rows[:, : len(shown)]
        low, high = _extremes(rows, edges)
        points = bounded(rows) if n <= SPARK_POINTS else np.stack([low, high], 1).reshape(-1, len(shown))
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


def _extremes(rows: Array, edges: Ints) -> tuple[Floats, Floats]:
    """The smallest and the largest value of each part that begins at `edges`; large parts one at a time, whose copies
    then fit into the cache."""
    if rows.size <= CELLS:
        made = bounded(rows)
        return np.fmin.reduceat(made, edges, axis=0), np.fmax.reduceat(made, edges, axis=0)
    parts = [bounded(part) for part in np.split(rows, edges[1:])]
    return np.stack([np.fmin.reduce(p, axis=0) for p in parts]), np.stack([np.fmax.reduce(p, axis=0) for p in parts])


def _short(points: "np.typing.NDArray[np.float64]") -> tuple[float | None, ...]:
    """Four digits: a sparkline is two dozen pixels high."""
    return tuple(None if v is None else float(f"{v:.4g}") for v in values(points))
