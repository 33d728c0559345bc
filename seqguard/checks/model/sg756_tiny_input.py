"""Tiny inputs for a model that does not scale them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, InputFacts, NetworkFacts


@check(
    "SG756",
    severity="warning",
    explains=("SG718", "SG754"),
    aliases=(
        "EEG in volts",
        "inputs of 1e-5",
        "strain in metres",
        "inputs too small",
        "unscaled input",
        "chance accuracy",
    ),
)
def tiny_input(
    model: NetworkFacts,
    *,
    std: float = threshold(1e-3, 0, 1, source="judgement: returns of shares vary by 1e-2; volts of an EEG by 1e-5"),
    largest: float = threshold(
        1e-2, 0, 1, source="formula: ten of those deviations, beyond which one outlier is not tiny"
    ),
) -> Iterable[Finding]:
    """The inputs are tiny and no layer of the model scales them.

    Situation: EEG in volts, strain in metres: values of 1e-5 go into the network as they are.
    Why: Initial weights are made for inputs of size 1. Volts of an EEG are 1e-5: every unit sees zero, the output is
        that of the biases, and the gradient of the first weights is as small as the input.
    Evidence: On the samples that the probe saw: std(x) < 1e-3 and max(abs(x)) < 1e-2, and not constant; no
        Normalization, BatchNormalization, LayerNormalization, Rescaling or Embedding before the first weights.
    Remedy: `keras.layers.Normalization()` as the first layer, adapted on the training data; or another unit.
    Limits: A layer of the user's own that scales is not recognised. One feature of size 1 beside tiny ones is told by
        mixed-scales.
    """
    if model.normalises:
        return
    for given in model.inputs:
        size = max(abs(given.largest), abs(given.smallest))
        if not (0 < given.std < std and size < largest):
            continue
        yield Finding(
            message=f"{_name(given, model)} is tiny: values from {num(given.smallest)} to {num(given.largest)} (std "
            f"{num(given.std)}) on {given.samples:,} samples, and no layer scales them. Weights are initialised for "
            "inputs of size 1: every unit sees zero, and the first weights hardly move.",
            remedy="Begin the model with `norm = keras.layers.Normalization(); norm.adapt(X_train)`, or give another "
            "unit: "
            "microvolts for volts.",
            evidence={"smallest": given.smallest, "largest": given.largest, "std": given.std},
            tensor=MODEL,
        )


def _name(given: InputFacts, model: NetworkFacts) -> str:
    return "X" if len(model.inputs) == 1 else f"input `{given.name}`"


@tiny_input.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 250, 16), samples=128, largest=6e-5, smallest=-6e-5, std=1.2e-5)
    return {"model": NetworkFacts(inputs=(given,))}


@tiny_input.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 250, 16), samples=128, largest=6e-5, smallest=-6e-5, std=1.2e-5)
    return {"model": NetworkFacts(inputs=(given,), normalises=True)}
