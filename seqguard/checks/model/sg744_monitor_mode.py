"""A callback that takes the worst epoch for the best."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, CallbackFacts, FitArguments

RISING = ("acc", "auc", "precision", "recall", "f1", "iou", "r2", "cosine_similarity", "hits")
"""Parts of the names of metrics that grow as a model gets better."""
FALLING = ("loss", "error", "mse", "mae", "mape", "rmse", "crossentropy", "false_")
"""Of those that shrink."""


@check("SG744", severity="warning")
def monitor_mode(model_fit: FitArguments) -> Iterable[Finding]:
    """A callback waits for a metric to move the wrong way.

    Situation: A callback with `mode="max"` watches a loss.
    Why: With mode="min" on an accuracy, EarlyStopping stops when the model gets better, and restore_best_weights and
        ModelCheckpoint keep the weights of the worst epoch.
    Evidence: mode="min" on a metric whose name says that it grows (accuracy, auc, precision, recall, f1, iou, r2), or
        mode="max" on a loss or an error.
    Remedy: mode="max" for accuracies, mode="min" for losses.
    Limits: Names only: of a metric of the user's own nothing is known.
    """
    for callback in model_fit.callbacks:
        parts = callback.monitor.removeprefix("val_").lower()
        rising, falling = any(p in parts for p in RISING), any(p in parts for p in FALLING)
        wrong = (callback.mode == "min" and rising) or (callback.mode == "max" and falling)
        if not wrong or rising == falling:
            continue
        right = "max" if rising else "min"
        yield Finding(
            message=f"{callback.kind} watches `{callback.monitor}` with mode={callback.mode!r}, and that metric "
            f"{'grows' if rising else 'shrinks'} as the model gets better: the worst epoch counts as the best"
            + (", and its weights are what is restored." if callback.restores else "."),
            remedy=f"Take `keras.callbacks.{callback.kind}(monitor={callback.monitor!r}, mode={right!r})`.",
            evidence={"monitor": callback.monitor, "mode": callback.mode, "callback": callback.kind},
            tensor=MODEL,
            features=(callback.kind,),
        )


@monitor_mode.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    stop = CallbackFacts(kind="EarlyStopping", monitor="val_accuracy", mode="min", restores=True)
    return {"model_fit": FitArguments(callbacks=(stop,), validation=True)}


@monitor_mode.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    callbacks = (
        CallbackFacts(kind="EarlyStopping", monitor="val_accuracy", mode="max"),
        CallbackFacts(kind="ModelCheckpoint", monitor="val_binary_crossentropy", mode="min"),
        CallbackFacts(kind="EarlyStopping", monitor="churn", mode="min"),
    )
    return {"model_fit": FitArguments(callbacks=callbacks, validation=True)}
