"""Units that begin alike and stay so."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import AlikeFacts, ProbeFacts


@check("SG759", severity="warning", explains=("SG721",))
def identical_units(model_probe: ProbeFacts) -> Iterable[Finding]:
    """All units of a layer have the same weights, and training does not tell them apart.

    Situation: Kernels were initialised with zeros or ones, and ten units do the work of one.
    Why: Units that begin with the same weights get the same gradient, so they stay the same: the layer has one unit,
        however many are written.
    Evidence: After ten training steps every unit of the layer has the weights of the first, to rounding.
    Remedy: A random kernel_initializer, which every layer of Keras has by default.
    Limits: Dense and convolutional layers. Where dropout or the next layer's random weights tell them apart within the
        ten steps, it is silent.
    """
    for layer in model_probe.alike:
        yield Finding(
            message=f"The {layer.units:,} units of `{layer.layer}` begin with the same weights and have the same ones "
            f"after {count(len(model_probe.losses) - 1, 'training step')}: it works as a single unit.",
            remedy=f"Leave the kernel_initializer of `{layer.layer}` out, or take "
            "`kernel_initializer='glorot_uniform'`.",
            evidence={"layer": layer.layer, "units": layer.units},
            tensor=MODEL,
            features=(layer.layer,),
        )


@identical_units.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(losses=(1.0,) * 11, alike=(AlikeFacts(layer="dense", units=16),))}


@identical_units.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(losses=(1.0,) * 11)}
