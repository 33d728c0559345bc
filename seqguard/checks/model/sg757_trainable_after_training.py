"""Layers that were frozen or set free after the training step had been made."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, NetworkFacts


@check(
    "SG757",
    severity="warning",
    aliases=("trainable after compile", "frozen layer still changes", "fine-tuning without compile"),
)
def trainable_after_training(model: NetworkFacts) -> Iterable[Finding]:
    """A layer was frozen or set free after the model had been trained, and it was not compiled anew.

    Situation: `layer.trainable` was changed after training, and `compile` was not called again.
    Why: `fit` goes on with the training step that it traced first: a layer frozen since then still changes, and
        one set free does not.
    Evidence: The weights that the optimizer of a traced training step moves are not those that are trainable now.
        Measured on Keras 3.15: an embedding frozen between two fits moved by 0.02; frozen between compile and the first
        fit it stayed.
    Remedy: `model.compile(...)` after `trainable` was set.
    Limits: Known once the model has been trained; before that Keras 3 takes `trainable` as it is at the first fit.
    """
    if not model.stale:
        return
    names = listing(model.stale)
    yield Finding(
        message=f"`trainable` of {names} was changed after the training step had been traced. `model.fit` goes on with "
        "that step: what was frozen since then still changes, and what was set free does not.",
        remedy="Compile again with the same arguments after setting `trainable`.",
        evidence={"layers": len(model.stale)},
        tensor=MODEL,
        features=model.stale[:5],
    )


@trainable_after_training.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(stale=("embedding",))}


@trainable_after_training.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts()}
