"""Predictions that do not depend on the input."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.training import OutputLog, TrainingLog


@check("SG803", severity="error", explains_beside=("SG806",))
def constant_prediction(
    log: TrainingLog,
    log_output: OutputLog,
    *,
    ratio: float = threshold(0.001, 0, 1, source="collapsed under Adam(10.0): 3e-8; random labels: 6e-3 to 16e-3"),
    epochs: int = threshold(3, 1, source="judgement: an epoch or two may be a slow start"),
    steps: int = threshold(200, 1, source="behind a long unmasked padding: 3e-6 after 28 steps"),
) -> Iterable[Finding]:
    """The model answers every sample alike, however small its loss.

    Why: A collapsed model gives the targets' mean. Its loss is their variance, which is small where they are
        scaled, and looks like success.
    Evidence: Standard deviation of the predictions below 1e-3 of the targets', after at least 3 epochs; an error
        after at least 200 steps, before that a note, since a model behind a long unmasked padding begins so
        (measured: 3e-6 after 28 steps). With Adam(10.0) predictions vary by 3e-8 at a loss of 0.022, which is the
        variance of y. On random labels, where nothing can be learned, the ratio stays at 6e-3 to 16e-3.
    Remedy: A smaller learning rate first; then the findings on the model.
    Limits: Looked at on samples of the training data, at the end of the epochs.
    """
    o = log_output
    if o.epoch < epochs or o.target_spread <= 0 or o.spread != o.spread or o.spread >= ratio * o.target_spread:
        return
    taken = None if log.steps is None else log.steps * o.epoch
    severity: Severity = "error" if taken is None or taken >= steps else "info"
    small = ""
    if o.loss is not None and log.baseline is not None:
        small = f" The loss, {num(o.loss)}, is that of a constant: {num(log.baseline)}."
    yield Finding(
        message=f"After {o.epoch} epochs the predictions on {o.samples:,} training samples vary by {num(o.spread)}, "
        f"the targets by {num(o.target_spread)}: the model answers "
        f"every sample alike.{small}",
        remedy="Retrain from new weights with a learning rate 10 to 100 times smaller; behind padding, with a "
        "Masking layer in front.",
        evidence={
            "spread": o.spread,
            "target_spread": o.target_spread,
            "epoch": o.epoch,
            "loss": o.loss,
            "baseline": log.baseline,
        },
        severity=severity,
        tensor="y",
    )


@constant_prediction.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "log": TrainingLog(baseline=0.0211),
        "log_output": OutputLog(epoch=50, samples=128, spread=3e-8, target_spread=0.145, loss=0.0217),
    }


@constant_prediction.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "log": TrainingLog(baseline=0.688),
        "log_output": OutputLog(epoch=50, samples=128, spread=0.003, target_spread=0.5, loss=0.687),
    }
