"""A learning rate with which nothing moves."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, FitArguments, NetworkFacts, OptimizerFacts
from seqguard.facts.model.training import ProbeFacts


@check("SG714", severity="error", explains=("SG730",))
def learning_rate_too_low(
    model: NetworkFacts,
    model_fit: FitArguments,
    model_probe: ProbeFacts,
    *,
    certain: float = threshold(0.001, 0, 1, source="264 runs: 77 of 85 frozen found, 0 of 122 others accused"),
    possible: float = threshold(
        0.02, 0, 1, source="264 runs, at 0.03: 84 of 85 frozen found, 19 of 50 slow ones accused"
    ),
    shortest: int = threshold(200, 1, source="judgement: a trial run of fewer steps says nothing about the rate"),
    longest: int = threshold(10000, 1, source="judgement: a long training, where the number of steps is not known"),
) -> Iterable[Finding]:
    """The planned steps cannot move the weights away from where they began.

    Why: The weights at the end are the random ones of the start, to the third digit: the loss stands still near
        that of a constant.
    Evidence: Norm of the first update over the norm of the weights, times the planned steps (of a schedule,
        weighted by its rates; with momentum m, times 1 / (1 - m)). Below 1e-3 an error, below 0.02 a warning; fewer
        than 200 planned steps count as 200, since a short trial says nothing about the rate, and an unknown number
        as 10,000. Measured: the error finds 77 of 85 frozen runs and accuses 0 of 122 others; at 0.03 it would be
        84, with 19 of 50 slow runs accused.
    Remedy: A rate 100 times larger, or more steps.
    Limits: Fine-tuning with a tiny rate is meant to stay near its start: ignore this check there.
    """
    optimizer, p = model.optimizer, model_probe
    if optimizer is None or p.move is None:
        raise Missing("the model has no optimizer, or all its weights are 0")
    if not p.finite or (p.gradients and all(g.zero for g in p.gradients)):
        return
    longer = 1.0 if optimizer.adaptive else 1.0 / (1.0 - min(optimizer.momentum, 0.99))
    if model_fit.steps is None or optimizer.travel is None:
        planned, told = longest * longer, f"even {longest:,} steps"
    else:
        planned = optimizer.travel * max(1.0, shortest / model_fit.steps) * longer
        told = f"all {model_fit.steps:,} planned steps"
    way = p.move * planned
    if way >= possible:
        return
    yield Finding(
        message=f"One step moves the weights by {num(p.move)} of their norm, and {told} by {num(way)} "
        "of it at most. "
        f"With {optimizer.kind}'s learning rate {num(optimizer.rate)} the model ends where it began.",
        remedy=f"Take `keras.optimizers.{optimizer.kind}(learning_rate={num(_better(optimizer, p.move, planned))})`, "
        "or "
        "more steps.",
        evidence={"rate": optimizer.rate, "move": p.move, "steps": model_fit.steps, "way": way},
        severity="error" if way < certain else "warning",
        tensor=MODEL,
    )


def _better(optimizer: OptimizerFacts, move: float, steps: float) -> float:
    """The usual rate for adaptive optimizers; for others the one that moves the weights by their norm in all."""
    if optimizer.adaptive:
        return 1e-3
    return float(f"{optimizer.rate / (move * steps):.1g}") if move * steps > 0 else 0.01


@learning_rate_too_low.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=1e-9, travel=1000))
    return {"model": model, "model_fit": FitArguments(steps=1000), "model_probe": ProbeFacts(move=5e-9)}


@learning_rate_too_low.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=1e-3, travel=3))
    return {"model": model, "model_fit": FitArguments(steps=3), "model_probe": ProbeFacts(move=5e-3)}
