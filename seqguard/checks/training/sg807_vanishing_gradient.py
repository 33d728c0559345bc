"""Gradients that fade on the way to the first layer."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import LayerGradients, TrainingLog


@check("SG807", severity="info")
def vanishing_gradient(
    log: TrainingLog,
    *,
    ratio: float = threshold(0.001, 0, 1, source="AutoTrainer: first layer's over last layer's below 1e-3"),
    size: float = threshold(0.0001, 0, source="AutoTrainer: first layer's below 1e-4"),
) -> Iterable[Finding]:
    """The first layer gets a thousandth of the last layer's gradient.

    Why: The layers near the input hardly learn; the model is what its last layers make of random features.
    Evidence: In the last epoch, mean gradient norm of the first layer with weights below 1e-3 of the last one's and
        below 1e-4: AutoTrainer's rule. Untrained default models had kernel gradients of 5.5e-3 to 12. A trained
        model's gradients fade too, so this is a note.
    Remedy: Fewer layers, normalisation between them, skip connections, tanh instead of sigmoid.
    Limits: Fading through time within one layer is seen by short-memory alone.
    """
    if log.gradients is None:
        raise Missing(log.unobserved or "the gradients were not observed")
    layers = [g for g in log.gradients if g.mean]
    if len(layers) < 2:
        return
    first, last = layers[0].mean[-1], layers[-1].mean[-1]
    if not last > 0 or first >= ratio * last or first >= size:
        return
    yield Finding(
        message=f"In epoch {log.epochs} the gradient of `{layers[0].layer}` had norm {num(first)}, that of "
        f"`{layers[-1].layer}` {num(last)}: the first layer hardly learns.",
        remedy=f"Put a LayerNormalization or a skip connection between `{layers[0].layer}` and the output, or take "
        "fewer "
        "layers.",
        evidence={"first": first, "last": last, "layers": {g.layer: g.mean[-1] for g in layers}},
        tensor=MODEL,
        features=(layers[0].layer,),
    )


@vanishing_gradient.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    gradients = (
        LayerGradients(layer="lstm", mean=(1e-7,), largest=(1e-6,)),
        LayerGradients(layer="dense", mean=(0.2,), largest=(0.4,)),
    )
    return {"log": TrainingLog(losses=(0.5,), gradients=gradients)}


@vanishing_gradient.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    gradients = (
        LayerGradients(layer="lstm", mean=(1e-2,), largest=(0.1,)),
        LayerGradients(layer="dense", mean=(0.2,), largest=(0.4,)),
    )
    return {"log": TrainingLog(losses=(0.5,), gradients=gradients)}
