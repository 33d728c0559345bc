"""Targets of validation on another scale than those of train."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Other, Target, Train
from seqguard.core.plan import Origin, Plan
from seqguard.core.text import count, evidence, num
from seqguard.core.thresholds import threshold


@check(
    "SG632",
    severity="warning",
    explains=("SG616", "SG614"),
    aliases=("y_val not scaled", "validation targets unscaled", "val-target-not-scaled", "targets scaled apart"),
)
def val_target_scale(
    train_plan: Train[Target[Plan]],
    plan: Other[Target[Plan]],
    *,
    apart: float = threshold(
        0.01, 0, source="351 sound sets: scales of both splits agree to rounding; other scalers are a few percent off"
    ),
) -> Iterable[Finding]:
    """Validation's targets are on another scale than train's.

    Situation: y was scaled in one split and not in the other, or by a scaler of its own.
    Why: y was scaled in one split and not in the other, or by a scaler of its own. The network answers on train's
        scale, and its loss on validation is that of the wrong unit.
    Evidence: in each split the target is the same feature so many steps after the window, times a factor and plus an
        offset, in nearly all samples that can tell; the factors differ by 1 % or more, or the offsets by 1 % of the
        factor.
    Remedy: scale both by the scaler that was fitted on train's targets.
    Limits: needs windows of one series in both splits, and targets that stand in it. Where X and y were scaled together
        in each split by itself, both relations are alike: see val-scaler-mismatch.
    """
    train, here = train_plan.origin, plan.origin
    if train is None or here is None:
        raise Missing("needs targets that stand in the series of both splits")
    if (train.feature, train.shift) != (here.feature, here.shift):
        return
    off = max(abs(here.slope / train.slope - 1), abs(here.offset - train.offset) / abs(train.slope))
    if off < apart:
        return
    where = f"{count(here.shift, 'step')} after the window"
    yield Finding(
        message=f"{plan.label} is on another scale than train's y: that is {_line(train)} {where}, and {plan.label} is "
        f"{_line(here)}. The loss on it is in another unit.",
        remedy=f"Scale {plan.label} by the scaler that was fitted on train's targets.",
        evidence={
            "slope": evidence(here.slope),
            "offset": evidence(here.offset),
            "train_slope": evidence(train.slope),
            "train_offset": evidence(train.offset),
            "off": evidence(off),
            "threshold": apart,
        },
    )


def _line(origin: Origin) -> str:
    """The feature of X, times a factor and plus an offset."""
    feature = f"X[..., {origin.feature}]"
    if not origin.scaled:
        return feature
    return f"{num(origin.slope)} * {feature} {'-' if origin.offset < 0 else '+'} {num(abs(origin.offset))}"


@val_target_scale.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    val, y_val = data["validation_data"]
    return {**data, "validation_data": (val, y_val * 50 + 100)}


@val_target_scale.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    rows = random_walk(rng, 700, 2)
    (X, y), (val, y_val) = cut(rows[:500], 12), cut(rows[520:], 12)
    return {"X": X, "y": 3 * y + 20, "validation_data": (val, 3 * y_val + 20)}
