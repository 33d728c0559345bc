"""An epsilon that swallows the adaptive step."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, NetworkFacts, OptimizerFacts


@check("SG726", severity="warning", explains=("SG714",))
def large_epsilon(
    model: NetworkFacts,
    *,
    epsilon: float = threshold(
        0.5, 0, source="judgement: gradients of whole kernels are 5.5e-3 to 12, single ones far below 1"
    ),
) -> Iterable[Finding]:
    """The optimizer's epsilon is larger than the gradients it should only protect from division by 0.

    Why: An adaptive step is rate * m / (sqrt(v) + epsilon). With an epsilon near 1 and gradients of 1e-2, sqrt(v)
        does not count: a plain descent with a step a hundred times smaller is left.
    Evidence: epsilon of at least 0.5; the default is 1e-7. Gradient norms of untrained recurrent models were 5.5e-3
        to 12 for whole kernels, so single gradients lie far below 1.
    Remedy: The default, 1e-7.
    Limits: Some image models are trained with 0.1 or 1.0 on purpose, at larger rates.
    """
    optimizer = model.optimizer
    if optimizer is None or optimizer.epsilon is None or optimizer.epsilon < epsilon:
        return
    yield Finding(
        message=f"{optimizer.kind} has epsilon {num(optimizer.epsilon)} (default 1e-7). It stands beside gradients "
        f"of a hundredth and less, so the step is no longer adaptive and "
        "far smaller than the learning rate says.",
        remedy=f"Take `keras.optimizers.{optimizer.kind}(epsilon=1e-7)`.",
        evidence={"epsilon": optimizer.epsilon, "threshold": epsilon},
        tensor=MODEL,
    )


@large_epsilon.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=1e-3, epsilon=1.0))}


@large_epsilon.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=1e-3, epsilon=1e-7))}
