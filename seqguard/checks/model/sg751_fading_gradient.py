"""A deep stack whose first layer gets no gradient to speak of."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import GradientFacts, ProbeFacts


@check("SG751", severity="warning")
def fading_gradient(
    model_probe: ProbeFacts,
    *,
    ratio: float = threshold(0.001, 0, 1, source="AutoTrainer"),
    size: float = threshold(0.0001, 0, 1, source="AutoTrainer; 113 untrained default models had 5.5e-3 and more"),
) -> Iterable[Finding]:
    """Before training, the first layer gets less than a thousandth of the last layer's gradient.

    Situation: A deep stack of recurrent layers, of which the first hardly learns.
    Why: Each sigmoid passes at most a quarter of a gradient on. Behind eight of them the first layers do not move, and
        the last one trains on what random layers make of X, which is nearly the same for every sample.
    Evidence: On the batch of the probe, the norm of the first layer's gradient is below 1e-3 of the last one's and
        below 1e-4: AutoTrainer's rule, which speaks in training. Kernels of 113 untrained default models had
        norms of 5.5e-3 to 12.
    Remedy: ReLU or tanh instead of sigmoid, LayerNormalization or skip connections, fewer layers.
    Limits: Gradients of exactly 0 are no-gradient-at-start's. Optimizers that divide by the gradient's size, such as
        Adam, move such layers all the same, on hardly any signal.
    """
    if not model_probe.finite:
        return
    norms: dict[str, float] = {}
    for g in model_probe.gradients:
        norms[g.layer] = (norms.get(g.layer, 0.0) ** 2 + g.norm**2) ** 0.5
    if len(norms) < 3:
        return
    first, *_, last = norms
    small, large = norms[first], norms[last]
    if not 0 < small < ratio * large or small >= size:
        return
    yield Finding(
        message=f"On {model_probe.samples:,} samples the gradient of `{first}` has norm {num(small)}, that of `{last}` "
        f"{num(large)}: {num(large / small)} times as much. Over {len(norms)} layers the gradient fades, and the first "
        "ones will stay as they were drawn.",
        remedy=f"Take `activation='relu'` in the hidden layers, a LayerNormalization between `{first}` and `{last}`, "
        "or "
        "fewer layers.",
        evidence={"first": small, "last": large, "layers": dict(norms)},
        tensor=MODEL,
        features=(first,),
    )


def _stack(first: float) -> dict[str, Any]:
    norms = {"dense": first, "dense_1": 1e-3, "dense_2": 0.5}
    return {
        "model_probe": ProbeFacts(
            gradients=tuple(GradientFacts(layer=k, weight="kernel", norm=v) for k, v in norms.items())
        )
    }


@fading_gradient.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _stack(9e-5)


@fading_gradient.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _stack(1.1e-4)
