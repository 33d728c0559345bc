"""A dropout that leaves a fifth or less."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, LayerFacts, NetworkFacts


@check("SG750", severity="warning")
def heavy_dropout(
    model: NetworkFacts,
    *,
    rate: float = threshold(
        0.8, 0, 1, source="the seeded fault of UMLAUT's study; documented examples of Keras stay at 0.5 and below"
    ),
) -> Iterable[Finding]:
    """A dropout layer drops at least four fifths of its inputs.

    Situation: `Dropout(0.9)` stands where 0.1 was meant.
    Why: Dropout's argument is the share that is dropped and not the share that is kept. With 0.8 a layer of 64 units
        works with 13, scaled by 5: gradients are mostly noise, and the training loss says little about the model.
    Evidence: rate >= 0.8 in a Dropout layer, or as dropout or recurrent_dropout of a recurrent layer. UMLAUT speaks
        from 0.5 on, a usual rate; the documented examples of Keras go up to 0.5, and 0.8 is the seeded fault of
        UMLAUT's study.
    Remedy: 0.2, which is what was meant where 0.8 was to be kept.
    Limits: Layers of the user's own are not read.
    """
    for layer in model.layers:
        if layer.rate is None or layer.rate < rate:
            continue
        kept = round(1 - layer.rate, 6)
        what = "inputs or its state" if layer.recurrent else "inputs"
        yield Finding(
            message=f"`{layer.name}` drops {num(100 * layer.rate)} % of its {what} in each step of training and scales "
            f"the rest by {num(1 / kept) if kept > 0 else 'infinity'}: {layer.kind} takes the share to drop, not the "
            "share to keep.",
            remedy=f"Take `dropout={num(kept)}` and `recurrent_dropout={num(kept)}` at most in `{layer.name}`."
            if layer.recurrent
            else f"Take `keras.layers.{layer.kind}({num(kept)})`.",
            evidence={"rate": layer.rate, "layer": layer.name, "threshold": rate},
            tensor=MODEL,
            features=(layer.name,),
        )


@heavy_dropout.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="dropout", kind="Dropout", rate=0.8),))}


@heavy_dropout.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="lstm", kind="LSTM", recurrent=True, rate=0.9),))}


@heavy_dropout.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(layers=(LayerFacts(name="dropout", kind="Dropout", rate=0.79),))}
