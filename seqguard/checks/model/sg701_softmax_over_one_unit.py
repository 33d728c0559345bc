"""Softmax over one unit."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, REGRESSION, OutputFacts


@check("SG701", severity="error", explains=("SG703", "SG706", "SG709", "SG715", "SG718", "SG719", "SG733"))
def softmax_over_one_unit(model: OutputFacts) -> Iterable[Finding]:
    """A softmax over one unit answers 1 whatever the input.

    Why: Softmax divides by the sum over the units. With one unit that is the unit itself: exp(z) / exp(z) = 1.
    Evidence: Output activation softmax, last axis of the output 1. Measured: on JAX the loss stays at 7.97; on
        TensorFlow it falls from 0.85 to 0.34, since Keras trains on the value before the softmax, while `predict`
        answers 1.0 throughout.
    Remedy: `Dense(1, activation="sigmoid")` with `loss="binary_crossentropy"` for two classes, `Dense(1)` for a
        regression.
    Limits: Silent where the activation cannot be read: custom layers and subclassed models.
    """
    if model.known_activation() != "softmax" or model.units != 1:
        return
    falls = (
        " The loss may still fall: TensorFlow trains on the value before the softmax."
        if model.backend == "tensorflow"
        else ""
    )
    regression = model.loss in REGRESSION
    yield Finding(
        message=f"{model.subject} is a softmax over one unit: exp(z) / exp(z) = 1 for every input, so every prediction "
        f"is 1.0.{falls}",
        remedy="Take `Dense(1)` for a regression, or `Dense(1, activation='sigmoid')` with binary_crossentropy for two "
        "classes."
        if regression
        else "Take `Dense(1, activation='sigmoid')` with `loss='binary_crossentropy'`.",
        evidence={"units": 1, "activation": "softmax", "loss": model.loss_label},
        tensor=MODEL,
        features=(model.head,),
    )


@softmax_over_one_unit.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="softmax", loss="binary_crossentropy", loss_label="binary_crossentropy")}


@softmax_over_one_unit.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model": OutputFacts(
            activation="softmax",
            shape=(None, 2),
            loss="categorical_crossentropy",
            loss_label="categorical_crossentropy",
        )
    }
