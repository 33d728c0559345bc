"""Targets so small that the loss starts near zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.moments import Moments


@check("SG503", severity="warning", about="x")
def tiny_target(
    y_plan: Target[Plan],
    x: Input[Moments],
    y: Target[Moments],
    *,
    largest: float = threshold(
        0.01, 0, 1, source="formula: a tenth of the smallest answers of a fresh network, 0.1 to 1"
    ),
    ratio: float = threshold(0.001, 0, 1, source="judgement: small units on both sides, as of returns, lie above it"),
    always: float = threshold(
        1e-06, 0, 1, source="judgement: its square, 1e-12, prints as 0.0000 whatever the scale of X"
    ),
) -> Iterable[Finding]:
    """The targets are so small that a loss near zero is reached without learning.

    Why: a fresh network answers in the order of 0.1 to 1. Against targets of 1e-4 it first learns to answer 0, the
        mse then is 1e-8, prints as 0.0000 and stops every patience rule, though nothing of y has been learnt.
    Evidence: max|y| < 0.01 and below a thousandth of the largest deviation of a feature, or max|y| < 1e-6 whatever X
        is.
    Remedy: scale y to unit deviation and undo the scaling on the predictions.
    Limits: small units on both sides (returns in X and y) are left alone; see unscaled-features.
    """
    if y_plan.task != "regression":
        return
    peak = float(max(np.abs(y.feature_min()).max(), np.abs(y.feature_max()).max()))
    spread = float(np.sqrt(x.feature_var().max()))
    deviation = float(np.sqrt(y.feature_var().max()))
    if 0 < peak < largest and (peak < ratio * spread or peak < always):
        yield Finding(
            message=f"The largest target is {num(peak)} and X has a deviation of {num(spread)}. Always answering "
            "the mean has mse "
            f"{num(deviation**2)}, which prints as zero: a loss near zero will say nothing.",
            remedy=f"Scale y to unit deviation (divide by {num(deviation)}) and multiply the predictions back.",
            fix="std = y_train.std()\ny_each = y_each / std",
            evidence={
                "max_abs": evidence(peak),
                "x_std": evidence(spread),
                "y_std": evidence(deviation),
                "threshold": largest,
            },
            tensor=y_plan.tensor,
        )


@tiny_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"] * 1e-6}


@tiny_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    return {"X": data["X"] * 1e-4, "y": data["y"] * 1e-4, "validation_data": (X * 1e-4, y * 1e-4)}
