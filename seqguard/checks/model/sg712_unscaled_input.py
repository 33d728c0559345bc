"""Unscaled inputs for a model that does not scale them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, InputFacts, NetworkFacts


@check("SG712", severity="warning", explains=("SG717", "SG718", "SG754"))
def unscaled_input(
    model: NetworkFacts,
    *,
    largest: float = threshold(1000.0, 1, source="143 real sets, scaled: none"),
    std: float = threshold(100.0, 1, source="143 real sets, scaled: none"),
    any_std: float = threshold(10000.0, 1, source="143 real sets, scaled: none"),
) -> Iterable[Finding]:
    """The inputs are large and no layer of the model scales them.

    Why: Initial weights are made for inputs of size 1. With thousands, tanh and sigmoid stand at their bounds from
        the first step, where there is no gradient, and what is left is in the largest feature.
    Evidence: On the samples that the probe saw: max(abs(x)) > 1e3 with std > 1e2, or max(abs(x)) > 1e4; no
        Normalization, BatchNormalization, LayerNormalization, Rescaling or Embedding before the first weights. On
        143 real data sets, standardised or scaled to [0, 1], the rule never spoke.
    Remedy: `keras.layers.Normalization()` as the first layer, adapted on the training data.
    Limits: A layer of the user's own that scales is not recognised.
    """
    if model.normalises:
        return
    for given in model.inputs:
        size = max(abs(given.largest), abs(given.smallest))
        if not (size > largest and given.std > std) and size <= any_std:
            continue
        yield Finding(
            message=f"Values of {_name(given, model)} go from {num(given.smallest)} to {num(given.largest)} (std "
            f"{num(given.std)}) on {given.samples:,} samples, "
            "and no layer scales them. Weights are initialised for inputs of size 1: tanh and sigmoid will stand at "
            "their bounds.",
            remedy="Begin the model with `norm = keras.layers.Normalization(); norm.adapt(X_train)`.",
            evidence={"smallest": given.smallest, "largest": given.largest, "std": given.std},
            tensor=MODEL,
        )


def _name(given: InputFacts, model: NetworkFacts) -> str:
    return "X" if len(model.inputs) == 1 else f"input `{given.name}`"


@unscaled_input.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 1, 100), samples=128, largest=19_998, smallest=0, std=4_800)
    return {"model": NetworkFacts(inputs=(given,))}


@unscaled_input.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 1, 100), samples=128, largest=19_998, smallest=0, std=4_800)
    return {"model": NetworkFacts(inputs=(given,), normalises=True)}
