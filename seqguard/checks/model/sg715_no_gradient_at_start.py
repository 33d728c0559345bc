"""No gradient at initialisation."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import GradientFacts, ProbeFacts


@check("SG715", severity="error", explains=("SG714", "SG718"))
def no_gradient_at_start(model_probe: ProbeFacts) -> Iterable[Finding]:
    """Every kernel of the untrained model has a gradient of exactly 0.

    Why: Gradient descent cannot leave such a point: stacked layers that begin at 0, or hidden units that are dead
        for every sample.
    Evidence: The gradient of every trainable kernel is exactly 0 on the batch; biases are left out. Measured: 0 of
        113 models with default initialisers; 8 of 14 stacks begun at zero, 3 of 3 dead ReLU. A single kernel
        without gradient is no fault: a single LSTM begun at 0 learns normally.
    Remedy: Default initialisers; no large negative biases under a ReLU.
    Limits: One batch. On JAX and torch the update is looked at instead of the gradient, so weight decay hides it.
    """
    kernels = [g for g in model_probe.gradients if "bias" not in g.weight]
    if not kernels:
        raise Missing("the model has no trainable kernel")
    if not model_probe.finite or not all(g.zero for g in kernels):
        return
    yield Finding(
        message=f"All {len(kernels)} trainable kernels have a gradient of exactly 0 on {model_probe.samples:,} "
        f"samples. No optimizer can leave this point: "
        "the model will stay as it is.",
        remedy="Keep the default initialisers (glorot_uniform, orthogonal, zeros for biases), and look for a layer "
        "whose units are all dead.",
        evidence={"kernels": len(kernels), "samples": model_probe.samples, "loss": model_probe.losses[0]},
        tensor=MODEL,
    )


@no_gradient_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    zero = tuple(GradientFacts(layer=f"dense_{i}", weight="kernel", norm=0.0, zero=True) for i in range(2))
    return {"model_probe": ProbeFacts(gradients=(*zero, GradientFacts(layer="dense_1", weight="bias", norm=0.4)))}


@no_gradient_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    gradients = (
        GradientFacts(layer="lstm", weight="recurrent_kernel", norm=0.0, zero=True),
        GradientFacts(layer="dense", weight="kernel", norm=0.1),
    )
    return {"model_probe": ProbeFacts(gradients=gradients)}
