"""BatchNormalization whose moving averages have not arrived."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG812", severity="warning", explains=("SG810",))
def cold_batch_normalization(
    log: TrainingLog,
    *,
    times: float = threshold(
        1.3, 0, source="sampling of 128 samples moves a loss by some per cent; the measured case has 1.7"
    ),
    part: float = threshold(0.1, 0, 1, source="differences below a tenth of the constant's loss change no conclusion"),
    steps: int = threshold(
        100, 0, source="0.99^100 = 0.37: averages of default momentum have covered most of their way"
    ),
) -> Iterable[Finding]:
    """The same samples have a much larger loss in inference than in training, for BatchNormalization alone.

    Situation: `evaluate` is far worse than `fit` on the same data, and the model has BatchNormalization.
    Why: In training a BatchNormalization uses the batch's own mean and variance, in inference moving averages of them,
        which with momentum 0.99 need hundreds of steps to arrive. Until then val_loss and predict are those of another
        model, and it looks like overfitting.
    Evidence: At the end of training, the loss on the same training samples with training=False exceeds that with
        training=True 1.3 times, and by 10 % of a constant's loss; the model has a BatchNormalization and no dropout,
        whose difference goes the other way. Measured after few steps: 0.87 in training, 0.51 less accurate at
        validation, and with momentum=0.6 as good as in training.
        A note below 100 steps, where the averages of no model have arrived (0.99^100 = 0.37).
    Remedy: BatchNormalization(momentum=0.9), or more steps.
    Limits: At most 128 samples; batches that differ from the whole data show the same.
    """
    if not log.normalised_by_batch:
        raise Missing("the model has no BatchNormalization")
    if log.in_training is None or log.in_inference is None:
        raise Missing("the loss of the kept samples could not be had")
    least = part * log.baseline if log.baseline else 0.0
    gap = log.in_inference - log.in_training
    if not gap > 0 or log.in_inference < times * log.in_training or gap < least:
        return
    taken = None if log.steps is None else log.steps * log.epochs
    after = "" if taken is None else f" after {taken:,} steps"
    yield Finding(
        message=f"The same training samples have loss {num(log.in_training)} in training mode and "
        f"{num(log.in_inference)} in inference mode{after}: the moving averages of BatchNormalization have not "
        "arrived, and val_loss and predict are those of another model.",
        remedy="Take `keras.layers.BatchNormalization(momentum=0.9)`, or more epochs; then compare val_loss again.",
        evidence={"training": log.in_training, "inference": log.in_inference, "threshold": times},
        severity="warning" if taken is None or taken >= steps else "info",
        tensor=MODEL,
    )


def _log(inference: float, normalised: bool = True) -> dict[str, Any]:
    log = TrainingLog(
        losses=(0.9, 0.5), in_training=0.5, in_inference=inference, normalised_by_batch=normalised, baseline=0.69
    )
    return {"log": log}


@cold_batch_normalization.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _log(0.66)


@cold_batch_normalization.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _log(0.64)
