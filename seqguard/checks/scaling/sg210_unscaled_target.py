"""Targets far from the size of a fresh network's answers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import standardise
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.moments import Moments

RATE = 1e-3
"""The learning rate of Adam in Keras, which is also about the step that it lets a bias take."""
EDGE = 0.005
"""Share of the values at either end that outliers may hold."""


@check("SG210", severity="info", aliases=("target not scaled",))
def unscaled_target(
    y_plan: Target[Plan],
    y: Target[Moments],
    kinds: Target[Kinds],
    *,
    largest: float = threshold(10.0, 1, source="formula: Adam at 0.001 takes 10 / 0.001 = 10,000 steps there"),
) -> Iterable[Finding]:
    """The targets are large numbers, which a fresh network needs many steps to reach.

    Why: the answers start near 0. Adam moves the last bias by about its learning rate a step, so a target of 100 is
        100,000 steps away at 0.001; with a squared loss and plain SGD the first gradients are in the thousands and the
        weights may run off.
    Evidence: the root mean square of y is over 10: more than 10 / 0.001 = 10,000 steps.
    Remedy: scale y to mean 0 and deviation 1, by the training part, and undo it on the predictions.
    Limits: a model that rescales its output (a last layer that is set for it) is fine, hence a note; for a compiled
        model output-range looks at the output itself.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        return
    n = np.maximum(y.finite.sum(), 1)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = float((y.finite * y.mean).sum() / n)
        size = float(np.sqrt((y.finite * (y.var + y.mean**2)).sum() / n))
        deviation = float(np.sqrt(max(size * size - mean * mean, 0.0)))
    if not largest < size < np.inf or (len(kinds.columns) == 1 and _middle(kinds[0]) <= largest):
        return
    yield Finding(
        message=f"{y_plan.label} has mean {num(mean)} and deviation {num(deviation)}; a fresh network answers about 0. "
        f"At Adam's learning rate of {RATE} its bias is some {num(size / RATE)} steps away.",
        remedy="Scale y by the mean and deviation of the training part, and undo it on the predictions: "
        "`prediction * std + mean`.",
        fix=standardise(y_plan),
        evidence={"mean": evidence(mean), "std": evidence(deviation), "rms": evidence(size), "threshold": largest},
    )


def _middle(column: Column) -> float:
    """The root mean square of the middle 99 % of the values: what a few outliers do not reach."""
    kept = np.minimum(np.cumsum(column.counts), column.n * (1 - EDGE)) - np.maximum(
        np.cumsum(column.counts) - column.counts, column.n * EDGE
    )
    kept = np.maximum(kept, 0)
    return float(np.sqrt((kept * column.values.astype(np.float64) ** 2).sum() / max(float(kept.sum()), 1e-300)))


@unscaled_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"] + 1000}


@unscaled_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)


@unscaled_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    y = data["y"].copy()
    y[7] = 1e4  # outlier
    return {**data, "y": y}
