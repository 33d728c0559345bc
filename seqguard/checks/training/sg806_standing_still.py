"""A loss that does not fall."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG806", severity="info")
def standing_still(
    log: TrainingLog,
    *,
    epochs: int = threshold(5, 2, source="DeepDiagnosis: no change over 5 epochs"),
    fall: float = threshold(
        0.01, 0, 1, source="judgement: with independent X and y the loss fell by about 1 % (0.695 to 0.689)"
    ),
    near: float = threshold(0.95, 0, 1, source="judgement: independent X and y stand at a constant's loss"),
) -> Iterable[Finding]:
    """The training loss has not fallen and is that of a constant.

    Why: Either nothing moves, or X says nothing about y. In both cases more epochs will not help.
    Evidence: After at least 5 epochs the best loss is less than 1 % below the first one, or the last above 95 % of
        a constant's loss. On independent X and y every sound model stands there, so this is a note and names no
        fault of the model.
    Remedy: Find out which: can the model learn 32 samples by heart?
    Limits: Slow starts (large models, warm-up) look the same in the first epochs.
    """
    if log.epochs < epochs or not all(loss - loss == 0 for loss in log.known()):
        return
    first, last, best = log.losses[0], log.losses[-1], min(log.losses)
    constant = log.baseline is not None and log.baseline > 0 and near * log.baseline <= last <= 1.5 * log.baseline
    still = first > 0 and best > (1 - fall) * first
    if not constant and not still:
        return
    beside = ""
    if constant and log.baseline is not None:
        beside = f" A constant answer has {num(log.baseline)}: the model has learned nothing beyond it."
    yield Finding(
        message=f"After {log.epochs} epochs the training loss is {num(last)}, from {num(first)} after the "
        f"first.{beside} Either the steps are too small, or X says nothing about y.",
        remedy="seqguard.keras.inspect(model, X, y, probe='thorough') learns 32 samples by heart: if that works, model "
        "and rate are able to learn, and it is X that says nothing about y.",
        evidence={"first": first, "last": last, "best": best, "baseline": log.baseline, "epochs": log.epochs},
        tensor=MODEL,
    )


@standing_still.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.695, 0.693, 0.692, 0.691, 0.690), baseline=0.688)}


@standing_still.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.695, 0.65, 0.6, 0.5, 0.45), baseline=0.688)}
