"""A scaled target whose fractions were cut off."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast, labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, exact, share
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.truncation import Truncation, looks_truncated
from seqguard.statistics.moments import Moments

LABELS = ("SG502", "SG506", "SG507", "SG508", "SG510", "SG511", "SG512", "SG518")
"""What the few whole numbers left would be blamed for: imbalance, ids that do not start at 0, gaps between them."""


@check("SG211", severity="warning", explains=LABELS, about="x")
def int_cast_target(
    plan: Input[Plan],
    y_plan: Target[Plan],
    y: Target[Moments],
    y_series: Target[Series],
    truncation: Input[Truncation],
    *,
    largest: float = threshold(20, 1, source="judgement: scaled values lie within 20 deviations; 60 real sets: none"),
    levels: int = threshold(4, 2, source="judgement: three levels are a class, or a sign; 60 real sets: none"),
) -> Iterable[Finding]:
    """The targets came as integers, and are scaled values without their fractions.

    Why: astype(int) after scaling turns everything between -1 and 1 into 0. What is left looks like class ids, and a
        regression on it learns to answer 0.
    Evidence: y holds integers within 20 of 0 and X fractions; and either the next value of the series, cut, equals y
        (98 % of at least 5 samples where either is not 0), or y has the shape of standardised values that were cut: at
        least 4 levels, both signs, a deviation of 0.25 to 2.5 and more zeros than ones and minus ones together.
        On 60 real sets it never spoke; .82 of injected casts are found, the others by near-constant-target.
    Remedy: cast the scaled y to float32, never to an integer.
    Limits: a min-max scaled y that was cut holds zeros and a one or two; without the series beside it, it is a rare
        class.
    """
    if not y_plan.integral or y_plan.layout == "one-hot":
        return
    low, high = float(y.feature_min().min()), float(y.feature_max().max())
    if low == high or max(abs(low), abs(high)) > largest:
        return
    rows = y_series.rows
    shaped = low < 0 and all(len(np.unique(c)) >= levels and looks_truncated(c) for c in rows.T)
    if not truncation.proven and not shaped:
        return
    zeros = float((rows == 0).mean())
    name, shift = plan.features[truncation.feature], truncation.shift
    where = f"{count(shift, 'row')} after the window" if shift else "at its last step"
    proof = (
        f"y equals the truncated value of `{name}` {where} in {share(truncation.share, 1)} of the {truncation.n:,} "
        "samples checked"
        if truncation.proven
        else "Scaled values look like this when they are cast"
    )
    yield Finding(
        message=f"{y_plan.label} is {y_plan.dtype}, {share(zeros, 1)} of it 0, the rest within [{exact(low)}, "
        f"{exact(high)}]. {proof}. Always answering 0 is right most of the time.",
        remedy="Look for `astype(int)`, or an integer array that is filled in a loop, behind the scaler; use "
        "`astype('float32')`.",
        evidence={
            "zero_share": evidence(zeros),
            "smallest": low,
            "largest": high,
            "agreement": evidence(truncation.share),
            "compared": truncation.n,
        },
        tensor=y_plan.tensor,
    )


@int_cast_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    scale = data["X"].std()
    return {"X": data["X"] / scale, "y": (data["y"] / scale).astype(np.int64)}


@int_cast_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
