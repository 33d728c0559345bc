"""Windows that were scaled one by one."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.statistics.sample import Sample


@check("SG207", severity="warning", about="x")
def per_window_normalised(
    plan: Input[Plan],
    normalised: Input[Normalised],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    outside: float = threshold(0.5, 0, 1, source="60 sound sets: no warning where half of the targets lie outside"),
) -> Iterable[Finding]:
    """Every window was scaled by itself, so that its level is gone, and y has kept its own.

    Situation: Each window was normalised by its own mean and deviation, and the target was not.
    Why: windows of 10 and of 1,000 look alike once each goes from 0 to 1. A y in units of the series cannot be told
        from them, and the network learns the mean.
    Evidence: each window of each moving feature has minimum 0 and maximum 1, or mean 0 and deviation 1, in 95 % of up
        to 128 windows. A warning where y is a number and half of the targets lie outside of what such windows span
        (-1 to 2, or within 4 deviations); otherwise an info, since shapes are often classified so (five of
        143 real sets). On 60 real sets no warning. Windows that were then scaled once more as a whole are told by means
        and deviations, or extremes, that are the same in each to 0.0001 of its unit.
    Remedy: scale with statistics of the training series; or scale y by its own window and undo that on the prediction.
    Limits: whether a y within the span was scaled by its own window is not known.
    """
    if not normalised.window:
        return
    begin, unit = normalised.offset, normalised.unit
    y = y_sample.values.astype(np.float64)
    y = y[np.isfinite(y)]
    low, high = (-1.0, 2.0) if normalised.window == "min-max" else (-4.0, 4.0)
    spans = [(begin + unit * low, begin + unit * high), (low, high)]  # y may not have been scaled once more
    beyond = min(float(((y < a) | (y > b)).mean()) for a, b in spans) if len(y) else 0.0
    loud = y_plan.task == "regression" and beyond >= outside
    what = (
        f"goes from {num(begin)} to {num(begin + unit)}"
        if normalised.window == "min-max"
        else f"has mean {num(begin)} and deviation {num(unit)}"
    )
    yield Finding(
        message=f"Each of {normalised.windows:,} windows {what} by itself, so the level of the series is gone from X"
        + (
            f"; {y_plan.tensor} has kept its own ({num(np.median(y))} in the middle) which X cannot tell."
            if loud
            else "."
        ),
        remedy=f"Scale with the mean and deviation of the training series; or scale {y_plan.tensor} by the same two "
        "numbers of its window, and undo that on each prediction."
        if loud
        else "Nothing to do where shapes are told apart; for a forecast, scale y by the numbers of its window.",
        evidence={
            "windows": normalised.windows,
            "scaling": normalised.window,
            "targets_outside": evidence(beyond),
            "threshold": outside,
        },
        tensor=plan.tensor,
        severity=None if loud else "info",
    )


def _windows(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    X, y = cut(random_walk(rng, 500, 1) + np.linspace(50, 150, 500)[:, None], 20)
    return (X - X.min(1, keepdims=True)) / np.ptp(X, axis=1, keepdims=True), y


@per_window_normalised.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = _windows(rng)
    return {"X": X, "y": y}


@per_window_normalised.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = _windows(rng)
    return {"X": X, "y": (y > np.median(y)).astype(np.int64)}


@per_window_normalised.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
