"""ReLU inside of a recurrent layer."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, LayerFacts, NetworkFacts


@check(
    "SG724",
    severity="info",
    aliases=(
        "relu-lstm",
        "LSTM with relu",
    ),
)
def relu_recurrence(model: NetworkFacts) -> Iterable[Finding]:
    """A recurrent layer uses ReLU, whose state has no bound.

    Why: tanh keeps the state within -1 and 1; with ReLU it can grow at every timestep, and long windows or an
        outlier end in NaN.
    Evidence: A recurrent layer with an unbounded activation. 6 of 45 public projects have it. Measured: with
        default initialisers no fault at any length, so this is a note; with recurrence weights of N(0, 1), 3 of 4
        are not finite.
    Remedy: The default `tanh`, which is also the one that runs on cuDNN.
    Limits: Many such models train well.
    """
    unbounded = tuple(
        layer.name
        for layer in model.recurrent
        if layer.activation in ("relu", "elu", "leaky_relu", "linear", "softplus", "selu")
    )
    if not unbounded:
        return
    kinds = sorted({layer.activation or "" for layer in model.recurrent if layer.name in unbounded})
    yield Finding(
        message=f"{listing(unbounded)}: activation {', '.join(kinds)} in a recurrent layer, so that its state has no "
        f"bound and can grow with every timestep.",
        remedy="Take `activation='tanh'`, the default, which also runs on cuDNN; else set `clipnorm=1.0` in the "
        "optimizer.",
        evidence={"layers": list(unbounded), "activations": list(kinds)},
        tensor=MODEL,
        features=unbounded,
    )


@relu_recurrence.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="lstm", kind="LSTM", recurrent=True, activation="relu"),))}


@relu_recurrence.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (
        LayerFacts(name="lstm", kind="LSTM", recurrent=True, activation="tanh"),
        LayerFacts(name="dense", kind="Dense", activation="relu"),
    )
    return {"model": NetworkFacts(layers=layers)}
