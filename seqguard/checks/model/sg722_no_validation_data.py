"""Training without validation data."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, FitArguments


@check(
    "SG722",
    severity="info",
    aliases=(
        "no-validation",
        "fit without validation",
    ),
)
def no_validation_data(model_fit: FitArguments) -> Iterable[Finding]:
    """There is no validation data.

    Situation: `fit` gets no validation data, and nobody will see when learning ends.
    Why: The training loss cannot tell what the model has learned from what it has memorised.
    Evidence: Neither validation_data nor validation_split. 14 of 45 public projects train so.
    Remedy: `validation_data=` of the time after the training data.
    Limits: A final fit on everything after the choice of the model is sound: a note.
    """
    if model_fit.validation:
        return
    yield Finding(
        message="fit has no validation data: the loss will not tell learning from memorising, and early stopping has "
        "nothing to watch.",
        remedy="Hold out the last part of the series: `validation_data=(X[cut:], y[cut:])`, and train on `X[:cut]`.",
        tensor=MODEL,
    )


@no_validation_data.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_fit": FitArguments(validation=False)}


@no_validation_data.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_fit": FitArguments(validation=True)}
