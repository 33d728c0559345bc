"""A loss or gradient that is not finite before training."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import ActivityFacts, GradientFacts, ProbeFacts


@check("SG729", severity="error", explains=("SG713", "SG719"))
def nonfinite_at_start(model_probe: ProbeFacts) -> Iterable[Finding]:
    """Finite data give a loss or a gradient that is not finite.

    Why: The first update makes every weight NaN.
    Evidence: First loss or a gradient of the first step not finite on a batch that is. Measured: 0 of 113 models
        with default initialisers; 3 of 4 ReLU recurrences begun with N(0, 1).
    Remedy: Bounded activations in recurrent layers, default initialisers, a loss that is defined for these targets.
    Limits: One batch.
    """
    if not model_probe.finite_batch:
        raise Missing("the batch holds NaN or inf itself")
    if model_probe.finite:
        return
    first = next((a.layer for a in model_probe.activity or () if not a.finite), None)
    layers = tuple(dict.fromkeys(g.layer for g in model_probe.gradients if not g.finite))
    loss = model_probe.losses[0]
    where = (
        f"the outputs of `{first}` are not finite"
        if first
        else "the loss is not finite"
        if loss - loss != 0
        else f"the gradients of {listing(layers)} are not finite"
    )
    yield Finding(
        message=f"On {model_probe.samples:,} finite samples {where} before training begins: the first update makes "
        f"the weights NaN.",
        remedy=f"Give `{first}` the default initialisers and `activation='tanh'`."
        if first
        else "Take default initialisers, scaled targets, and a loss that is defined for all of y.",
        evidence={"samples": model_probe.samples, "layers": list(layers)},
        tensor=MODEL,
        features=(first,) if first else (),
    )


@nonfinite_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    probe = ProbeFacts(
        losses=(float("inf"),), activity=(ActivityFacts(layer="simple_rnn", activation="relu", units=32, finite=False),)
    )
    return {"model_probe": probe}


@nonfinite_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model_probe": ProbeFacts(losses=(1.0,), gradients=(GradientFacts(layer="lstm", weight="kernel", norm=12.0),))
    }
