"""A tanh layer at its bounds."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import ActivityFacts, ProbeFacts


@check("SG717", severity="warning")
def saturated_layer(
    model_probe: ProbeFacts,
    *,
    many: float = threshold(0.5, 0, 1, source="113 default models: at most .023"),
    samples: int = threshold(16, 1, source="the spread of fewer samples is no evidence; 16 is half of Keras's batch"),
) -> Iterable[Finding]:
    """A tanh layer is at its bounds before training begins.

    Why: At +-1 the slope of tanh is near 0: the gradient does not pass.
    Evidence: At least half of the outputs lie beyond +-0.95 on the batch. Measured: at most 2.3 % with default
        initialisers.
    Remedy: Scaled inputs, smaller initial kernels.
    Limits: Skipped below 16 samples. The gates of an LSTM hide it: its outputs are saturated only when the gates are
        too. Layers inside of
        nested and subclassed models are not seen.
    """
    if model_probe.activity is None:
        raise Missing("the layers of a subclassed model cannot be run one by one")
    if model_probe.samples < samples:
        raise Missing(f"fewer than {samples} samples in the batch of the probe")
    for layer in model_probe.activity:
        if not layer.finite or layer.saturated < many:
            continue
        yield Finding(
            message=f"{share(layer.saturated, 1)} of the outputs of `{layer.layer}` ({layer.units:,} units, "
            f"{layer.activation}) lie beyond +-0.95 before training, "
            "where the slope is near 0: hardly any gradient passes.",
            remedy=f"Scale X, or begin `{layer.layer}` with smaller kernels (the default is glorot_uniform).",
            evidence={"saturated_share": layer.saturated, "units": layer.units},
            tensor=MODEL,
            features=(layer.layer,),
        )


@saturated_layer.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model_probe": ProbeFacts(activity=(ActivityFacts(layer="gru", activation="tanh", units=32, saturated=0.74),))
    }


@saturated_layer.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model_probe": ProbeFacts(activity=(ActivityFacts(layer="gru", activation="tanh", units=32, saturated=0.023),))
    }
