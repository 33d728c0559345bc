"""A stateful layer whose state is carried from the end of the series to its beginning."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, FitArguments, LayerFacts, NetworkFacts


@check("SG746", severity="warning")
def state_across_epochs(model: NetworkFacts, model_fit: FitArguments) -> Iterable[Finding]:
    """A stateful layer begins each epoch with the state in which the last one ended.

    Why: `fit` does not reset states between epochs. From the second epoch on, the first batch is read with the memory
        of the last one, which comes after it in time.
    Evidence: A layer with stateful=True, shuffle=False, more than one epoch, and no callback that could reset it.
        Measured on Keras 3.15: the states after `fit` are those after the last batch, in each epoch.
    Remedy: A callback that calls reset_state() of the layer at the begin of each epoch.
    Limits: LambdaCallback and callbacks of the user's own are trusted to do it, and a single fit per epoch is not seen.
    """
    stateful = [layer.name for layer in model.layers if layer.stateful]
    if not stateful or model_fit.shuffle is not False or model_fit.epochs < 2 or model_fit.may_reset:
        return
    yield Finding(
        message=f"{listing(stateful)} keeps its state from epoch to epoch: from the second of {model_fit.epochs:,} "
        "epochs on, the beginning of the series is read with the state of its end.",
        remedy="Reset it by a callback: `keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: "
        f"model.get_layer({stateful[0]!r}).reset_state())`.",
        evidence={"stateful": list(stateful), "epochs": model_fit.epochs},
        tensor=MODEL,
        features=tuple(stateful),
    )


LSTM = LayerFacts(name="lstm", kind="LSTM", recurrent=True, stateful=True)


@state_across_epochs.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LSTM,)), "model_fit": FitArguments(shuffle=False, epochs=6)}


@state_across_epochs.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    arguments = FitArguments(shuffle=False, epochs=6, may_reset=True)
    return {"model": NetworkFacts(layers=(LSTM,)), "model_fit": arguments}
