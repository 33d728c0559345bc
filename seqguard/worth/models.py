"""Cheap models, one that draws lines and one that remembers, and their score with an interval from blocks in time."""

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal, NamedTuple

import numpy as np

from seqguard.core.errors import NotInstalled
from seqguard.core.plan import Array, Bools, Floats, Ints

Kind = Literal["regression", "binary", "classes"]
MODELS = {
    "regression": ("ridge", "kNN", "ridge + kNN"),
    "binary": ("logistic", "kNN"),
    "classes": ("logistic", "kNN"),
}
"""A line, a memory, and a line whose residuals are remembered."""
METRICS = {"regression": "R²", "binary": "AUC", "classes": "accuracy"}
NEIGHBOURS = 5
RESAMPLES = 400
LEVEL = 0.9
"""Of the interval: the middle nine tenths of what the score comes to on resampled blocks."""
BLOCKS = 20
FEWEST_BLOCKS = 5
"""Blocks below which their spread says nothing."""


class Scored(NamedTuple):
    """A score on validation samples, the interval in which it lies, and its metric."""

    score: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Part:
    """Inputs (n, columns) and targets of samples: (n, outputs) of a regression, (n,) numbers of classes else."""

    X: Floats
    y: Array

    def __len__(self) -> int:
        return len(self.X)

    def take(self, chosen: Ints | Bools) -> "Part":
        """Some of the samples."""
        return Part(self.X[chosen], self.y[chosen])

    def columns(self, kept: Bools) -> "Part":
        """Some of the columns."""
        return Part(self.X[:, kept], self.y)


def require() -> None:
    """Raise NotInstalled where scikit-learn is not at hand."""
    try:
        import_module("sklearn")
    except ImportError as error:
        raise NotInstalled("impact=True needs scikit-learn: pip install 'seqguard[sklearn]'") from error


def predicted(model: str, kind: Kind, train: Part, X: Floats) -> Array:
    """(n, outputs) of a regression, a score for the second class of two, else class numbers."""
    mean, spread = train.X.mean(0), train.X.std(0)
    spread = np.where(spread > 1e-12 * (1 + np.abs(mean)), spread, np.inf)
    known, inputs = (train.X - mean) / spread, (X - mean) / spread
    if model == "ridge + kNN":
        line = _estimator("ridge", kind, len(train)).fit(known, train.y)
        rest = _estimator("kNN", kind, len(train)).fit(known, train.y - line.predict(known).reshape(train.y.shape))
        both = [np.asarray(part.predict(inputs)).reshape(len(X), -1) for part in (line, rest)]
        return np.asarray(both[0] + both[1])
    fitted = _estimator(model, kind, len(train)).fit(known, train.y)
    if kind == "regression":
        made: Array = fitted.predict(inputs)
        return made.reshape(len(X), -1)
    if kind == "classes":
        return np.asarray(fitted.predict(inputs))
    if len(fitted.classes_) < 2:
        return np.zeros(len(X))
    return np.asarray(fitted.predict_proba(inputs)[:, 1])


def _estimator(model: str, kind: Kind, n: int) -> Any:
    linear, neighbours = import_module("sklearn.linear_model"), import_module("sklearn.neighbors")
    if model == "ridge":
        return linear.Ridge(alpha=1.0)
    if model == "logistic":
        return linear.LogisticRegression(max_iter=50, tol=1e-3)
    name = "KNeighborsRegressor" if kind == "regression" else "KNeighborsClassifier"
    return getattr(neighbours, name)(min(NEIGHBOURS, n), weights="distance", algorithm="brute")


def scored(kind: Kind, truth: Array, made: Array, blocks: Ints) -> Scored | None:
    """The score of predictions, with its interval: `blocks` (n,) says in which stretch of time each sample lies.

    None where there are too few blocks, or the truth does not vary.
    """
    number = int(blocks.max()) + 1 if len(blocks) else 0
    if number < FEWEST_BLOCKS:
        return None
    drawn = np.random.default_rng(0).integers(0, number, (RESAMPLES, number))
    times = np.stack([np.bincount(row, minlength=number) for row in drawn]).astype(float)
    times = np.concatenate([np.ones((1, number)), times])
    score = {"regression": _r2, "binary": _auc, "classes": _accuracy}[kind](truth, made, blocks, times)
    spread = score[1:][np.isfinite(score[1:])]
    if not np.isfinite(score[0]) or len(spread) < RESAMPLES // 2:
        return None
    low, high = np.quantile(spread, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Scored(float(score[0]), float(min(low, score[0])), float(max(high, score[0])))


def _sums(values: Floats, blocks: Ints, number: int) -> Floats:
    return np.stack([np.bincount(blocks, column, number) for column in values.T], 1)


def _r2(truth: Floats, made: Floats, blocks: Ints, times: Floats) -> Floats:
    """Over all outputs together, each on the scale of its own spread."""
    truth = truth.reshape(len(made), -1)
    spread = truth.std(0)
    kept = spread > 0
    if not kept.any():
        return np.full(len(times), np.nan)
    centre = truth[:, kept].mean(0)
    y, p = (truth[:, kept] - centre) / spread[kept], (made[:, kept] - centre) / spread[kept]
    number = times.shape[1]
    wrong, first, second = (times @ _sums(v, blocks, number) for v in ((y - p) ** 2, y, y**2))
    count = times @ np.bincount(blocks, minlength=number)
    total = (second - first**2 / count[:, None]).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        r2: Floats = np.where(total > 0, 1 - wrong.sum(1) / total, np.nan)
    return r2


def _auc(truth: Array, made: Array, blocks: Ints, times: Floats) -> Floats:
    values, place = np.unique(made, return_inverse=True)
    out = np.full(len(times), np.nan)
    for i, row in enumerate(times):
        weight = row[blocks]
        positive = np.bincount(place, weight * (truth == 1), len(values))
        negative = np.bincount(place, weight * (truth != 1), len(values))
        pairs = positive.sum() * negative.sum()
        if pairs:
            below = np.cumsum(negative) - negative / 2
            out[i] = (positive * below).sum() / pairs
    return out


def _accuracy(truth: Array, made: Array, blocks: Ints, times: Floats) -> Floats:
    number = times.shape[1]
    right = times @ np.bincount(blocks, truth == made, number)
    share: Floats = right / (times @ np.bincount(blocks, minlength=number))
    return share


def blocks_of(n: int, width: int) -> Ints:
    """(n,) numbers of stretches of samples that follow each other, each as long as `width` samples at least."""
    number = max(1, min(BLOCKS, n // max(1, width)))
    return np.arange(n) * number // max(1, n)
