"""A loss that does not fall."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG806", severity="warning")
def standing_still(
    log: TrainingLog,
    *,
    epochs: int = threshold(5, 2, source="DeepDiagnosis: no change over 5 epochs"),
    fall: float = threshold(
        0.01, 0, 1, source="judgement: with independent X and y the loss fell by about 1 % (0.695 to 0.689)"
    ),
    near: float = threshold(0.95, 0, 1, source="judgement: independent X and y stand at a constant's loss"),
    alike: float = threshold(0.985, 0, 1, source="0.9988 measured on random labels; an R² of 1.5 % lies at 0.985"),
    steps: int = threshold(
        200, 1, source="fewer steps leave sound models near the constant, as in constant-prediction"
    ),
) -> Iterable[Finding]:
    """The training loss has not fallen and is that of a constant.

    Why: Either nothing moves, or X says nothing about y. In both cases more epochs will not help.
    Evidence: After at least 5 epochs the best loss is less than 1 % below the first one, or the last above 95 % of
        a constant's loss. A warning where all planned epochs are over, 5 changes and at least 200 steps among them, and
        the loss is still above 98.5 % of the constant's; where training drops units, that of the same samples without
        dropping. On independent X and y every sound model stands there (0.9988 of it measured), so it names no fault
        of the model.
    Remedy: Find out which: can the model learn 32 samples by heart?
    Limits: Slow starts (large models, warm-up) look the same in the first epochs. A series of which little can be
        foretold (an R² of 1 %) stands there too, and there it is the truth.
    """
    if log.epochs < epochs or not all(loss - loss == 0 for loss in log.known()):
        return
    first, last, best = log.losses[0], log.losses[-1], min(log.losses)
    constant = log.baseline is not None and log.baseline > 0 and near * log.baseline <= last <= 1.5 * log.baseline
    still = first > 0 and best > (1 - fall) * first
    if not constant and not still:
        return
    over = log.complete and log.epochs > epochs and (log.steps or 0) * log.epochs >= steps
    loud = constant and over and _no_better(log, alike)
    beside = "Either the steps are too small, or X says nothing about y."
    if constant and log.baseline is not None:
        beside = f"A constant answer reaches {num(log.baseline)}: the model has learned nothing beyond it. " + _cause(
            log
        )
    severity: Severity = "warning" if loud else "info"
    yield Finding(
        message=f"After {log.epochs} epochs the training loss is {num(last)}, from {num(first)} after the "
        f"first. {beside}",
        remedy="Call `seqguard.keras.inspect(model, X, y, probe='thorough')`, which learns 32 samples by heart: if "
        "that "
        "works, model and rate are able to learn, and it is X that says nothing about y."
        if log.by_heart is None
        else "Look for what y depends on: other features, a longer window, an earlier step that took X and y apart.",
        evidence={"first": first, "last": last, "best": best, "baseline": log.baseline, "epochs": log.epochs},
        severity=severity,
        tensor=MODEL,
    )


def _no_better(log: TrainingLog, alike: float) -> bool:
    """Whether the constant is not beaten, as the model answers and not as dropout lets it."""
    reached = log.losses[-1]
    if log.regularised:
        if log.in_inference is None:
            return False
        reached = log.in_inference
    return log.baseline is not None and alike * log.baseline <= reached <= 1.5 * log.baseline


def _cause(log: TrainingLog) -> str:
    """What is known of the two causes."""
    if log.by_heart is not None and log.by_heart < 0.5:
        return "It learns 32 samples by heart, so model and rate are able to: X says nothing about y."
    return "X says nothing about y, or the model is too small for it: such a one cannot learn 32 samples by heart."


@standing_still.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.695, 0.693, 0.692, 0.691, 0.690, 0.690), baseline=0.688, steps=40)}


@standing_still.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.695, 0.65, 0.6, 0.5, 0.45), baseline=0.688)}
