"""Dropout after the output."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import share
from seqguard.facts.model.compiled import MODEL, LayerFacts, OutputFacts


@check("SG725", severity="warning")
def dropout_after_output(model: OutputFacts) -> Iterable[Finding]:
    """Dropout comes after the output layer.

    Situation: Dropout was added behind the output.
    Why: In training it replaces a share of the answers by 0 and scales the others up: the loss measures the
        dropout, and cannot fall below what the zeros cost.
    Evidence: The last operation on the way to the output is a Dropout with a rate above 0.
    Remedy: Dropout before the last Dense.
    Limits: Silent where a layer follows that is not Dropout.
    """
    last = model.layers[-1] if model.layers else None
    if last is None or last.recurrent or last.rate is None or last.rate <= 0:
        return
    yield Finding(
        message=f"`{last.name}` comes after `{model.head}`, the output layer: in training {share(last.rate, 1)} of the "
        f"answers are replaced by 0 and the others multiplied by "
        f"{1 / (1 - last.rate):.3g}. The training loss measures that.",
        remedy=f"Move `{last.name}` in front of `{model.head}`, or remove it.",
        evidence={"rate": last.rate, "layer": last.name},
        tensor=MODEL,
        features=(last.name,),
    )


@dropout_after_output.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (LayerFacts(name="dense", kind="Dense", units=1), LayerFacts(name="dropout", kind="Dropout", rate=0.2))
    return {"model": OutputFacts(layers=layers)}


@dropout_after_output.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (LayerFacts(name="dropout", kind="Dropout", rate=0.2), LayerFacts(name="dense", kind="Dense", units=1))
    return {"model": OutputFacts(layers=layers)}
