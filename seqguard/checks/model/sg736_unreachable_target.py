"""Targets so large that the planned steps cannot reach them."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, REGRESSION, FitArguments, OutputFacts, TargetFacts
from seqguard.facts.model.training import ProbeFacts


@check("SG736", severity="warning", explains=("SG719",))
def unreachable_target(
    model: OutputFacts,
    model_target: TargetFacts,
    model_fit: FitArguments,
    model_probe: ProbeFacts,
    *,
    spread: float = threshold(10.0, 0, source="formula: ten times the size of a fresh network's answers"),
    share: float = threshold(
        0.5, 0, 1, source="sound models on targets of size 1 lose half of it within some tens of steps"
    ),
    shortest: int = threshold(200, 1, source="judgement: a trial run of fewer steps is not meant to get there"),
) -> Iterable[Finding]:
    """The targets are large, and at the pace of the first steps the outputs will not get near them.

    Why: An untrained output lies around 0 and moves by about the learning rate times its inputs in a step. For
        targets in the hundreds the training is spent on growing the weights, and ends in a flat line; with plain
        SGD it diverges instead, since its steps grow with the loss.
    Evidence: Standard deviation of y above 10, a regression loss, and at the pace of the probe's ten steps the root
        of the loss would fall by less than half over the planned steps (fewer than 200 count as 200). Sound models
        on targets of size 1 lose half of it within some tens of steps.
    Remedy: Standardise y and invert the predictions.
    Limits: The pace grows with the weights, so long trainings do get there: it is a warning. Models with one
        output.
    """
    losses = model_probe.losses
    if model_fit.steps is None:
        raise Missing("the number of planned steps is not known")
    if model.loss not in REGRESSION or model_target.std <= spread or not model_target.values:
        return
    if len(losses) < 2 or not model_probe.finite or not 0 < losses[-1] < math.inf:
        return
    planned = max(model_fit.steps, shortest)
    pace = (1.0 - math.sqrt(losses[-1] / losses[0])) / (len(losses) - 1)
    if not 0 <= pace * planned < share:
        return
    yield Finding(
        message=f"y has standard deviation {num(model_target.std)} ({num(model_target.smallest)} to "
        f"{num(model_target.largest)}), and {model.label} begins around 0. In ten steps the root of the loss falls by "
        f"{num(100 * pace * (len(losses) - 1))} %: the {model_fit.steps:,} planned steps do not reach half way.",
        remedy="Scale y with the numbers of train, `y = (y - y.mean()) / y.std()`, and invert that on the predictions.",
        evidence={"std": model_target.std, "pace": pace, "steps": model_fit.steps, "loss": losses[0]},
        tensor=MODEL,
    )


@unreachable_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(400, 1), values=400, smallest=0, largest=6.4e7, std=1.8e7)
    probe = ProbeFacts(losses=(5e14, 4.999e14), baseline=3.3e14)
    return {"model": OutputFacts(), "model_target": target, "model_fit": FitArguments(steps=500), "model_probe": probe}


@unreachable_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(400, 1), values=400, smallest=-3, largest=3)
    probe = ProbeFacts(losses=(1.0, 0.99), baseline=1.0)
    return {"model": OutputFacts(), "model_target": target, "model_fit": FitArguments(steps=500), "model_probe": probe}
