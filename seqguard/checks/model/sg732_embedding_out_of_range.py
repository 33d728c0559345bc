"""Values that an Embedding cannot look up."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.facts.model.compiled import MODEL, InputFacts, LayerFacts, NetworkFacts


@check("SG732", severity="error")
def embedding_out_of_range(model: NetworkFacts) -> Iterable[Finding]:
    """The first layer is an Embedding, and X holds what is no row of its table.

    Situation: The Embedding is a row short of the vocabulary, or X holds no tokens at all.
    Why: An Embedding cuts fractions off, so that measured values become a few rows of a table. A number beyond the
        table is an error on a CPU and zeros on a GPU.
    Evidence: On the samples that the probe saw: values that are not whole, below 0, or at least `input_dim`.
    Remedy: No Embedding for measured values; `input_dim` of the largest token plus 1.
    Limits: Looked at on a sample of the data, and in models with one input.
    """
    first = model.layers[0] if model.layers else None
    if first is None or first.tokens is None or len(model.inputs) != 1:
        return
    given = model.inputs[0]
    if not given.samples:
        raise Missing("no values of X were seen")
    if given.whole and given.smallest >= 0 and given.largest < first.tokens:
        return
    what = f"values from {num(given.smallest)} to {num(given.largest)}" + ("" if given.whole else ", not whole")
    yield Finding(
        message=f"`{first.name}` looks up rows 0 to {first.tokens - 1:,} of its table, and X holds {what}. Keras "
        f"cuts fractions off, and numbers beyond the table "
        "are an error or a row of zeros.",
        remedy=f"Set `input_dim={int(given.largest) + 1}`, with tokens from 0."
        if given.whole and given.smallest >= 0
        else "Leave the Embedding out: feed measured values to the recurrent layer directly.",
        evidence={
            "smallest": given.smallest,
            "largest": given.largest,
            "whole": given.whole,
            "input_dim": first.tokens,
        },
        tensor=MODEL,
        features=(first.name,),
    )


@embedding_out_of_range.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 4), samples=128, largest=7.9, smallest=0.1, std=2.0)
    return {"model": NetworkFacts(layers=(LayerFacts(name="embedding", kind="Embedding", tokens=4),), inputs=(given,))}


@embedding_out_of_range.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 40), samples=128, largest=999, smallest=0, std=300.0, whole=True)
    return {
        "model": NetworkFacts(layers=(LayerFacts(name="embedding", kind="Embedding", tokens=1000),), inputs=(given,))
    }
