"""A feature that holds values from after the window."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.checks.leakage._leaks import finding, groups
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import listing
from seqguard.facts.target.leaks import Leaks


@check("SG602", severity="warning", about="x")
def future_leak(
    plan: Input[Plan], y_plan: Target[Plan], leaks: Input[Leaks], train_leaks: Train[Input[Leaks]]
) -> Iterable[Finding]:
    """A feature runs ahead of another one, and so holds the target.

    Why: a column that was shifted the wrong way, or averaged over a centred window, brings the future into the
        window. The network reads the answer off its last step, and in use that step does not exist yet.
    Evidence: the feature holds y at one timestep, as target-leak judges it, and its earlier steps hold a later step
        of another feature as closely. An error where it is exact or so up to scale, a warning where there is noise.
        Of 60 sound sets it spoke on none; a column shifted by one step was found in 41 of 41, with noise of 1 % in
        40.
    Remedy: shift the column by as many steps the other way: frame[column].shift(steps).
    Limits: a column that is known beforehand (a price list, a weather forecast) may rightly run ahead.
    """
    for group in groups(leaks, train_leaks, "future"):
        ahead, source = group[0].ahead, group[0].source
        assert source is not None
        names = listing(plan.names(dict.fromkeys(leak.feature for leak in group)))
        steps = "one step" if ahead == 1 else f"{ahead} steps"
        yield finding(
            plan,
            y_plan,
            leaks,
            group,
            tail=f"It runs {steps} ahead of `{plan.features[source]}`: it holds values from after the window.",
            remedy=f"Shift {names} back by {steps} (`frame[column].shift({ahead})`) or drop it.",
            fix=drop_features(plan, {leak.feature for leak in group}),
        )


@future_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["X"], data["y"]
    ahead = np.concatenate([X[:, 1:, 0], y[:, None]], axis=1)
    return {"X": np.concatenate([X, ahead[..., None]], axis=2), "y": y}


@future_leak.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"]
    behind = np.concatenate([X[:, :1, 0], X[:, :-1, 0]], axis=1)
    return {"X": np.concatenate([X, behind[..., None]], axis=2), "y": data["y"]}
