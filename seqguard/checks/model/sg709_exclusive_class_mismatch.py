"""Exclusive classes trained as independent ones, or the other way round."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import share
from seqguard.facts.model.compiled import BINARY, CATEGORICAL, MODEL, SPARSE, OutputFacts, TargetFacts


@check("SG709", severity="warning")
def exclusive_class_mismatch(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Output and loss disagree on whether a sample has one class or several.

    Why: Softmax with a cross-entropy over the classes says that a sample has exactly one class; sigmoid with a
        binary cross-entropy that it has any number. Mixed, the probabilities mean nothing, or the accuracy is that
        of "no" for every class: 1 - 1/K.
    Evidence: binary cross-entropy on at least 3 softmax or sigmoid units with one-hot rows throughout; a categorical
        cross-entropy
        on sigmoid units with exclusive labels; a categorical cross-entropy where more than 1 % of the 0/1 rows have
        no or several ones.
    Remedy: One of the two pairs.
    Limits: Soft labels, whose rows are no 0 and 1, are left alone, and so are rows of zeros in targets with a time
        axis, where they stand for padding.
    """
    finding = _said(model, model_target, model.units or 0)
    if finding is None:
        return
    evidence = {
        "units": model.units or 0,
        "activation": model.activation,
        "loss": model.loss_label,
        "one_hot_rows": round(model_target.one_hot, 6),
    }
    yield Finding(message=finding[0], remedy=finding[1], evidence=evidence, tensor=MODEL, features=(model.head,))


def _said(model: OutputFacts, t: TargetFacts, units: int) -> tuple[str, str] | None:
    """What is wrong and what to change; None where output and loss agree."""
    one_hot = t.one_hot > 0.99
    if model.loss in BINARY and model.activation == "softmax" and units >= 3 and one_hot:
        return (
            f"{model.subject} is a softmax over {units} exclusive classes, trained with {model.loss_label}. Each class "
            f"counts as a question of its "
            f"own, so accuracy begins near {1 - 1 / units:.2f} without anything learned.",
            "Take `loss='categorical_crossentropy'`.",
        )
    if model.loss in BINARY and model.activation == "sigmoid" and units >= 3 and t.one_hot == 1.0:
        return (
            f"{model.subject} has {units} sigmoid units with {model.loss_label}, and every row of y has exactly one 1: "
            f"the classes exclude each other, and accuracy begins near {1 - 1 / units:.2f} without anything learned.",
            f"Take `activation='softmax'` on `{model.head}` and `loss='categorical_crossentropy'`.",
        )
    if (
        model.loss in CATEGORICAL | SPARSE
        and model.activation == "sigmoid"
        and units >= 2
        and (one_hot or model.loss in SPARSE)
    ):
        return (
            f"{model.subject} has {units} sigmoid units, and {model.loss_label} takes them as one choice: their "
            f"probabilities do not sum to 1.",
            f"Give `{model.head}` the `activation='softmax'`.",
        )
    if (
        model.loss in CATEGORICAL
        and t.binary
        and units >= 2
        and t.values > 0
        and not one_hot
        and len(t.shape) == 2
        and t.shape[-1] == units
    ):
        rows = t.values // units
        return (
            f"{share(rows * (1 - t.one_hot), rows)} of the rows of y have no 1 or several; {model.loss_label} takes "
            f"each row as one choice, gives "
            "a loss of 0 for a row of zeros, and cannot learn it.",
            "Take `activation='sigmoid'` with `loss='binary_crossentropy'` for several labels, or a class of its own "
            "for none.",
        )
    return None


@exclusive_class_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 4), activation="softmax", loss="binary_crossentropy", loss_label="binary_crossentropy"
    )
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90, 4), values=360, whole=True, binary=True, one_hot=1.0),
    }


@exclusive_class_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 4), activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy"
    )
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90, 4), values=360, whole=True, binary=True, one_hot=0.3),
    }
