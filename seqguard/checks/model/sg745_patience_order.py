"""EarlyStopping that stops before ReduceLROnPlateau reduces."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, CallbackFacts, FitArguments


@check("SG745", severity="warning")
def patience_order(model_fit: FitArguments) -> Iterable[Finding]:
    """EarlyStopping has no more patience than ReduceLROnPlateau, which therefore never acts.

    Situation: Training ends before ReduceLROnPlateau has lowered the rate once.
    Why: Both count the epochs without improvement of the same metric. The one with less patience is the only one that
        ever speaks: training ends where a smaller rate should have begun.
    Evidence: Both callbacks watch the same metric, and the patience of EarlyStopping is not above that of
        ReduceLROnPlateau.
    Remedy: EarlyStopping(patience=) of two to three times that of ReduceLROnPlateau.
    Limits: min_delta, baseline, cooldown and start_from_epoch, which shift the counts, are not reckoned with: silent
        where EarlyStopping has a baseline or a start.
    """
    stops = [c for c in model_fit.callbacks if c.kind == "EarlyStopping" and not c.delayed]
    for plateau in (c for c in model_fit.callbacks if c.kind == "ReduceLROnPlateau"):
        early = next((s for s in stops if s.monitor == plateau.monitor), None)
        if early is None or early.patience is None or plateau.patience is None or early.patience > plateau.patience:
            continue
        yield Finding(
            message=f"EarlyStopping on `{early.monitor}` stops after {early.patience} epochs without improvement, and "
            f"ReduceLROnPlateau waits for {plateau.patience}: the rate will never be reduced.",
            remedy=f"Take `keras.callbacks.EarlyStopping(monitor={early.monitor!r}, patience={3 * plateau.patience})`.",
            evidence={"early_stopping": early.patience, "plateau": plateau.patience, "monitor": early.monitor},
            tensor=MODEL,
            features=("EarlyStopping",),
        )


def _pair(early: int, plateau: int) -> dict[str, Any]:
    callbacks = (
        CallbackFacts(kind="EarlyStopping", monitor="val_loss", patience=early),
        CallbackFacts(kind="ReduceLROnPlateau", monitor="val_loss", patience=plateau),
    )
    return {"model_fit": FitArguments(callbacks=callbacks, validation=True)}


@patience_order.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _pair(5, 5)


@patience_order.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _pair(6, 5)
