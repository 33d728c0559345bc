"""Scaled features whose fractions were cut off."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, listing, share
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.truncation import Truncation, looks_truncated
from seqguard.statistics.moments import Moments

SIZES = 0.05, 5.0
"""Deviations of a y that was scaled as X was, to deviation 1 or to [0, 1]."""


@check("SG204", severity="warning", explains=("SG106", "SG201", "SG205"), about="x")
def int_cast_feature(
    plan: Input[Plan],
    x: Input[Moments],
    y: Target[Moments],
    series: Input[Series],
    truncation: Input[Truncation],
    *,
    largest: float = threshold(20, 1, source="judgement: scaled values lie within 20 deviations; 60 real sets: none"),
) -> Iterable[Finding]:
    """X came as integers, and they are scaled values without their fractions.

    Situation: X was scaled and then cast by `astype(int)`, or written into an integer array.
    Why: astype(int) after scaling turns everything between -1 and 1 into 0 and leaves a handful of levels; the signal
        is gone, and no error says so.
    Evidence: an integer X of three axes that stays within 20 of 0, beside a y with fractions; and either the next value
        of the series, known from y, equals X once it is cut or rounded too (98 % of at least 5 samples where either is
        not 0); or y is of a scaled size (a deviation of 0.05 to 5) and every moving feature has the shape: ones in
        under 2 % and zeros else (min-max scaled, then cut), or both signs, a deviation of 0.25 to 2.5 and more zeros
        than ones and minus ones together (standardised, then cut: the bin at 0 is twice as wide as the others). On 60
        real sets it never spoke; .76 of injected casts are found, and all of those beside a number.
    Remedy: cast the scaled array to float32, never to an integer.
    Limits: beside class labels it is silent: tick data and flags of events have this shape.
    """
    if not plan.integral or len(plan.shape) < 3:
        return
    low, high = x.feature_min(), x.feature_max()
    alive = np.flatnonzero(high > low)
    if not len(alive) or max(np.abs(low).max(), np.abs(high).max()) > largest:
        return
    shaped = all(looks_truncated(series.rows[:, f]) for f in alive)
    size = float(np.sqrt(y.feature_var().max()))
    if not truncation.proven and not (shaped and SIZES[0] < size < SIZES[1]):
        return
    zeros = float((series.rows[:, alive] == 0).mean())
    proof = (
        f"y, truncated, is `{plan.features[truncation.feature]}` {count(truncation.shift, 'row')} after the window in "
        f"{share(truncation.share, 1)} of the {truncation.n:,} samples checked"
        if truncation.proven
        else "as scaled values look when they are cast"
    )
    yield Finding(
        message=f"{plan.label} is {plan.dtype}, and {share(zeros, 1)} of {listing(plan.names(alive))} is 0, the rest "
        f"within [{int(low.min())}, {int(high.max())}]: {proof}. The fractions held the signal.",
        remedy="Look for `astype(int)`, or an integer array that is filled in a loop, behind the scaler; use "
        "`astype('float32')`.",
        evidence={
            "zero_share": evidence(zeros),
            "smallest": int(low.min()),
            "largest": int(high.max()),
            "agreement": evidence(truncation.share),
            "compared": truncation.n,
        },
        features=plan.names(alive),
    )


@int_cast_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": (data["X"] / data["X"].std()).astype(np.int64), "y": data["y"] / data["X"].std()}


@int_cast_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"]
    return {"X": ((X - X.min((0, 1))) / np.ptp(X, axis=(0, 1))).astype(np.int64), "y": data["y"]}


@int_cast_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": rng.poisson(2.0, data["X"].shape)}
