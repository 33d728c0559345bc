"""Windows that were scaled together with their targets."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._computed import require_numbers
from seqguard.checks.leakage._together import Together, together
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, listing, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

ROUNDING = 1e-4
"""Of what the window's own mean varies by: a mean nearer to zero was meant to be zero."""


@check(
    "SG620",
    severity="error",
    about="x",
    explains=("SG207", "SG630"),
    aliases=(
        "data leakage",
        "look-ahead bias",
        "window normalised with its target",
        "per-window scaling leaks the target",
        "target in the scaler",
        "normalisation leak",
    ),
)
def target_in_scaling(
    plan: Input[Plan],
    sample: Input[Sample],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    tolerance: float = threshold(
        1e-4, 0, 1, source="344 sound sets: the least is 0.13; windows scaled with their target: 1e-6 at most"
    ),
    missing: int = threshold(10, 1, source="311 sound sets whose windows were scaled by themselves: none at 10"),
    least: int = threshold(20, 2, source="judgement: of fewer windows one alone may decide"),
) -> Iterable[Finding]:
    """Each window was scaled together with its target, which can be computed from it.

    Situation: Each window was scaled together with the value it is to predict.
    Why: mean, deviation or range of window and target were taken at once, before both were cut apart. The window then
        says what its target is: the values must add up. The score is astonishing, and in use the target is not there
        to be scaled with.
    Evidence: over up to 512 samples the mean, or the deviation, of window and target together is the same to 1e-4 of
        what that of the window alone varies by; or both bounds of a range, or a
        largest value of 1, are reached in each sample, and only with
        the target in ten or more of them. Of 344 sound sets none, nor of 311 whose windows were scaled each by
        itself; of as many scaled with their target .83 by range and all by mean and deviation.
    Remedy: take the statistics from the window alone, and scale the target by them.
    Limits: a range is not seen on whole numbers and plateaus, whose bounds stand more than once in a window. Statistics
        of all of several windows, or of the batch, leave no trace of this kind.
    """
    require_numbers(plan, y_plan)
    if plan.T < 2 or len(sample.values) < least:
        raise Missing(f"needs windows, and {least} samples")
    found = list(together(plan, y_plan, sample.values, y_sample.values, tolerance, missing))
    if not found:
        return
    worst, names = found[0], plan.names(t.feature for t in found if t.feature >= 0)
    yield Finding(
        message=f"{listing(names) if names and plan.F > 1 else plan.tensor} was scaled window by window "
        f"together with {y_plan.tensor}: {_proof(worst, y_plan)}. {y_plan.tensor} can be computed from its window, "
        "which in use it cannot.",
        remedy=f"Take the statistics from the window alone, {_code(worst)}, and scale {y_plan.tensor} by the same.",
        evidence={
            "scaled_by": worst.how,
            "ratio": evidence(worst.ratio),
            "reached_only_with_y": worst.missed,
            "windows": worst.n,
            "threshold": tolerance,
        },
        features=names if plan.F > 1 else (),
    )


def _proof(found: Together, y_plan: Plan) -> str:
    if found.how == "bounds":
        return (
            f"each of {found.n:,} pairs of window and {y_plan.tensor} goes from {num(found.low)} to {num(found.high)}, "
            f"{found.missed:,} of them only with {y_plan.tensor}"
        )
    if found.how == "largest":
        return (
            f"the largest of each of {found.n:,} pairs of window and {y_plan.tensor} is 1, of {found.missed:,} of them "
            f"in {y_plan.tensor} alone"
        )
    shown = num(0.0 if abs(found.value) < ROUNDING * found.alone else found.value)
    return (
        f"the {found.how} of each window with its {y_plan.tensor} is {shown} in {found.n:,} samples, while that of the "
        f"window alone varies by {num(found.alone)}"
    )


def _code(found: Together) -> str:
    if found.how == "largest":
        return "x.max()"
    return "x.min() and x.max()" if found.how == "bounds" else "x.mean() and x.std()"


def _windows(rng: np.random.Generator, steps: int) -> np.ndarray:
    X, _ = cut(random_walk(rng, 400, 1) + 50, steps)
    return X[:, :, 0]


@target_in_scaling.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 21)
    W = (W - W.mean(1, keepdims=True)) / W.std(1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}


@target_in_scaling.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 23)
    W = (W - W.min(1, keepdims=True)) / np.ptp(W, axis=1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20:]}


@target_in_scaling.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 21)
    W = W / W.max(1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}


@target_in_scaling.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 21)
    W = W / W[:, :20].max(1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}


@target_in_scaling.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 21)
    x = W[:, :20]
    W = (W - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}


@target_in_scaling.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    W = _windows(rng, 21)
    x = W[:, :20]
    W = (W - x.min(1, keepdims=True)) / np.ptp(x, axis=1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}
