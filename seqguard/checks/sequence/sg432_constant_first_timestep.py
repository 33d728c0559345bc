"""Windows that were measured against their own start."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_steps
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import exact
from seqguard.facts.values.constant_steps import ConstantSteps


@check("SG432", severity="warning", aliases=("windows divided by their first value",))
def constant_first_timestep(plan: Input[Plan], steps: Input[ConstantSteps]) -> Iterable[Finding]:
    """The first timestep is 0, or 1, in every window: each was divided by its own start.

    Situation: Each window was divided by its first value, so that every first step is 1.
    Why: the level of the series is gone from the input, so y can only be told if it was divided by the same number;
        and predictions come back to units only with the start of each window, which has to be kept. The first step
        itself is dead.
    Evidence: every feature that varies is exactly 0 at step 0 in all samples (x / x[0] - 1, or x - x[0]), or exactly
        1 (x / x[0]). 2 of 15 audited public projects did this; none of 60 sound sets.
    Remedy: keep it if that is meant, and drop step 0; else scale by statistics of the training series.
    Limits: that y was divided by the same number is not checked.
    """
    if not steps.own_start:
        return
    value = float(steps.values[0, steps.alive][0])
    how = "divided by its own first row" if value == 1 else "taken relative to its own first row"
    yield Finding(
        message=f"{plan.tensor}[:, 0] is {exact(value)} in all {plan.n:,} samples: each window was {how}. The level of "
        "the series is gone, and a prediction means nothing without the start of its window.",
        remedy="Scale with the mean and deviation of the training series. If the start was taken off on purpose, drop "
        "the first step, make y relative to the same start, and keep the starts.",
        fix=drop_steps(plan, [0]),
        evidence={"value": value, "samples": plan.n},
        steps=(0,),
    )


@constant_first_timestep.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2) + 100, 20)
    return {"X": X / X[:, :1] - 1, "y": y / X[:, 0, 0] - 1}


@constant_first_timestep.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
