"""The target is a step of its own window."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._leaks import finding, groups
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_steps
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.facts.target.leaks import Leaks


@check("SG605", severity="error", about="x")
def persistence_target(
    plan: Input[Plan], y_plan: Target[Plan], leaks: Input[Leaks], train_leaks: Train[Input[Leaks]]
) -> Iterable[Finding]:
    """The target is a value that its own window holds: it was cut one or more steps too early.

    Why: the network copies a step of the window and calls it a forecast. Its curve lies on the truth, one step late
        in use.
    Evidence: windows slide over one series, whole to the bit, and y equals (in 99.5 % of the samples that can
        tell), or up to scale is, a step of the same window: by geometry y stands at that place in the series, not
        after the window. Found in 41 of 41 forecasts, and in none of 60 sound sets.
    Remedy: shift the target: y[i] must be the row after the window, series[i + T].
    Limits: windows in random order cannot be told from features that were made of the target: see target-leak.
    """
    for group in groups(leaks, train_leaks, "window"):
        behind = plan.T - 1 - group[0].steps[-1]
        at = "last row of the window" if behind == 0 else f"row {behind} before the window's last"
        yield finding(
            plan,
            y_plan,
            leaks,
            group,
            tail=f"The windows slide over one series without a break, so y is the {at} and not a row after it: nothing "
            "is forecast.",
            remedy=f"Shift y on by {behind + 1}: with rows r of the series, `X[i] = r[i : i + {plan.T}]` and "
            f"`y[i] = r[i + {plan.T}]`. Or end the windows before the target.",
            fix=drop_steps(plan, range(plan.T - 1 - behind, plan.T)),
        )


@persistence_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, _ = cut(random_walk(rng, 400, 2).astype(np.float32), 12)
    return {"X": X, "y": X[:, -1, 0].copy()}


@persistence_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 400, 2).astype(np.float32), 12)
    return {"X": X, "y": y}
