"""Features on the scale of their units."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import standardise
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, listing, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.moments import Moments


@check("SG202", severity="info")
def unscaled_features(
    plan: Input[Plan],
    x: Input[Moments],
    *,
    largest: float = threshold(1000.0, 1, source="549 configurations of real data: raw ones alone exceed it"),
    std: float = threshold(100.0, 1, source="549 configurations of real data: raw ones alone exceed it"),
    any_std: float = threshold(10000.0, 1, source="549 configurations of real data: raw ones alone exceed it"),
) -> Iterable[Finding]:
    """Some features are far larger than the size that initial weights are made for.

    Situation: The features went into the network as they were read: pressures around 1,000 beside shares around 0.5.
    Why: with inputs in the thousands tanh and sigmoid stand at their bounds from the first step, where there is no
        gradient. A model that begins with a Normalization layer takes them as they are.
    Evidence: max|x| > 1000 with a deviation over 100, or max|x| > 10,000. On 549 configurations of real data it spoke
        on raw ones alone. A note here, a warning where a model without a normalising layer is at hand (unscaled-input).
    Remedy: `keras.layers.Normalization()` adapted on the training data, or a scaler fitted on the training series.
    Limits: true of nearly all raw data.
    """
    if plan.task == "tokens":
        return
    deviation = np.sqrt(x.feature_var())
    peak = np.maximum(np.abs(x.feature_min()), np.abs(x.feature_max()))
    peak[~np.isfinite(peak)] = 0
    at = np.flatnonzero((peak > largest) & (deviation > std) | (peak > any_std))
    if not len(at):
        return
    worst = at[np.argsort(-peak[at], kind="stable")]
    f = worst[0]
    yield Finding(
        message=f"{listing(plan.names(worst))}: values up to {num(peak[f])} (deviation {num(deviation[f])}). Initial "
        "weights are made for inputs of size 1.",
        remedy="Begin the model with keras.layers.Normalization(), adapted on the training data, or scale by the mean "
        "and deviation of the training series.",
        fix="" if plan.padding else standardise(plan),
        evidence={"features": len(at), "largest": evidence(peak[f]), "std": evidence(deviation[f])},
        features=plan.names(worst),
    )


@unscaled_features.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": data["X"] * np.float32(1000)}


@unscaled_features.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
