"""Classes trained with a squared error."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.model._shapes import fits, squeezed
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.text import num
from seqguard.facts.model.compiled import MODEL, REGRESSION, OutputFacts, TargetFacts

ABSOLUTE = "mean_absolute_error"


@check("SG733", severity="warning", explains=("SG706", "SG707"))
def squared_error_on_classes(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Probabilities of classes are trained with a regression loss.

    Why: Behind a softmax or sigmoid the gradient of a squared error vanishes where the model is surely wrong, so
        wrong answers stay; that of a cross-entropy does not. And beside class numbers it compares each probability
        with the number of a class.
    Evidence: A regression loss on outputs of softmax or sigmoid. An error where y holds numbers of the output's
        units, one for each row of several units. With targets of 0 and 1, a warning for one-hot rows behind a softmax
        of at least 3 units, where it has been the cause of an accuracy near chance, and for the absolute error of one
        unit, which is least at a median and so at 0 or 1; else a note.
    Remedy: A cross-entropy: `sparse_categorical_crossentropy` for class numbers, `categorical_crossentropy` for one-hot
        rows, `binary_crossentropy` for sigmoids.
    Limits: The Brier score is the squared error of probabilities and can be meant.
    """
    t, units = model_target, model.units or 1
    if model.loss not in REGRESSION or model.activation not in ("softmax", "sigmoid") or not t.values:
        return
    if _numbers_units(model, t):
        message = f"y holds class numbers {num(t.smallest)} to {num(t.largest)}, {model.label} has {units} "
        message += f"probabilities, and {model.loss_label} compares each of them with the number of the class."
        remedy = "Take `loss='sparse_categorical_crossentropy'`" + (
            f" and `activation='softmax'` in `{model.head}`." if model.activation == "sigmoid" else "."
        )
        severity: Severity = "error"
    elif t.binary and units == 1 and model.loss == ABSOLUTE:
        message = f"y holds 0 and 1, {model.label} is a {model.activation}, and the loss is {model.loss_label}: it is "
        message += "least at the commoner of both and not at their probability, so the model is drawn to one answer, "
        message += "where its gradient vanishes."
        remedy, severity = "Take `loss='binary_crossentropy'`.", "warning"
    elif t.binary:
        message = f"y holds 0 and 1, {model.label} is a {model.activation}, and the loss is {model.loss_label}: where "
        message += "the model is surely wrong, its gradient vanishes."
        remedy = f"Take `loss='{'categorical' if model.activation == 'softmax' else 'binary'}_crossentropy'`."
        severity = "warning" if t.one_hot > 0.99 and units >= 3 else "info"
    else:
        return
    yield Finding(
        message=message,
        remedy=remedy,
        evidence={"loss": model.loss_label, "activation": model.activation},
        severity=severity,
        tensor=MODEL,
        features=(model.head,),
    )


def _numbers_units(model: OutputFacts, target: TargetFacts) -> bool:
    """Whether y holds the number of a unit for each row of the output."""
    units = model.units or 1
    each = fits(squeezed(target.shape), squeezed(model.shape[:-1]))
    return units > 1 and each and target.whole and 0 <= target.smallest < target.largest < units


@squared_error_on_classes.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 1), activation="sigmoid", loss="mean_absolute_error")
    return {"model": model, "model_target": TargetFacts(shape=(90, 1), values=90, largest=1, whole=True, binary=True)}


@squared_error_on_classes.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 10), activation="softmax")
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90, 10), values=900, whole=True, binary=True, one_hot=1.0),
    }


@squared_error_on_classes.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 3), activation="softmax")
    return {"model": model, "model_target": TargetFacts(shape=(90, 1), values=90, largest=2, whole=True, classes=3)}


@squared_error_on_classes.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="sigmoid"), "model_target": TargetFacts(shape=(90, 1), values=90)}
