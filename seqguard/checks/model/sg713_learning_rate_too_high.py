"""A learning rate that throws the weights away."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, NetworkFacts, OptimizerFacts
from seqguard.facts.model.training import ProbeFacts


@check("SG713", severity="error", explains=("SG719", "SG730"))
def learning_rate_too_high(
    model: NetworkFacts,
    model_probe: ProbeFacts,
    *,
    certain: float = threshold(50.0, 1, source="264 runs: 55 of 57 diverging found, 1 of 72 learning accused"),
    possible: float = threshold(
        20.0, 1, source="264 runs: 56 of 57 diverging found, 7 of 72 learning accused, all at rates of 0.1 and more"
    ),
    move: float = threshold(5.0, 0, source="264 runs: 55 of 57 diverging found, 1 of 72 learning accused"),
    some_move: float = threshold(
        1.0, 0, source="264 runs: 56 of 57 diverging found, 7 of 72 learning accused, all at rates of 0.1 and more"
    ),
) -> Iterable[Finding]:
    """The first training steps multiply the loss or throw the weights away.

    Why: The weights jump to and fro across the minimum. Often the outputs then collapse to a constant, and the
        loss, small because it is the target's variance, looks like success.
    Evidence: Ten real steps on one batch, undone afterwards. An error where a loss is not finite, exceeds 50 times
        the larger of the first loss and a constant's loss, or the loss rises and the first step moves the weights by
        5 times their norm; a warning from 20 times, or once their norm. Measured on 264 runs (7 architectures, 3
        optimizers, 8 rates): 55 of 57 diverging runs found, 1 of 72 learning runs accused, none of 75 at usual rates.
    Remedy: A rate 10 to 1,000 times smaller.
    Limits: One batch, no warm-up: a schedule is tried at its largest rate.
    """
    optimizer, p = model.optimizer, model_probe
    if optimizer is None:
        raise Missing("the model has no optimizer")
    if not p.finite or optimizer.rate <= 0:
        return
    reference = max(p.losses[0], p.baseline or 0.0)
    bad = next((i for i, loss in enumerate(p.losses) if loss - loss != 0), None)
    growth = max((loss for loss in p.losses if loss - loss == 0), default=0.0) / reference if reference > 0 else 0.0
    moved = p.move or 0.0
    rose = bad is not None or max(p.losses) > p.losses[0]  # weights near 0 make any step large, and do no harm
    sure = bad is not None or growth >= certain or (rose and moved >= move)
    if not sure and growth < possible and not (rose and moved >= some_move):
        return
    happened = (
        f"The loss is not finite after {bad} steps"
        if bad is not None
        else f"The loss goes from {num(p.losses[0])} to {num(max(p.losses))} within 10 steps"
    )
    yield Finding(
        message=f"{happened} on one batch of {p.samples:,} samples"
        + (f", and the first step moves the weights by {num(moved)} times their norm" if moved >= some_move else "")
        + f": {_rate(optimizer)} is too high. Such training often ends in a constant answer, whose loss looks small.",
        remedy=_remedy(optimizer, p),
        evidence={
            "rate": optimizer.rate,
            "losses": [v if v - v == 0 else None for v in p.losses],
            "move": p.move,
            "growth": growth,
            "baseline": p.baseline,
        },
        severity="error" if sure else "warning",
        tensor=MODEL,
    )


def _rate(optimizer: OptimizerFacts) -> str:
    return f"{optimizer.kind}'s learning rate {num(optimizer.rate)}" + (
        " (the largest of its schedule)" if optimizer.scheduled else ""
    )


def _remedy(optimizer: OptimizerFacts, probe: ProbeFacts) -> str:
    """The usual rate for adaptive optimizers; a hundredth, or targets of size 1, where the step grows with the loss."""
    if optimizer.adaptive:
        rate = f"keras.optimizers.{optimizer.kind}(learning_rate=0.001)"
        return f"Take `{rate}`, and `clipnorm=1.0` if single steps still jump."
    smaller = f"keras.optimizers.{optimizer.kind}(learning_rate={num(float(f'{optimizer.rate / 100:.1g}'))})"
    if (probe.baseline or 0.0) > 10.0:
        return f"Standardise y, whose spread multiplies every step of {optimizer.kind}; else take `{smaller}`."
    return f"Take `{smaller}`, and `clipnorm=1.0` if single steps still jump."


@learning_rate_too_high.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(losses=(1.1, 34.0, 410.0, 60.0), baseline=1.0, move=71.0)
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=10.0)), "model_probe": probe}


@learning_rate_too_high.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(losses=(0.9567, 0.95, 0.93, 0.9), baseline=1.0, move=2.636)
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="SGD", rate=0.01)), "model_probe": probe}


@learning_rate_too_high.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(losses=(1.1, 0.9, 4.0, 0.8), baseline=1.0, move=0.4)
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=0.05)), "model_probe": probe}
