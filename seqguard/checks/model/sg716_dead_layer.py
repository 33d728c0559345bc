"""A ReLU layer that never answers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import ActivityFacts, ProbeFacts


@check("SG716", severity="warning", explains=("SG715", "SG718"))
def dead_layer(
    model_probe: ProbeFacts,
    *,
    many: float = threshold(0.75, 0, 1, source="default models: at most .19; one of 26 real sets: .50"),
    units: int = threshold(8, 1, source="judgement: of fewer units half die by chance"),
    samples: int = threshold(16, 1, source="the spread of fewer samples is no evidence; 16 is half of Keras's batch"),
) -> Iterable[Finding]:
    """Units of a ReLU layer are 0 for every sample before training begins.

    Why: A ReLU that is never above 0 has no gradient and stays dead. With all of a layer dead, nothing before it
        learns.
    Evidence: Share of units that are 0 on the whole batch: an error at 100 %, a warning from 75 % in layers of at
        least 8 units. Measured: at most 19 % with default initialisers on standardised inputs, and 50 % (8 of 16
        units) on one of 26 real sets.
    Remedy: Biases that begin at 0, he_normal kernels, scaled inputs; or leaky_relu.
    Limits: Skipped below 16 samples. One batch; layers inside of nested and subclassed models are not seen.
    """
    if model_probe.activity is None:
        raise Missing("the layers of a subclassed model cannot be run one by one")
    if model_probe.samples < samples:
        raise Missing(f"fewer than {samples} samples in the batch of the probe")
    for layer in model_probe.activity:
        if not layer.finite or layer.dead < many or (layer.dead < 1 and layer.units < units):
            continue
        dead = round(layer.dead * layer.units)
        yield Finding(
            message=f"{dead:,} of the {layer.units:,} units of `{layer.layer}` ({share(layer.dead, 1)}) are 0 for "
            f"all {model_probe.samples:,} samples"
            + (
                ": nothing before it gets a gradient." if layer.dead == 1 else ", so they have no gradient and stay so."
            ),
            remedy=f"Scale the inputs, and give `{layer.layer}` zero biases and `kernel_initializer='he_normal'`, or "
            "`activation='leaky_relu'`.",
            evidence={"dead_share": layer.dead, "units": layer.units, "samples": model_probe.samples},
            severity="error" if layer.dead == 1 else "warning",
            tensor=MODEL,
            features=(layer.layer,),
        )


@dead_layer.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(activity=(ActivityFacts(layer="dense", activation="relu", units=32, dead=1.0),))}


@dead_layer.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(activity=(ActivityFacts(layer="dense", activation="relu", units=32, dead=0.19),))}
