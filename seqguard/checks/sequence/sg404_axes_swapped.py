"""Time on the last axis."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.disorder import Disorder


@check("SG404", severity="warning", explains=("SG430",))
def axes_swapped(
    plan: Input[Plan],
    x: Input[Disorder],
    *,
    fits: float = threshold(
        0.6, 0, 1, source="benchmarks/detection.py: swapped axes found in .75 of 28 sets, on no sound set"
    ),
) -> Iterable[Finding]:
    """Time runs along the last axis, where the features should be.

    Why: Keras reads (samples, timesteps, features). With time on the last axis a recurrent layer steps over the
        features and a convolution slides over them.
    Evidence: consecutive samples are shifted copies of each other along the last axis, bit by bit, in 60 % of the
        pairs that hold three different values or more, and in no such share along the timesteps. An error with
        several timesteps; a warning with one: lags given as features of a single step leave a recurrent layer nothing
        to step over. Found in all series of the corpus and in no sound set.
    Remedy: X.transpose(0, 2, 1).
    Limits: samples that do not overlap give no proof. Fewer than four features are not looked at.
    """
    found = x.features
    single = plan.T == 1
    if found is None or found.share < fits or x.forward >= 0.5 or (single and found.step > 1):
        return
    if x.reshaped is not None and x.reshaped.share >= fits and x.runs_on:
        return
    n, T, F = plan.n, plan.T, plan.F
    a, b = found.sample, found.sample + 1
    k = found.step
    yield Finding(
        message=f"{plan.label}[{b}, :, :{-k}] is {plan.label}[{a}, :, {k}:], and so on in {share(found.share, 1)} of "
        f"{found.pairs:,} consecutive samples: "
        f"time runs along the last axis of X ({n:,}, {T}, {F}). "
        + (
            f"A recurrent layer sees one step of {F} features and has nothing to remember."
            if single
            else f"Keras takes it for {T} timesteps of {F} features."
        ),
        remedy=f"Exchange the last two axes, to the shape ({n}, {F}, {T}).",
        fix="X = X.transpose(0, 2, 1)",
        evidence={"share": round(found.share, 6), "threshold": fits, "shift": k, "pairs_of": found.pairs},
        samples=(a, b),
        severity=None if single else "error",
    )


@axes_swapped.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": np.ascontiguousarray(data["X"].transpose(0, 2, 1)), "y": data["y"]}


@axes_swapped.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng, features=1)
    lags = [np.roll(data["X"], lag, 1) for lag in range(5)]  # lags beside the series: time still runs along the steps
    return {"X": np.concatenate(lags, 2)[:, 5:], "y": data["y"]}
