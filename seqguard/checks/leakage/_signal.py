"""Whether simple models find any relation between input and target, across folds that share no rows."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

SAMPLES = 1000
FEATURES = 16
"""Features whose summaries are used, the ones with the largest differences between samples."""
FOLDS = 5
DRAWS = 19
"""Targets moved against the inputs, for a probability of 1 in 20 at best."""
FEWEST = 60
PENALTY = 10.0
"""Of the squared weights of standardised inputs: a hundredth of 1,000 samples, as some summaries are nearly alike."""


@dataclass(frozen=True, eq=False, repr=False)
class Signal(Readable):
    """`scores` of the models on folds they were not fitted on: R**2, or accuracy above the most frequent class's.

    `chance` is, for each, the share of targets moved against the inputs that reach as much (the true one counted in);
    `purged` the samples left out on each side of a fold.
    """

    scores: dict[str, float]
    chance: dict[str, float]
    n: int
    purged: int


@fact
def signal(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Signal:
    """Ridge regression (or ridge on class codes) and nearest neighbours on seven summaries of each feature."""
    try:
        import sklearn  # noqa: F401  # only asked whether it is there
    except ImportError as error:
        raise Missing("needs scikit-learn: pip install scikit-learn") from error
    if plan.task == "tokens" or y_plan.task == "multilabel":
        raise Missing("the probe reads numbers as inputs, and one number or class as target")
    x, y = sample.values[:SAMPLES], y_sample.values[:SAMPLES]
    classes = y_plan.task == "classification"
    target = y[:, 0].argmax(1).astype(np.float64) if y_plan.layout == "one-hot" else y[:, 0, 0].astype(np.float64)
    finite = np.isfinite(x).all((1, 2)) & np.isfinite(target)
    inputs, target = _summaries(x[finite]), target[finite]
    if len(target) < FEWEST or np.ptp(target) == 0:
        raise Missing(f"{len(target)} finite samples are too few for a probe, or y does not vary")
    purged = -(-(plan.T + y_plan.T) // plan.step) if plan.sliding else 0
    folds = list(_folds(len(target), purged, plan.sliding))
    scores, chance = {}, {}
    for name, model in _models(classes).items():
        true = _score(model, inputs, target, folds, classes)
        moved = [_score(model, inputs, other, folds, classes) for other in _moved(target, plan.sliding)]
        scores[name] = true
        chance[name] = (1 + sum(m >= true for m in moved)) / (1 + DRAWS)
    return Signal(scores, chance, len(target), purged)


def _summaries(x: Array) -> Floats:
    """(n, 7 F): last, first, mean, deviation, mean step, maximum and minimum of each feature."""
    values = x.astype(np.float64)
    values = values[:, :, np.argsort(-values.std((0, 1)), kind="stable")[:FEATURES]]
    steps = np.abs(np.diff(values, axis=1)).mean(1) if values.shape[1] > 1 else np.zeros_like(values[:, 0])
    parts = (values[:, -1], values[:, 0], values.mean(1), values.std(1), steps, values.max(1), values.min(1))
    return np.concatenate(parts, axis=1)


def _models(classes: bool) -> dict[str, Any]:
    from sklearn.linear_model import Ridge, RidgeClassifier
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    linear = RidgeClassifier(PENALTY) if classes else Ridge(PENALTY)
    near = KNeighborsClassifier(15) if classes else KNeighborsRegressor(15)
    return {
        "linear": make_pipeline(StandardScaler(), linear),
        "nearest neighbours": make_pipeline(StandardScaler(), near),
    }


def _folds(n: int, purged: int, ordered: bool) -> "list[tuple[Ints, Ints]]":
    """Blocks in the order of time with `purged` samples left out on both sides, or random folds."""
    order = np.arange(n) if ordered else np.random.default_rng(0).permutation(n)
    folds = []
    for block in np.array_split(np.arange(n), FOLDS):
        away = (np.arange(n) < block[0] - purged) | (np.arange(n) > block[-1] + purged)
        folds.append((order[away], order[block]))
    return folds


def _moved(target: Floats, ordered: bool) -> "list[Floats]":
    """The target moved along by at least a tenth, which keeps its own order in time, or permuted."""
    rng = np.random.default_rng(1)
    n = len(target)
    if ordered:
        return [np.roll(target, int(shift)) for shift in rng.integers(n // 10, n - n // 10, DRAWS)]
    return [rng.permutation(target) for _ in range(DRAWS)]


def _score(model: Any, inputs: Floats, target: Floats, folds: "list[tuple[Ints, Ints]]", classes: bool) -> float:
    right, base = 0.0, 0.0
    for fit, test in folds:
        if len(np.unique(target[fit])) < 2:
            continue
        told = model.fit(inputs[fit], target[fit]).predict(inputs[test])
        if classes:
            values, counts = np.unique(target[fit], return_counts=True)
            right += float((told == target[test]).sum())
            base += float((target[test] == values[counts.argmax()]).sum())
        else:
            right += float(((told - target[test]) ** 2).sum())
            base += float(((target[test] - target[fit].mean()) ** 2).sum())
    return (right - base) / len(target) if classes else 1 - right / max(base, 1e-300)
