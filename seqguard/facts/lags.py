"""How each cell (timestep, feature) of the input relates to the target."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import Missing, fact
from seqguard._plan import Bools, Floats, Plan
from seqguard.stats.sample import Sample

EPS = float(np.finfo(np.float32).eps)
FEWEST = 20
"""Samples below which neither a share nor a correlation says anything."""


@dataclass(frozen=True)
class Lags:
    """Each cell against the target's first column (its last step, where the target has as many steps as the input).

    Attributes:
        rest: (T, F) 1 - r**2 of the cell with the target; 1 where the cell does not vary.
        equal: (T, F) share of samples in which the cell is the target, among those in which the cell differs from a
            neighbour in time: a series that rests at zero equals everything else.
        static: (F,) whether the feature holds one value over each window.
        n: samples compared.
        distinct: distinct targets among them.
        reconstructs: the target is the input itself, or the input backwards in time: an autoencoder.
    """

    rest: Floats
    equal: Floats
    static: Bools
    n: int
    distinct: int
    reconstructs: bool


@fact
def lags(plan: Plan, sample: Sample, y_plan: Plan, y_sample: Sample) -> Lags:
    """Correlation and equality of every cell with the target, on the sampled samples that are finite."""
    if plan.task == "tokens":
        raise Missing("the input holds tokens, whose numbers mean nothing")
    x = sample.values
    step = -1 if y_plan.layout == "steps" and y_plan.T == plan.T else 0
    y = y_sample.values[:, step, 0].astype(np.float64)
    n, T, F = x.shape
    finite = np.isfinite(y) & np.isfinite(x.reshape(n, -1)).all(1)
    x, y = x[finite], y[finite]
    n = len(x)
    if n < FEWEST:
        raise Missing(f"{n} finite samples are too few to compare X with y")
    if np.ptp(y) == 0:
        raise Missing("y does not vary")
    cells = x.reshape(n, -1).astype(np.float64)
    scale = np.abs(cells).max(0)
    cells -= cells.mean(0)
    b = y - y.mean()
    power = np.einsum("ij,ij->j", cells, cells)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        r2 = (b @ cells) ** 2 / (power * (b @ b))
    r2[~np.isfinite(r2) | (power <= n * (4 * EPS * scale) ** 2)] = 0
    moves = np.zeros(x.shape, bool)
    changes = x[:, 1:] != x[:, :-1]
    moves[:, 1:] |= changes
    moves[:, :-1] |= changes
    static = (x == x[:, :1]).all((0, 1))
    moves[:, :, static] = True
    informative = moves.sum(0)
    equal = ((x.astype(np.float32) == y.astype(np.float32)[:, None, None]) & moves).sum(0)
    share = np.where(informative >= FEWEST, equal / np.maximum(informative, 1), 0)
    return Lags(
        np.clip(1 - r2, 0, None).reshape(T, F), share, static, n, len(np.unique(y)), _reconstructs(sample, y_sample)
    )


def _reconstructs(x: Sample, y: Sample) -> bool:
    if x.values.shape != y.values.shape or x.values.shape[1] == 1:
        return False
    return np.array_equal(x.values, y.values) or np.array_equal(x.values[:, ::-1], y.values)
