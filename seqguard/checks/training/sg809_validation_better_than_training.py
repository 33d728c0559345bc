"""A validation loss far below the training loss."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG809", severity="info")
def validation_better_than_training(
    log: TrainingLog,
    *,
    ratio: float = threshold(0.5, 0, 1, source="judgement: unseen data are rarely easier, and seldom by half"),
    epochs: int = threshold(3, 1, source="judgement: a single epoch may be luck"),
) -> Iterable[Finding]:
    """The validation loss is less than half of the training loss.

    Why: Unseen data are rarely easier. Copies of training windows, a quieter stretch of the series, or a constant
        one make them so.
    Evidence: val_loss below half of loss in each of the last 3 epochs, in a model without dropout and penalties,
        which raise the training loss alone. Not measured on sound data beyond that, so a note.
    Remedy: Compare the variances of y and y_val; see window-overlap and train-val-overlap.
    Limits: The training loss is the mean over an epoch in which the model was still learning.
    """
    losses = log.known()
    if log.regularised or log.epochs < epochs:
        return
    pairs = list(zip(losses[-epochs:], log.validation[-epochs:], strict=True))
    if any(held is None or not 0 <= held < ratio * loss for loss, held in pairs):
        return
    loss, held = pairs[-1][0], pairs[-1][1] or 0.0
    yield Finding(
        message=f"In the last {epochs} epochs val_loss was less than half of loss (now {num(held)} and {num(loss)}), "
        f"and the model has no dropout that would explain it. The validation data "
        "are easier, or known.",
        remedy="Compare `y.var()` of both splits, and look for windows that both share.",
        evidence={"loss": loss, "val_loss": held, "ratio": held / loss if loss else None},
        tensor=MODEL,
    )


@validation_better_than_training.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5, 0.4, 0.3), validation=(0.1, 0.1, 0.08))}


@validation_better_than_training.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5, 0.4, 0.3), validation=(0.4, 0.35, 0.28))}
