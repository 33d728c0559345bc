"""A target that holds one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast, labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.places import Target, Train
from seqguard.core.plan import Bools, Plan
from seqguard.core.text import exact, listing
from seqguard.core.thresholds import threshold
from seqguard.measures.precision import EPS
from seqguard.statistics.moments import Moments


@check("SG501", severity="error", explains=("SG210", "SG502", "SG503", "SG504"))
def constant_target(
    y_plan: Target[Plan],
    y: Target[Moments],
    train_y: Train[Target[Moments]],
    *,
    rounding: float = threshold(
        4 * EPS, 0, 1e-3, source="143 real sets: none within 4 float32 roundings; constants: all found"
    ),
) -> Iterable[Finding]:
    """Every target has the same value.

    Why: a model that always gives that value has loss 0. The loss falls to zero in the first epoch, whatever X
        holds, and says nothing.
    Evidence: max(y) - min(y) <= 4 float32 roundings of max|y| in every column, exact over all samples. A column that is
        constant among others that vary is a warning. So is a split other than train whose targets, or columns of them,
        rest where those of train vary, from 50 targets on; with fewer it is an info, since series that rest (nights,
        intermittent demand) do so for that long.
    Remedy: compare np.ptp(y) before and after each step that touches y; a scaler fitted on another array, a division of
        integers, or a filter that left one class are usual.
    Limits: a slice of a longer series may be constant, and then training on the slice is still meaningless.
    """
    flat, in_train = _flat(y, rounding), _flat(train_y, rounding)
    elsewhere, few = y_plan.split != "train", y_plan.n < 50
    if flat.all():
        rests = elsewhere and not in_train.all()
        yield _constant(y_plan, y, None if not rests else "info" if few else "warning")
    elif flat.any() and y_plan.layout != "one-hot" and y_plan.task != "multilabel":
        at = np.flatnonzero(flat)
        yield Finding(
            message=f"{listing(y_plan.names(at))} of the {y_plan.F} target columns "
            f"{'holds' if len(at) == 1 else 'hold'} one value; the mean of the loss over all columns hides it.",
            remedy="Drop the column from y, or look where its values were lost.",
            evidence={"columns": len(at), "of": y_plan.F},
            features=y_plan.names(at),
            severity="info" if elsewhere and few and not in_train.any() else "warning",
        )


def _flat(y: Moments, rounding: float) -> Bools:
    """(F,): the columns that hold one value."""
    low, high = y.feature_min(), y.feature_max()
    flat: Bools = (y.finite.sum(0) > 1) & (high - low <= rounding * np.maximum(np.abs(low), np.abs(high)))
    return flat


def _constant(plan: Plan, y: Moments, severity: Severity | None) -> Finding:
    low = y.feature_min()
    value = exact(low[0]) if np.ptp(low) == 0 else "[" + ", ".join(exact(v) for v in low[:8]) + "]"
    label = plan.task in ("classification", "multilabel", "tokens")
    answer = f"A model that always answers {value} has " + ("accuracy 1 and loss 0" if label else "mse 0")
    cause = (
        ": a filter or a slice left one class."
        if label
        else ": a scaler that got y as one row, `reshape(1, -1)`, or was fitted on something else gives this."
    )
    return Finding(
        message=f"All {int(y.finite[:, 0].sum()):,} targets are {value}. {answer}, so a loss of zero will say nothing."
        + (" In train they vary: val_loss cannot tell models apart." if severity else ""),
        remedy="Validate on a stretch in which the target moves."
        if severity
        else f"Compare `np.ptp(y)` before and after each step that touches y{cause}",
        evidence={"value": float(low[0]), "range": float((y.feature_max() - low).max()), "samples": plan.n},
        severity=severity,
    )


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": np.zeros_like(data["y"])}


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {**data, "y": np.full_like(data["y"], 2)}


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": data["X"], "y": np.tile([0.0, 1.0, 0.0], (len(data["X"]), 1))}


@constant_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, _ = data["validation_data"]
    return {**data, "validation_data": (X[:9], np.zeros(9, np.float32))}


@constant_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    held = np.column_stack([y[:49], np.zeros(49)])
    both = np.column_stack([data["y"], rng.integers(0, 2, len(data["y"]))])
    return {**data, "y": both, "validation_data": (X[:49], held)}


@constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    held = np.column_stack([y[:50], np.zeros(50)])
    both = np.column_stack([data["y"], rng.integers(0, 2, len(data["y"]))])
    return {**data, "y": both, "validation_data": (X[:50], held)}


@constant_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"] = np.where(rng.random(len(data["y"])) < 0.3, 1.0, 0.0)
    return data
