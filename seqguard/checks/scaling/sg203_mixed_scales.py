"""Features on very different scales."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import standardise
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.moments import Moments


@check("SG203", severity="info")
def mixed_scales(
    plan: Input[Plan],
    x: Input[Moments],
    *,
    ratio: float = threshold(1000.0, 1, source="549 configurations of real data: raw ones alone exceed it"),
) -> Iterable[Finding]:
    """One feature varies a thousand times more than another.

    Why: the sums in the first layer, and the gradients of its weights, are those of the largest feature; the smallest
        is as good as absent for the first epochs.
    Evidence: the largest deviation of a feature is over 1000 times the smallest, constant features left out. On 549
        configurations of real data it spoke on raw ones alone, truly.
    Remedy: scale each feature by its own deviation, from the training series.
    Limits: true of much raw data, and settled by a Normalization layer; so a note.
    """
    if plan.task == "tokens" or plan.F < 2:
        return
    deviation = np.sqrt(x.feature_var())
    alive = np.flatnonzero((x.feature_max() > x.feature_min()) & np.isfinite(deviation) & (deviation > 0))
    if len(alive) < 2:
        return
    small, large = alive[deviation[alive].argmin()], alive[deviation[alive].argmax()]
    found = float(deviation[large] / deviation[small])
    if found > ratio:
        yield Finding(
            message=f"`{plan.features[large]}` has a deviation of {num(deviation[large])}, `{plan.features[small]}` "
            f"one of {num(deviation[small])}: {num(found)} times less. Beside the first, the network does not see the "
            "second.",
            remedy="Scale each feature by its own mean and deviation over the training series, or begin with "
            "keras.layers.Normalization().",
            fix="" if plan.padding else standardise(plan),
            evidence={
                "largest_std": evidence(deviation[large]),
                "smallest_std": evidence(deviation[small]),
                "threshold": ratio,
            },
            features=plan.names([large, small]),
        )


@mixed_scales.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": data["X"] * np.array([1, 5000, 1], np.float32)}


@mixed_scales.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"] * np.array([1, 50, 1], np.float32)
    X[..., 2] = 4
    return {**data, "X": X}
