"""A first loss so far above that of a constant that the planned steps go into the mean."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, FitArguments
from seqguard.facts.model.training import ProbeFacts


@check("SG719", severity="warning")
def loss_at_start(
    model_fit: FitArguments,
    model_probe: ProbeFacts,
    *,
    times: float = threshold(10.0, 1, source="113 default models: 0.65 to 2.8"),
    shortest: int = threshold(200, 1, source="judgement: a trial run of fewer steps is not meant to get there"),
) -> Iterable[Finding]:
    """The planned steps will not bring the outputs to where the targets are.

    Why: Before anything is learned, the outputs have to reach the mean of the targets. With unscaled targets that
        alone takes more steps than are planned, and the loss falls all the while, which looks like learning.
    Evidence: The first loss is more than ten times that of the best constant, and at the pace of the probe's ten steps
        (in the root of the loss, which falls evenly) the constant's loss is more than the planned steps away; fewer
        than 200 planned steps count as 200. Default models on scaled targets began at 0.65 to 2.8 times the constant's.
    Remedy: Standardise y, or begin the bias of the last layer at the mean of y.
    Limits: Models with one output and a loss whose constant is known: squared, absolute and cross-entropies. The pace
        grows with the weights, so the count is an upper end.
    """
    base, losses = model_probe.baseline, model_probe.losses
    if base is None:
        raise Missing("the loss of a constant is not known for this loss or these targets")
    if model_fit.steps is None:
        raise Missing("the number of planned steps is not known")
    if len(losses) < 2 or not model_probe.finite or losses[-1] - losses[-1] != 0:
        return
    if base <= 0 or losses[0] <= times * base:
        return
    way = math.sqrt(losses[0]) - math.sqrt(base)
    pace = (math.sqrt(losses[0]) - math.sqrt(max(losses[-1], 0.0))) / (len(losses) - 1)
    needed = way / pace if pace > 0 else math.inf
    planned = max(model_fit.steps, shortest)
    if needed <= planned:
        return
    at_this_pace = f"takes {num(needed)} steps" if needed < math.inf else "is not reached"
    yield Finding(
        message=f"The loss begins at {num(losses[0])}, {num(losses[0] / base)} times that of the best constant "
        f"({num(base)}). At the pace of the first {len(losses) - 1} steps the constant {at_this_pace}, and "
        f"{model_fit.steps:,} are planned: training will end before anything is learned from X.",
        remedy="Standardise y and invert it on the predictions, or give the last layer "
        "`bias_initializer=keras.initializers.Constant(y.mean())`.",
        evidence={
            "first": losses[0],
            "baseline": base,
            "needed": needed if needed < math.inf else None,
            "planned": planned,
        },
        tensor=MODEL,
    )


@loss_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(losses=(9_000_000.0, 8_999_900.0, 8_999_800.0), baseline=90_000.0)
    return {"model_fit": FitArguments(steps=3_000), "model_probe": probe}


@loss_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(losses=(0.26, 0.24, 0.22), baseline=0.008)
    return {"model_fit": FitArguments(steps=3_000), "model_probe": probe}
