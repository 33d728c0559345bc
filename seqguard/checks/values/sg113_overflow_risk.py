"""Values whose square is no number."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import has_features, number
from seqguard.core.places import Each
from seqguard.core.plan import Ints, Plan
from seqguard.core.text import evidence, exact, listing
from seqguard.statistics.moments import Moments

LARGEST = float(np.finfo(np.float32).max)
ROOT = LARGEST**0.5
HALF = float(np.finfo(np.float16).max)


@check("SG113", severity="error", explains=("SG202", "SG210"))
def overflow_risk(tensor_plan: Each[Plan], tensor: Each[Moments]) -> Iterable[Finding]:
    """Values are so large that float32 arithmetic on them overflows.

    Why: Keras casts to float32. Beyond 3.4e38 a value becomes inf there; from 1.8e19 on its square does, and with it
        every squared loss, variance and norm. With mixed precision (float16) the limit is 65,504.
    Evidence: exact extremes against sqrt(3.4e38) = 1.8e19 and 65,504. An error in targets from 1.8e19 and in features
        that become inf; a warning in features from 1.8e19, whose mere product with a weight is finite; an info from
        65,504. Arithmetic, nothing tuned: the largest value in 60 sound sets is 7.0e7.
    Remedy: scale, or take logarithms, before the cast to float32; look for a placeholder such as 1e20 or 9.97e36 first.
    Limits: a loss that does not square (mae) bears targets beyond 1.8e19.
    """
    plan = tensor_plan
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    peak = np.maximum(np.abs(tensor.feature_min()), np.abs(tensor.feature_max()))
    peak[~np.isfinite(peak)] = 0
    levels: tuple[tuple[float, Severity, str], ...] = (
        (LARGEST, "error", "becomes inf as float32, and the loss NaN with it"),
        (
            ROOT,
            "error" if plan.role == "y" else "warning",
            "overflows float32 when squared, and so does every loss, variance or norm computed from it",
        ),
        (HALF, "info", "is inf in float16: mixed precision cannot hold it"),
    )
    above = np.inf
    for limit, severity, effect in levels:
        at = np.flatnonzero((peak > limit) & (peak <= above))
        above = limit
        if not len(at):
            continue
        worst = at[np.argsort(-peak[at], kind="stable")]
        named = plan.role == "x" or plan.F > 1
        yield Finding(
            message=f"The largest magnitude of {listing(plan.names(worst)) if named else plan.tensor} is "
            f"{exact(peak[worst[0]])}, which {effect}.",
            remedy="Scale by the deviation of the training series (or take logarithms) in float64, before anything "
            "becomes float32"
            + (
                "; if it stands for a missing value, mark and fill it first."
                if limit > HALF
                else ", or leave mixed precision off."
            ),
            fix=_divided(plan, worst, float(peak[worst[0]])),
            evidence={"largest": evidence(peak[worst[0]]), "limit": evidence(limit), "columns": len(at)},
            features=plan.names(worst) if named else (),
            severity=severity,
        )


def _divided(plan: Plan, worst: Ints, peak: float) -> str:
    name = "X_each" if plan.role == "x" else "y_each"
    whole = plan.F == 1 or len(worst) == plan.F
    if not whole and not has_features(plan):
        return ""
    column = name if whole else f"{name}[..., {sorted(int(f) for f in worst)}]"
    return f"{name} = {name}.astype('float64')\n{column} = {column} / {number(peak)}"


@overflow_risk.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"] * np.float32(1e20)}


@overflow_risk.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"].astype(np.float64)
    X[3, 2, 1] = 1e39
    return {"X": X, "y": data["y"]}


@overflow_risk.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"] * 1e9}
