"""A learning rate that no training survives."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, NetworkFacts, OptimizerFacts


@check("SG730", severity="error")
def extreme_learning_rate(
    model: NetworkFacts,
    *,
    highest: float = threshold(1.0, 0, source="264 runs: at 1, 7 of 11 with Adam and 9 of 11 with RMSprop diverge"),
    lowest: float = threshold(
        1e-08, 0, 1, source="264 runs: at 1e-9 a step moves weights by at most 2e-8 of their norm"
    ),
) -> Iterable[Finding]:
    """The learning rate is not positive, or far outside of what an adaptive optimizer can use.

    Why: A rate of 0 or less stands still or climbs; Keras accepts -1.0. The first step of Adam and its kin has the
        size of the rate in every weight, whatever the gradient: weights are around 0.1, so a step of 1 throws them
        away.
    Evidence: rate <= 0 or not finite; for Adam, AdamW, Adamax, Nadam, RMSprop and Lion also rate >= 1 or <= 1e-8.
        Measured: at rate 1 7 of 11 Adam runs and 9 of 11 RMSprop runs diverge, the first step being 5.5 to 28 times
        the weights' norm.
    Remedy: The default, 1e-3.
    Limits: Other optimizers' rates are judged by the probe alone.
    """
    optimizer = model.optimizer
    if optimizer is None:
        return
    rate = optimizer.rate
    sane = rate - rate == 0 and rate > 0
    if sane and (not optimizer.adaptive or lowest < rate < highest):
        return
    does = (
        "throws the weights away in its first step"
        if sane and rate >= highest
        else "moves the weights by less than their rounding"
        if sane
        else "does not descend"
    )
    yield Finding(
        message=f"{optimizer.kind} has learning rate {num(rate)}"
        + (" at its highest" if optimizer.scheduled else "")
        + f": it {does}.",
        remedy=f"Take `keras.optimizers.{optimizer.kind}(learning_rate={num(1e-3 if optimizer.adaptive else 1e-2)})`.",
        evidence={"rate": rate if rate - rate == 0 else None, "optimizer": optimizer.kind},
        tensor=MODEL,
    )


@extreme_learning_rate.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="SGD", rate=-1.0))}


@extreme_learning_rate.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(optimizer=OptimizerFacts(kind="SGD", rate=1.0))}
