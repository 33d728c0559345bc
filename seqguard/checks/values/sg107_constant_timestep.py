"""A timestep that is the same in all samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast, labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_steps
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, first
from seqguard.facts.values.constant_steps import ConstantSteps


@check("SG107", severity="warning")
def constant_timestep(plan: Input[Plan], steps: Input[ConstantSteps]) -> Iterable[Finding]:
    """A timestep is the same in all samples.

    Situation: One step of every window was zeroed or padded, often the first.
    Why: the network gets a step that tells it nothing, in the midst of those that do; a shift that filled one row, or a
        window that was cut one row too long, leaves it behind.
    Evidence: exact minimum equal to exact maximum over all samples at that step, in every feature that varies
        elsewhere, and so often by chance with a probability under 1e-6. A step where only some features do so is an
        info: images have borders. So is the first or last step where all features have few values: sequences of
        symbols, such as the cases of an event log, begin and end alike. On 143 real sets it fired once, truly.
    Remedy: cut the step off, or look for the shift or fill that wrote it.
    Limits: windows that slide over one series cannot have such a step; padding is left out. Windows divided by their
        own start are reported as constant-first-timestep.
    """
    whole = [t for t in steps.steps if t not in steps.background and (t or not steps.own_start)]
    if whole:
        ends = steps.symbols and {*whole} <= {0, plan.T - 1}
        shown = ", ".join(exact(v) for v in steps.values[whole[0], steps.alive][:3])
        yield Finding(
            message=f"{count(len(whole), 'timestep holds', 'timesteps hold')} the same values in all {plan.n:,} "
            f"samples: {plan.tensor}[:, {whole[0]}] is {shown}{', ...' if steps.alive.sum() > 3 else ''} throughout. "
            + ("Sequences of symbols may well begin and end alike." if ends else "The steps around it vary."),
            remedy=f"Look for the shift or the fill that wrote step {whole[0]}; where nothing belongs, drop it.",
            fix="" if ends else drop_steps(plan, whole),
            evidence={"timesteps": len(whole), "of": plan.T, "first": list(first(whole, 20))},
            steps=first(whole),
            severity="info" if ends else "warning",
        )
        return
    some = steps.cells.copy()
    some[[t for t in steps.steps if t not in steps.background]] = False
    if some.any():
        t, f = (int(i) for i in np.argwhere(some)[0])
        yield Finding(
            message=f"{count(int(some.sum()), 'cell holds', 'cells hold')} one value in all {plan.n:,} samples, though "
            f"their features vary at other timesteps: {plan.tensor}[:, {t}, {f}] is {exact(steps.values[t, f])}, for "
            "one.",
            remedy="Nothing to do where it belongs to the data, as at the border of an image.",
            evidence={"cells": int(some.sum()), "of": plan.T * plan.F},
            steps=(t,),
            severity="info",
        )


@constant_timestep.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][:, 5] = data["X"][0, 5]
    return data


@constant_timestep.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = np.eye(6, dtype=np.float32)[rng.integers(0, 6, (300, 12))]
    X[:, 5] = X[0, 5]
    return {"X": X, "y": rng.integers(0, 2, 300)}


@constant_timestep.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)


@constant_timestep.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng, steps=8)
    data["X"][:, 0, 1] = 0  # the border of a picture
    return data
