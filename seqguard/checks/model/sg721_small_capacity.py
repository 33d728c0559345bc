"""A hidden layer of one to three units."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, LayerFacts, OutputFacts

MERGES = ("Add", "Concatenate", "Multiply", "Dot", "Average", "Maximum", "Subtract", "Attention", "AdditiveAttention")


@check("SG721", severity="info")
def small_capacity(
    model: OutputFacts,
    *,
    units: int = threshold(4, 1, source="LSTM: 1 unit ends at .48 to .59 of a constant's loss, 4 at .04 to .16"),
) -> Iterable[Finding]:
    """Everything passes through fewer than four units.

    Situation: A layer of one to three units stands in the middle of the network.
    Why: All that the model knows of a sequence must fit into the narrowest layer before the output.
    Evidence: Narrowest layer with weights before the output below 4 units. Measured, LSTM on a learnable target: 1
        unit ends at 0.48 to 0.59 of the constant's loss, 4 units at 0.04 to 0.16. Too many units were no fault: the
        largest had the best validation loss.
    Remedy: More units.
    Limits: A bottleneck can be meant, as in an autoencoder: a note. Models whose branches meet again are left
        alone.
    """
    hidden = [layer for layer in model.layers if layer.parameters and layer.units and layer.name != model.head]
    if not hidden or any(layer.kind in MERGES for layer in model.layers):
        return
    narrow = min(hidden, key=lambda layer: layer.units or 0)
    if (narrow.units or 0) >= units:
        return
    yield Finding(
        message=f"`{narrow.name}` ({narrow.kind}) has {narrow.units} {'unit' if narrow.units == 1 else 'units'}, and "
        f"everything passes through it.",
        remedy=f"Give `{narrow.name}` 8 units or more, unless the bottleneck is meant.",
        evidence={"units": narrow.units, "layer": narrow.name},
        tensor=MODEL,
        features=(narrow.name,),
    )


@small_capacity.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (
        LayerFacts(name="lstm", kind="LSTM", units=1, parameters=12),
        LayerFacts(name="dense", kind="Dense", units=1, parameters=2),
    )
    return {"model": OutputFacts(layers=layers)}


@small_capacity.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (
        LayerFacts(name="lstm", kind="LSTM", units=4, parameters=96),
        LayerFacts(name="dense", kind="Dense", units=1, parameters=5),
    )
    return {"model": OutputFacts(layers=layers)}
