"""Samples of a split that lie on the line between two training samples."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import Missing
from seqguard.core.plan import Array, Floats, Ints, Plan

FEWEST = 60
"""Training samples, among which neighbours are near."""
CELLS = 96
"""Cells in which samples are compared, spread over all: what lies between two samples does so in every cell."""
SAMPLES, TRAIN = 150, 2_048
NEAREST = 12
"""Neighbours among which both ends are looked for; interpolation takes one of the five nearest."""
SECOND = 0.05
"""Of the longest, the second axis of the neighbours around a sample: samples of a single shape lie on one line by
nature."""
CONTINUOUS, VARYING = 0.25, 4
"""Distinct values to a sample from which a cell is continuous; of amounts and codes many lie between two others."""


@dataclass(frozen=True)
class Between:
    """Of `compared` samples those that lie between two of train: (sample, one end, other end, share of the way)."""

    compared: int
    found: tuple[tuple[int, int, int, float], ...]


def continuous(values: Array) -> bool:
    """Whether at least four cells vary and half of all hold mostly different values."""
    cells = _cells(values, np.arange(values[0].size))
    distinct = np.array([len(np.unique(c)) for c in cells.T])
    return bool((distinct > 1).sum() >= VARYING and (distinct > CONTINUOUS * len(cells)).mean() > 0.5)


def require_apart(plan: Plan, train_plan: Plan, train_series: Series) -> None:
    """Raise Missing unless the samples of both splits are numbers and share no rows: then what is near is a copy."""
    if plan.task == "tokens" or plan.sliding or train_plan.sliding or train_series.shuffled:
        raise Missing("needs samples that share no rows, of numbers")


def require_dense(train: Array) -> None:
    """Raise Missing unless there are training samples enough, of mostly different values."""
    if len(train) < FEWEST or not continuous(train):
        raise Missing(f"needs {FEWEST} training samples of mostly different values")


def between(train: Array, train_index: Ints, other: Array, other_index: Ints, angle: float) -> Between:
    """Look at up to 150 samples of the split among up to 2,048 of train."""
    spread = np.linspace(0, len(other) - 1, min(len(other), SAMPLES)).astype(int)
    kept = np.linspace(0, len(train) - 1, min(len(train), TRAIN)).astype(int)
    varies = np.flatnonzero((train[kept[:64]] != train[kept[:1]]).any(0).reshape(-1))
    a, b = _cells(train[kept], varies), _cells(other[spread], varies)
    unit = a.std(0)
    a, b = a[:, unit > 0] / unit[unit > 0], b[:, unit > 0] / unit[unit > 0]
    if a.shape[1] < VARYING or not (np.isfinite(a).all() and np.isfinite(b).all()):
        return Between(0, ())
    squares = (a**2).sum(1)
    near = np.argpartition(squares - 2 * b @ a.T, min(NEAREST, len(a) - 1), axis=1)[:, :NEAREST]
    found = []
    for i, (sample, ends) in enumerate(zip(b, near, strict=True)):
        if (pair := _pair(a[ends] - sample, angle)) is not None:
            j, k, way = pair
            one, two = (int(train_index[kept[ends[e]]]) for e in (j, k))
            found.append((int(other_index[spread[i]]), one, two, way))
    return Between(len(b), tuple(found))


def _cells(values: Array, among: Ints) -> Floats:
    chosen = (
        among[np.unique(np.linspace(0, len(among) - 1, min(CELLS, len(among))).astype(int))] if len(among) else among
    )
    return values.reshape(len(values), -1)[:, chosen].astype(np.float64)


def _pair(ways: Floats, angle: float) -> tuple[int, int, float] | None:
    """Two of the ways from a sample to its neighbours that point in opposite directions, where others do not."""
    length = np.sqrt((ways**2).sum(1))
    if (length <= 1e-9 * max(1.0, float(length.max()))).any():
        return None  # it is a copy, which train-val-overlap tells
    directions = ways / length[:, None]
    cosine = directions @ directions.T
    j, k = divmod(int(cosine.argmin()), len(cosine))
    if cosine[j, k] > -1 + angle:
        return None
    axes = np.linalg.svd(ways, compute_uv=False)
    if axes[1] < SECOND * axes[0]:
        return None
    return j, k, float(length[j] / (length[j] + length[k]))
