"""A callback that watches a metric which will not exist."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, CallbackFacts, FitArguments, NetworkFacts


@check("SG723", severity="warning")
def missing_metric(model: NetworkFacts, model_fit: FitArguments) -> Iterable[Finding]:
    """A callback watches a metric that training will not log.

    Situation: EarlyStopping watches `val_loss`, and `fit` gets no validation data.
    Why: EarlyStopping never stops, ModelCheckpoint never saves a best model, ReduceLROnPlateau never reduces; Keras
        warns once an epoch at most, in the middle of the progress bar.
    Evidence: The callback's `monitor` is none of the logs that the compiled model will have: loss, metrics, and
        their `val_` twins where there is validation data.
    Remedy: Validation data, or a monitor that exists.
    Limits: Silent where a callback of the user's own may add logs.
    """
    if not model.logs:
        raise Missing("the names of the logs are not known before training")
    if model_fit.foreign_callbacks:
        return
    logs = [*model.logs, *(f"val_{name}" for name in model.logs if model_fit.validation)]
    for callback in model_fit.callbacks:
        if callback.monitor in (*logs, "learning_rate"):
            continue
        validation = callback.monitor.startswith("val_") and not model_fit.validation
        yield Finding(
            message=f"{callback.kind} watches `{callback.monitor}`, which will not be logged"
            + (" since there is no validation data" if validation else "")
            + f"; there will be {listing(logs)}. It will never act.",
            remedy="Give validation_data, or set `monitor='loss'`."
            if validation
            else f"Set `monitor={logs[-1]!r}`, or give compile a metric of that name.",
            evidence={"monitor": callback.monitor, "logs": list(logs)},
            tensor=MODEL,
            features=(callback.kind,),
        )


@missing_metric.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model": NetworkFacts(),
        "model_fit": FitArguments(callbacks=(CallbackFacts(kind="EarlyStopping", monitor="val_loss"),)),
    }


@missing_metric.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    arguments = FitArguments(validation=True, callbacks=(CallbackFacts(kind="EarlyStopping", monitor="val_loss"),))
    return {"model": NetworkFacts(), "model_fit": arguments}
