"""A target that holds one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast, labelled
from seqguard._words import exact, listing
from seqguard.facts.lags import EPS
from seqguard.stats.moments import Moments


@check("SG501", severity="error", explains=("SG502", "SG503", "SG504"))
def constant_target(y_plan: Plan, y: Moments, *, rounding: float = 4 * EPS) -> Iterable[Finding]:
    """Every target has the same value.

    Why: a model that always gives that value has loss 0. The loss falls to zero in the first epoch, whatever X
        holds, and says nothing.
    Evidence: max(y) - min(y) <= 4 float32 roundings of max|y|, exact over all samples. A column that is constant
        among others that vary is a warning.
    Remedy: compare np.ptp(y) before and after each step that touches y; a scaler fitted on another array, a division of
        integers, or a filter that left one class are usual.
    Limits: a slice of a longer series may be constant, and then training on the slice is still meaningless.
    """
    low, high, n = y.feature_min(), y.feature_max(), y.finite.sum(0)
    flat = (n > 1) & (high - low <= rounding * np.maximum(np.abs(low), np.abs(high)))
    if flat.all() and float(np.ptp(low)) <= rounding * float(np.abs(low).max()):
        label = y_plan.task == "classification"
        answer = f"A model that always answers {exact(low[0])} has " + ("accuracy 1 and loss 0" if label else "mse 0")
        yield Finding(
            message=f"All {int(n.sum()):,} targets are {exact(low[0])}. {answer}, so a loss of zero will say nothing.",
            remedy="Compare np.ptp(y) before and after each step that touches y"
            + (": a filter or a slice left one class." if label else ": a scaler that got y as one row, reshape(1, -1), or was fitted on something else gives this."),
            evidence={"value": float(low[0]), "range": float(high.max() - low.min()), "samples": y_plan.n},
        )
    elif flat.any() and y_plan.layout not in ("one-hot",) and y_plan.task != "multilabel":
        at = np.flatnonzero(flat)
        yield Finding(
            message=f"{listing(y_plan.names(at))} of the {y_plan.F} target columns "
            f"{'holds' if len(at) == 1 else 'hold'} one value; the mean of the loss over all columns hides it.",
            remedy="Drop the column from y, or look where its values were lost.",
            evidence={"columns": len(at), "of": y_plan.F},
            features=y_plan.names(at),
            severity="warning",
        )


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": np.zeros_like(data["y"])}


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {**data, "y": np.full_like(data["y"], 2)}


@constant_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"] = np.where(rng.random(len(data["y"])) < 0.3, 1.0, 0.0)
    return data
