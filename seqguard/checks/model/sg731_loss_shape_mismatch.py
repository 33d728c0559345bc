"""Labels in a form that the loss does not take."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.model._shapes import closed_sequence, described, fits, open_sequence, squeezed
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import CATEGORICAL, MODEL, SPARSE, OutputFacts, Shape, TargetFacts


@check("SG731", severity="error", explains=("SG705",), aliases=("integer labels with categorical_crossentropy",))
def loss_shape_mismatch(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Labels come in another form or shape than the loss takes.

    Why: Categorical cross-entropy takes a row with one column per unit, the sparse one takes the number of the
        unit, and both take one for each row of the output. Anything else stops `fit` with an error about shapes, far
        from its cause.
    Evidence: categorical cross-entropy and a shape of y other than the output's; sparse and one-hot rows, or a shape
        of y other than the output's without its last axis. Axes of 1 at the end of y do not count.
    Remedy: The other loss, the other form of labels, or `return_sequences` as y has it.
    Limits: Axes of open length are taken as fitting.
    """
    units, shape = model.units, model_target.shape
    if units is None or units == 1 or not model_target.values:
        return
    given, numbers = described(shape), squeezed(model.shape[:-1])
    if model.loss in CATEGORICAL and not fits(shape, model.shape):
        message = f"{model.loss_label} takes rows of {units} columns, one for each unit of {model.label}, whose shape "
        message += f"is {described(model.shape)}; y has shape {given}: Keras will refuse it, or compare what does not "
        message += "belong together."
        if fits(squeezed(shape), numbers):
            remedy = f"Make the labels rows: `keras.utils.to_categorical(y, {units})`."
            if model_target.whole:
                remedy = "Take `loss='sparse_categorical_crossentropy'`, since y holds class numbers."
        else:
            remedy = _axes(model, shape, model.shape)
    elif model.loss in SPARSE and fits(shape, model.shape) and model_target.one_hot > 0.5:
        message = f"{model.loss_label} takes class numbers; y has shape {given}, one-hot rows: Keras will refuse them."
        remedy = "Take `loss='categorical_crossentropy'`, or `y.argmax(-1)`."
    elif model.loss in SPARSE and not fits(squeezed(shape), numbers):
        message = f"{model.loss_label} takes one class number for each row of {model.label}, whose shape is "
        message += f"{described(model.shape)}; y has shape {given}: Keras will refuse it."
        remedy = _axes(model, shape, model.shape[:-1])
    else:
        return
    yield Finding(
        message=message,
        remedy=remedy,
        evidence={"target": given, "output": described(model.shape), "units": units, "loss": model.loss_label},
        tensor=MODEL,
        features=(model.head,),
    )


def _axes(model: OutputFacts, target: Shape, wanted: Shape) -> str:
    """The change where output and y differ in more than the form of the labels."""
    if (layer := open_sequence(model, len(model.shape) - len(wanted) + len(squeezed(target)))) is not None:
        return f"Set `return_sequences=False` in `{layer}`."
    if (layer := closed_sequence(model, len(model.shape) - len(wanted) + len(squeezed(target)))) is not None:
        return (
            f"Give y the shape {described(wanted)}, or set `return_sequences=True` in `{layer}` if y has X's timesteps."
        )
    return f"Give y the shape {described(wanted)}."


@loss_shape_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 2), activation="softmax", loss="categorical_crossentropy", loss_label="categorical_crossentropy"
    )
    return {"model": model, "model_target": TargetFacts(shape=(77,), values=77, whole=True, binary=True, classes=2)}


@loss_shape_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 2), activation="softmax", loss="sparse_categorical_crossentropy")
    return {"model": model, "model_target": TargetFacts(shape=(77, 12, 1), values=924, whole=True, binary=True)}


@loss_shape_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 2),
        activation="softmax",
        loss="sparse_categorical_crossentropy",
        loss_label="sparse_categorical_crossentropy",
    )
    return {"model": model, "model_target": TargetFacts(shape=(77,), values=77, whole=True, binary=True, classes=2)}
