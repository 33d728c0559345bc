"""A Masking layer that masks another value than the one that fills sequences up."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Padding, Plan
from seqguard.core.text import listing, num
from seqguard.facts.model.compiled import LayerFacts, NetworkFacts


@check("SG758", severity="warning")
def mask_misses_padding(plan: Input[Plan], model: NetworkFacts) -> Iterable[Finding]:
    """The model masks one value, and the sequences are filled up with another.

    Situation: `Masking(-1)`, and the sequences were padded with 0.
    Why: Masking leaves out the timesteps in which every feature equals mask_value, an Embedding with mask_zero those of
        token 0. Padded with anything else, nothing is masked, and the padding is read as data.
    Evidence: The first layer makes a mask for one value; the samples of X are filled up at one end, in varying length,
        with rows that stand hardly anywhere else and do not equal it.
    Remedy: Masking(mask_value=) of the value that X is padded with, or 0 as padding in front of an Embedding.
    Limits: Models with one input whose first layer makes the mask. Padding with NaN is nan-reaches-loss's.
    """
    first = next(iter(model.layers), None)
    if plan.padding is None or plan.padding.told or first is None or first.mask_value is None or len(model.inputs) > 1:
        return
    row = plan.padding.row
    if any(v != v or v == first.mask_value for v in row):
        return
    values = listing([num(v) for v in dict.fromkeys(row)])
    embedding = first.kind == "Embedding"
    yield Finding(
        message=f"Samples are filled up with {values}, and `{first.name}` masks {num(first.mask_value)}: no timestep "
        "is masked, and the padding is read as data.",
        remedy="Pad with 0: `keras.utils.pad_sequences(sequences, value=0)`."
        if embedding
        else f"Take `keras.layers.Masking(mask_value={row[0]!r})`."
        if len(set(row)) == 1
        else f"Pad every feature with {num(first.mask_value)}.",
        evidence={"padding": list(row), "mask_value": first.mask_value, "side": plan.padding.side},
        features=(first.name,),
    )


def _masked(value: float) -> dict[str, Any]:
    plan = Plan(
        "X", "train", "x", (300, 16, 2), "float32", 300, 16, 2, ("f0", "f1"), "values",
        padding=Padding("pre", (-1.0, -1.0)),
    )  # fmt: skip
    masking = LayerFacts(name="masking", kind="Masking", masks=True, mask_value=value)
    return {"plan": plan, "model": NetworkFacts(layers=(masking,))}


@mask_misses_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _masked(0.0)


@mask_misses_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _masked(-1.0)
