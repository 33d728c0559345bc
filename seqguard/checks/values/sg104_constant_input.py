"""An input in which nothing varies."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact
from seqguard.statistics.moments import Moments

SYMPTOMS = ("SG105", "SG106", "SG107", "SG108", "SG109", "SG110", "SG111", "SG112", "SG401", "SG403", "SG415", "SG609")
"""What is said of constant features and samples."""


@check("SG104", severity="error", explains=SYMPTOMS)
def constant_input(plan: Input[Plan], x: Input[Moments]) -> Iterable[Finding]:
    """Every feature holds one value.

    Why: all samples look alike to the network, so all it can learn is the mean of y.
    Evidence: exact minimum equal to exact maximum in every feature, padding left out. In train it is an error, in
        another split, which may be a short quiet stretch, and in one of several inputs a warning.
    Remedy: look for the step behind which np.ptp(X) is 0: a scaler that was fitted on something else, a cast to
        integers, a join that matched nothing.
    Limits: none known in train.
    """
    low, high, n = x.feature_min(), x.feature_max(), x.finite.sum(0)
    if not ((low == high) & (n > 1)).all() or plan.n < 2:
        return
    values = ", ".join(exact(v) for v in np.unique(low)[:5])
    certain = plan.split == "train" and plan.tensor == "X"
    yield Finding(
        message=f"All {count(plan.n, 'sample')} of {plan.label} are equal: {count(plan.F, 'feature')}, each with one "
        f"value ({values}). All that can be learned from it is the mean of y.",
        remedy=f"Print `np.ptp({plan.tensor})` after each step that makes {plan.tensor}: it is 0 behind the one that "
        "lost the values.",
        evidence={"features": plan.F, "values": [float(v) for v in low[:20]]},
        severity=None if certain else "warning",
    )


@constant_input.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": np.full((50, 8, 2), 3.0), "y": rng.standard_normal(50)}


@constant_input.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": np.zeros_like(data["X"]) + np.array([0.5, -2.0, 1e6], np.float32)}


@constant_input.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = np.zeros_like(data["X"])
    X[3, 4, 1] = 1
    return {**data, "X": X}
