"""Categorical cross-entropy over one column."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import CATEGORICAL, MODEL, SPARSE, OutputFacts


@check("SG702", severity="error", explains=("SG703", "SG705", "SG709", "SG713", "SG715", "SG719", "SG729"))
def single_column_crossentropy(model: OutputFacts) -> Iterable[Finding]:
    """Categorical cross-entropy over one column is exactly 0.

    Why: The loss normalises the predictions over the classes. With one class each becomes 1, and -log(1) = 0: no
        gradient, and a loss of zero that says nothing.
    Evidence: Loss categorical or sparse categorical cross-entropy, last axis of the output 1. Measured with
        softmax, sigmoid and linear outputs: loss 0, 0 and 6e-8 from the first epoch.
    Remedy: `Dense(1, activation="sigmoid")` with `loss="binary_crossentropy"`, or one unit for each class.
    Limits: None known: there is no data for which this loss is informative.
    """
    if model.loss not in CATEGORICAL | SPARSE or model.units != 1:
        return
    yield Finding(
        message=f"{model.loss_label} on {model.label}, which has one column: normalised over one class every "
        f"prediction is 1 and the "
        "loss -log(1) = 0 from the first epoch on. Nothing will be learned.",
        remedy="Take `Dense(1, activation='sigmoid')` with `loss='binary_crossentropy'`, or a softmax over one unit "
        "for "
        "each class.",
        evidence={"units": 1, "loss": model.loss_label},
        tensor=MODEL,
        features=(model.head,),
    )


@single_column_crossentropy.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model": OutputFacts(
            activation="sigmoid", loss="categorical_crossentropy", loss_label="categorical_crossentropy"
        )
    }


@single_column_crossentropy.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy")}
