"""A stateful layer fed in shuffled order."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, FitArguments, LayerFacts, NetworkFacts


@check("SG710", severity="warning")
def stateful_shuffle(model: NetworkFacts, model_fit: FitArguments) -> Iterable[Finding]:
    """A stateful layer carries its state into samples that do not follow.

    Situation: `stateful=True`, and `fit` shuffles, as it does by default.
    Why: A stateful layer starts a batch with the state that the batch before left. `fit` shuffles by default, so
        that state belongs to another sequence: noise at every first step.
    Evidence: A layer with stateful=True and shuffle not False.
    Remedy: `shuffle=False`, samples ordered so that sample i of a batch continues sample i of the batch before.
    Limits: Whether the order is right without shuffling is not looked at. Data sets that bring their own order are
        skipped.
    """
    stateful = [layer.name for layer in model.layers if layer.stateful]
    if not stateful or model_fit.shuffle in (False, None):
        return
    yield Finding(
        message=f"{listing(stateful)} carries its state from batch to batch, and fit shuffles the samples "
        f"(shuffle={model_fit.shuffle}): each batch "
        "starts with the state of an unrelated sequence.",
        remedy="Call fit with `shuffle=False`, so that sample i of each batch continues sample i of the batch "
        "before, or "
        "set `stateful=False`.",
        evidence={"stateful": list(stateful), "shuffle": bool(model_fit.shuffle)},
        tensor=MODEL,
        features=tuple(stateful),
    )


@stateful_shuffle.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    layer = LayerFacts(name="lstm", kind="LSTM", recurrent=True, stateful=True)
    return {"model": NetworkFacts(layers=(layer,)), "model_fit": FitArguments(shuffle=True)}


@stateful_shuffle.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layer = LayerFacts(name="lstm", kind="LSTM", recurrent=True, stateful=True)
    return {"model": NetworkFacts(layers=(layer,)), "model_fit": FitArguments(shuffle=False)}
