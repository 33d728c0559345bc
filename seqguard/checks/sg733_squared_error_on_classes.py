"""Classes trained with a squared error."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._report import Finding
from seqguard.keras.facts import MODEL, REGRESSION, OutputFacts, TargetFacts


@check("SG733", severity="warning")
def squared_error_on_classes(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Probabilities of classes are trained with a regression loss.

    Why: Behind a softmax or sigmoid the gradient of a squared error vanishes where the model is surely wrong, so
        wrong answers stay; that of a cross-entropy does not.
    Evidence: A regression loss on outputs of softmax or sigmoid with targets of 0 and 1. A warning for one-hot rows
        behind a softmax of at least 3 units, where it has been the cause of an accuracy near chance; else a note.
    Remedy: `categorical_crossentropy` for a softmax, `binary_crossentropy` for sigmoids.
    Limits: The Brier score is the squared error of probabilities and can be meant.
    """
    if (
        model.loss not in REGRESSION
        or model.activation not in ("softmax", "sigmoid")
        or not model_target.binary
        or not model_target.values
    ):
        return
    better = "categorical_crossentropy" if model.activation == "softmax" else "binary_crossentropy"
    yield Finding(
        message=f"y holds 0 and 1, {model.label} is a {model.activation}, and the loss is {model.loss_label}: where "
        f"the model is surely wrong, its gradient vanishes.",
        remedy=f"loss='{better}'.",
        evidence={"loss": model.loss_label, "activation": model.activation},
        severity="warning" if model_target.one_hot > 0.99 and (model.units or 0) >= 3 else "info",
        tensor=MODEL,
        features=(model.head,),
    )


@squared_error_on_classes.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 10), activation="softmax")
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90, 10), values=900, whole=True, binary=True, one_hot=1.0),
    }


@squared_error_on_classes.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="sigmoid"), "model_target": TargetFacts(shape=(90, 1), values=90)}
