"""Whether the target is a formula of its window: a sum of its cells, or the ratio of two of them and a row ahead."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.core.declare import Missing
from seqguard.core.plan import Array, Floats, Ints, Plan
from seqguard.measures.unexplained import centred

Way = Literal["sum", "ratio", "log ratio"]

SAMPLES, WEIGHTS = 768, 128
"""Samples that are fitted, and weights at most: six rows to a weight."""
DISTINCT = 20
LOOSE = 1e-5
"""What the half that is fitted leaves at most for the other half to be looked at."""
TARGETS = 16
"""Features that are tried as what the target is relative to."""


@dataclass(frozen=True)
class Formula:
    """How the target follows from its window: `features` stand in it; `rest` is 1 - r**2, over `n` samples."""

    way: Way
    features: tuple[int, ...]
    rest: float
    n: int


def require_numbers(plan: Plan, y_plan: Plan) -> None:
    """Raise Missing unless inputs and targets are numbers, so that one can be computed from the other."""
    if y_plan.task not in ("regression", "ambiguous") or plan.task == "tokens" or y_plan.integral:
        raise Missing("needs numbers as inputs and as targets")


def formula(plan: Plan, x: Array, y: Floats, exact: float) -> Formula | None:
    """The target as a weighted sum of the window, or as its own last value times 1 plus one of its features."""
    at = np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int)
    x, y = x[at].astype(np.float64), y[at]
    kept = np.isfinite(x).all((1, 2)) & np.isfinite(y)
    x, y = x[kept], y[kept]
    moving = np.array([f for f in plan.moving if len(np.unique(x[:, -1, f])) >= DISTINCT], int)
    if len(np.unique(y)) < DISTINCT or not len(moving):
        return None
    return _relative(x[:, -1], moving, y, exact) or _sum(x[:, :, moving], moving, y, exact)


def _relative(last: Floats, moving: Ints, y: Floats, exact: float) -> Formula | None:
    """y / x - 1, or its logarithm, of the last value x of one feature stands in another."""
    columns = _scaled(last[:, moving])
    for f in moving[:TARGETS]:
        base = last[:, f]
        if (base == 0).any() or (np.sign(base) != np.sign(y)).any():
            continue
        ways: tuple[tuple[Way, Floats], ...] = (("ratio", y / base), ("log ratio", np.log(y / base)))
        for way, wanted in ways:
            if len(np.unique(wanted)) < DISTINCT:
                continue
            rest = 1 - (columns.T @ _scaled(wanted[:, None])[:, 0]) ** 2
            best = int(rest.argmin())
            if rest[best] < exact and moving[best] != f:
                return Formula(way, (int(f), int(moving[best])), max(0.0, float(rest[best])), len(y))
    return None


def _scaled(columns: Floats) -> Floats:
    columns = np.stack([centred(c) for c in columns.T], 1)
    length = np.sqrt((columns**2).sum(0))
    return np.asarray(columns / np.where(length > 0, length, 1))


def _sum(x: Floats, moving: Ints, y: Floats, exact: float) -> Formula | None:
    most = min(WEIGHTS, len(y) // 6)
    rows = min(x.shape[1], most // x.shape[2])
    if rows < 1:
        return None
    cells = x[:, x.shape[1] - rows :]
    tried = [cells.reshape(len(x), -1)]
    if rows < x.shape[1]:  # what is averaged over a long window
        tried.append(np.concatenate([x.mean(1), x[:, -1], x[:, 0]], 1)[:, :most])
    for regressors in tried:
        rest = _left(regressors, y)
        if rest >= exact:
            continue
        if any(1 - r < exact for r in _alone(regressors, y)) or _settled(x, rows, y, exact):
            return None
        return Formula("sum", tuple(moving.tolist()), rest, len(y))
    return None


def _alone(regressors: Floats, y: Floats) -> Floats:
    """r**2 of each cell: a target that stands in its window is another check's."""
    return np.asarray((_scaled(regressors).T @ _scaled(y[:, None])[:, 0]) ** 2)


def _settled(x: Floats, rows: int, y: Floats, exact: float) -> bool:
    """Whether a series without noise explains it: features whose last row follows as exactly from the rows before."""
    if rows < 3:
        return False
    cells = x[:, x.shape[1] - rows :]
    past = cells[:, :-1].reshape(len(x), -1)
    sure = [f for f in range(x.shape[2]) if _left(past, cells[:, -1, f]) < max(1e-6, 1e4 * exact)]
    return bool(sure) and _left(cells[:, :, sure].reshape(len(x), -1), y) < 1e3 * exact


def _left(regressors: Floats, wanted: Floats) -> float:
    """1 - r**2 on the second half of what was fitted on the first."""
    half = len(wanted) // 2
    mean, level = regressors[:half].mean(0), wanted[:half].mean()
    unit = regressors[:half].std(0)
    unit = np.where(unit > 0, unit, 1)
    fitted, aim = (regressors[:half] - mean) / unit, wanted[:half] - level
    q, _ = np.linalg.qr(fitted)  # a sixth of what the weights cost, and mostly the answer
    rest, whole = float(np.sum((aim - q @ (q.T @ aim)) ** 2)), float(aim @ aim)
    if rest > LOOSE * whole:
        return rest / whole
    weights = np.linalg.lstsq(fitted, aim, rcond=1e-12)[0]
    left = wanted[half:] - level - (regressors[half:] - mean) / unit @ weights
    power = float(np.var(wanted[half:]))
    return float(np.mean(left**2)) / power if power > 0 else 1.0
