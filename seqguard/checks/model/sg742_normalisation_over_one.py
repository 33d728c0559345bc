"""A softmax or LayerNormalization over a single value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, LayerFacts, NetworkFacts


@check("SG742", severity="error", explains=("SG715", "SG716", "SG718"))
def normalisation_over_one(model: NetworkFacts) -> Iterable[Finding]:
    """A layer normalises over an axis of one value, so its output does not depend on its input.

    Why: A softmax over one value is 1, and a LayerNormalization of one value is its beta: (x - x) / sqrt(0 + eps).
        Attention weights are all 1 then, and whatever stands behind the layer is cut off from what stands before it.
    Evidence: A Softmax layer, an activation softmax or a LayerNormalization whose axis has size 1, anywhere but at the
        output, of which softmax-over-one-unit speaks. Found in a Keras issue (attention by Dense(1, softmax)) and in a
        documented time series transformer on one feature, whose loss stays at 0.6931.
    Remedy: The axis of time for attention; no LayerNormalization in front of the first layer that widens.
    Limits: Silent where the size of the axis is open, and inside of nested layers of the user's own.
    """
    for layer in model.layers:
        if layer.over != 1 or layer.name in model.heads:
            continue
        softmax = layer.kind != "LayerNormalization"
        yield Finding(
            message=f"`{layer.name}` ({layer.kind}) "
            + (
                "is a softmax over an axis of size 1: it answers 1 for every input."
                if softmax
                else "normalises over an axis of size 1: (x - x) / std is 0 for every input, so it answers its beta."
            )
            + " Nothing of its input gets through.",
            remedy=(
                "Take `keras.layers.Softmax(axis=1)` for weights over the timesteps of (n, T, 1)."
                if softmax
                else f"Leave `{layer.name}` out, or put a layer of more than one unit in front of it."
            ),
            evidence={"layer": layer.name, "kind": layer.kind, "entries": 1},
            tensor=MODEL,
            features=(layer.name,),
        )


@normalisation_over_one.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="softmax", kind="Softmax", over=1),))}


@normalisation_over_one.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="norm", kind="LayerNormalization", over=1),))}


@normalisation_over_one.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (LayerFacts(name="softmax", kind="Softmax", over=20), LayerFacts(name="head", kind="Dense", over=1))
    return {"model": NetworkFacts(layers=layers, heads=("head",))}
