"""Labels in a form that the loss does not take."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._report import Finding
from seqguard.keras.facts import CATEGORICAL, MODEL, SPARSE, OutputFacts, TargetFacts


@check("SG731", severity="error", explains=("SG705",))
def loss_shape_mismatch(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Labels come as numbers where the loss takes one-hot rows, or the other way round.

    Why: Categorical cross-entropy takes a row with one column per unit, the sparse one takes the number of the
        unit. The wrong one stops `fit` with an error about shapes, far from its cause.
    Evidence: categorical cross-entropy and a last axis of y other than the units; sparse and a last axis as wide as
        the output.
    Remedy: The other loss, or the other form of labels.
    Limits: None known.
    """
    units, shape = model.units, model_target.shape
    if units is None or units == 1 or not model_target.values:
        return
    form = f"(n, {', '.join(map(str, shape[1:]))})" if len(shape) > 1 else "(n,)"
    if model.loss in CATEGORICAL and (len(shape) != len(model.shape) or shape[-1] != units):
        message = (
            f"{model.loss_label} takes rows of {units} columns, one for each unit of {model.label}; y has "
            f"shape {form}: Keras will refuse it, or compare what does not belong together."
        )
        whole = model_target.whole and (len(shape) == 1 or shape[-1] == 1)
        remedy = (
            "loss='sparse_categorical_crossentropy', since y holds class numbers."
            if whole
            else f"keras.utils.to_categorical(y, {units})."
        )
    elif model.loss in SPARSE and len(shape) == len(model.shape) and shape[-1] == units and model_target.one_hot > 0.5:
        message = f"{model.loss_label} takes class numbers; y has shape {form}, one-hot rows: Keras will refuse them."
        remedy = "loss='categorical_crossentropy', or y.argmax(-1)."
    else:
        return
    yield Finding(
        message=message,
        remedy=remedy,
        evidence={"target": form, "units": units, "loss": model.loss_label},
        tensor=MODEL,
        features=(model.head,),
    )


@loss_shape_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 2), activation="softmax", loss="categorical_crossentropy", loss_label="categorical_crossentropy"
    )
    return {"model": model, "model_target": TargetFacts(shape=(77,), values=77, whole=True, binary=True, classes=2)}


@loss_shape_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 2),
        activation="softmax",
        loss="sparse_categorical_crossentropy",
        loss_label="sparse_categorical_crossentropy",
    )
    return {"model": model, "model_target": TargetFacts(shape=(77,), values=77, whole=True, binary=True, classes=2)}
