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


@check(
    "SG203",
    severity="info",
    aliases=(
        "one feature in another unit",
        "feature-scale-mismatch",
        "sparse-unscaled-feature",
        "features on different scales",
        "RobustScaler with IQR 0",
    ),
)
def mixed_scales(
    plan: Input[Plan],
    x: Input[Moments],
    *,
    ratio: float = threshold(1000.0, 1, source="549 configurations of real data: raw ones alone exceed it"),
    apart: float = threshold(
        5.0, 1, source="formula: a scaler of each feature leaves deviations, or ranges, that are equal"
    ),
    within: float = threshold(
        50.0, 1, source="judgement: values beyond 50 went through no scaler, which is another fault"
    ),
) -> Iterable[Finding]:
    """One feature varies a thousand times more than another, or five times where the others were scaled.

    Situation: One column was left out of the scaler.
    Why: the sums in the first layer, and the gradients of its weights, are those of the largest feature; the smallest
        is as good as absent for the first epochs.
    Evidence: the largest deviation of a feature is over 1000 times the smallest, constant features left out. On 549
        configurations of real data it spoke on raw ones alone, truly. Or all values lie within 50, and both the
        deviation and the range of a feature are over 5 times those of another: windows that were taken relative to
        their own start, or a scaler by quartiles that were equal, which leaves a rare event as it was.
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
    width = (x.feature_max() - x.feature_min())[[small, large]]
    size = float(np.abs([x.feature_min()[alive], x.feature_max()[alive]]).max())
    scaled = size <= within and found > apart and width[1] > apart * width[0] and not plan.integral
    if found > ratio or scaled:
        yield Finding(
            message=("The features were brought to no common scale: " if found <= ratio else "")
            + f"`{plan.features[large]}` has a deviation of {num(deviation[large])}, `{plan.features[small]}` "
            f"one of {num(deviation[small])}: {num(found)} times less. "
            + (
                "Beside the first, the network does not see the second."
                if found > ratio
                else "The second has so much less say in the first layer, and its weights learn so much more slowly."
            ),
            remedy="Scale each feature by its own mean and deviation over the training series, or begin with "
            "keras.layers.Normalization().",
            fix="" if plan.padding else standardise(plan),
            evidence={
                "largest_std": evidence(deviation[large]),
                "smallest_std": evidence(deviation[small]),
                "threshold": ratio if found > ratio else apart,
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
