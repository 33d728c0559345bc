"""Penalties on the weights that are most of the loss."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, NetworkFacts
from seqguard.facts.model.training import ProbeFacts


@check("SG749", severity="warning")
def heavy_penalty(
    model: NetworkFacts,
    model_probe: ProbeFacts,
    *,
    part: float = threshold(
        0.9,
        0,
        1,
        source="at 90 % the data are a tenth of the loss, which begins at 0.65 to 2.8 times the constant's",
    ),
) -> Iterable[Finding]:
    """Regularisation is nearly all of the loss, and more than a constant answer would cost.

    Why: The optimizer takes what lowers the loss most: it shrinks the weights to nothing, and the targets hardly count.
        The loss falls all the while.
    Evidence: On the batch of the probe the penalties of the regularizers are at least 90 % of the first loss and exceed
        the loss of the best constant: even a perfect model would gain less than the weights cost. Found in a public
        benchmark's program with L1 of 0.1.
    Remedy: A factor 100 times smaller.
    Limits: Losses that layers add by add_loss are not penalties and are left out.
    """
    first, base = model_probe.losses[0], model_probe.baseline
    if base is None:
        raise Missing("the loss of a constant is not known for this loss or these targets")
    if not model_probe.finite or first <= 0 or model.penalty < part * first or model.penalty <= base:
        return
    yield Finding(
        message=f"The regularizers put {num(model.penalty)} on the first loss of {num(first)} "
        f"({share(model.penalty, first)}), and the best constant costs {num(base)}: training will shrink the "
        "weights and hardly look at y.",
        remedy="Make the factor of the kernel_regularizer 100 times smaller, such as `keras.regularizers.L2(1e-4)`.",
        evidence={"penalty": model.penalty, "first": first, "baseline": base, "threshold": part},
        tensor=MODEL,
    )


@heavy_penalty.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(penalty=9.1), "model_probe": ProbeFacts(losses=(10.0,), baseline=0.7)}


@heavy_penalty.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(penalty=8.9), "model_probe": ProbeFacts(losses=(10.0,), baseline=0.7)}


@heavy_penalty.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(penalty=0.6), "model_probe": ProbeFacts(losses=(0.65,), baseline=0.7)}
