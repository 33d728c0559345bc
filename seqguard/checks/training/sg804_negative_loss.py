"""A cross-entropy below zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.facts.model.compiled import CROSSENTROPIES, MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG804", severity="error")
def negative_loss(log: TrainingLog) -> Iterable[Finding]:
    """A loss that cannot be negative is.

    Why: A cross-entropy is the logarithm of a probability, and never below 0 as long as the targets are
        probabilities. Below it, the model is paid for being more and more certain, without bound.
    Evidence: The epoch's loss below -1e-6 with a cross-entropy or Kullback-Leibler loss. Measured for labels of 0
        to 2, -1 and 1, and standardised targets: -0.84, -1.08, -1.31.
    Remedy: Targets in [0, 1], or the loss of a regression.
    Limits: Negative sample weights and penalties of the user's own do the same.
    """
    if log.loss not in CROSSENTROPIES | {"kl_divergence"}:
        return
    at = next((i for i, loss in enumerate(log.known()) if loss < -1e-6), None)
    if at is None:
        return
    yield Finding(
        message=f"{log.loss} is {num(log.losses[at])} after epoch {at + 1}. It cannot fall below 0 for targets "
        f"between 0 and 1, so y holds others, and the loss has no lower end.",
        remedy="Look at `np.unique(y)`: class numbers need 'sparse_categorical_crossentropy', quantities 'mse'.",
        evidence={"loss": log.losses[at], "epoch": at + 1},
        tensor=MODEL,
    )


@negative_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(loss="binary_crossentropy", losses=(0.2, -0.84))}


@negative_loss.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(loss="binary_crossentropy", losses=(0.2, 0.0))}
