"""A validation loss below the training loss because of dropout."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG813", severity="info")
def dropout_gap(
    log: TrainingLog,
    *,
    ratio: float = threshold(0.9, 0, 1, source="10 % is beyond the change of an epoch's mean late in training"),
    epochs: int = threshold(3, 0, source="as in validation-better-than-training"),
) -> Iterable[Finding]:
    """The validation loss is below the training loss, because training drops units and adds penalties.

    Why: `loss` is measured with dropout at work and with penalties, as the mean over an epoch in which the model still
        learned; `val_loss` without. The first being larger says nothing about either data set.
    Evidence: In each of the last 3 epochs val_loss is below 90 % of loss, the model has dropout or penalties, and the
        same training samples have a smaller loss in inference mode than in training mode.
    Remedy: model.evaluate(X, y) beside model.evaluate(X_val, y_val).
    Limits: At most 128 samples are evaluated again.
    """
    losses = log.known()
    if not log.regularised or log.epochs < epochs or log.in_inference is None:
        return
    pairs = list(zip(losses[-epochs:], log.validation[-epochs:], strict=True))
    if any(held is None or not 0 <= held < ratio * loss for loss, held in pairs) or log.in_inference >= losses[-1]:
        return
    loss, held = pairs[-1][0], pairs[-1][1] or 0.0
    yield Finding(
        message=f"val_loss is {num(held)} and loss {num(loss)}: training drops units, or adds penalties, and "
        f"validation does not. In inference mode training samples have loss {num(log.in_inference)}.",
        remedy="Compare like with like: `model.evaluate(X, y)` beside `model.evaluate(X_val, y_val)`.",
        evidence={"loss": loss, "val_loss": held, "inference": log.in_inference},
        tensor=MODEL,
    )


def _log(held: float) -> dict[str, Any]:
    return {
        "log": TrainingLog(losses=(0.6, 0.55, 0.5), validation=(0.5, 0.45, held), regularised=True, in_inference=0.4)
    }


@dropout_gap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _log(0.44)


@dropout_gap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _log(0.46)
