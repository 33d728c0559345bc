"""A training of a handful of weight updates."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import count
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, FitArguments


@check("SG735", severity="info", aliases=("too-few-epochs",))
def too_few_steps(
    model_fit: FitArguments,
    *,
    steps: int = threshold(
        100, 1, source="formula: Adam at 1e-3 moves weights by 5.5e-3 to 9.5e-3 of their norm a step"
    ),
    hardly: int = threshold(
        20, 1, source="20 steps of Adam at 1e-3 move the weights by at most 0.2 of their norm (9.5e-3 a step)"
    ),
    several: int = threshold(5, 2, source="judgement: fewer epochs are a trial run"),
) -> Iterable[Finding]:
    """Fewer than a hundred weight updates are planned.

    Why: A step moves the weights by a thousandth of their size at usual rates: a handful of steps leaves the model
        as it was initialised, and its loss says nothing about what it could learn.
    Evidence: Epochs times batches below 100. At a rate of 1e-3 the first Adam step moves the weights by 5.5e-3 to
        9.5e-3 of their norm, so 100 steps by less than their norm. One of 45 public projects trains for 7 steps.
    Remedy: More epochs, or a smaller batch.
        A warning below 20 over 5 epochs or more: at most 0.2 of their norm.
    Limits: A trial run of a few epochs is meant to be short: a note.
    """
    if model_fit.steps is None:
        raise Missing("the number of planned steps is not known")
    if model_fit.steps >= steps:
        return
    more = max(1, model_fit.epochs) * -(-10 * steps // max(1, model_fit.steps))
    batch = f", batch_size={model_fit.batch_size}" if model_fit.batch_size else ""
    yield Finding(
        message=f"{count(model_fit.steps, 'weight update')} are planned in all (epochs={model_fit.epochs}{batch}): the "
        "model will stay close to how it was initialised.",
        remedy=f"Train for `epochs={more}`, or take a smaller batch_size.",
        evidence={"steps": model_fit.steps, "epochs": model_fit.epochs, "threshold": steps},
        severity="warning" if model_fit.steps < hardly and model_fit.epochs >= several else "info",
        tensor=MODEL,
    )


@too_few_steps.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_fit": FitArguments(steps=7, batch_size=512)}


@too_few_steps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_fit": FitArguments(steps=3_000, epochs=100)}
