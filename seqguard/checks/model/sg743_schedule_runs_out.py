"""A learning-rate schedule that is over long before training is."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, FitArguments, NetworkFacts, OptimizerFacts


@check("SG743", severity="warning")
def schedule_runs_out(
    model: NetworkFacts,
    model_fit: FitArguments,
    *,
    left: float = threshold(
        0.05,
        0,
        1,
        source="5 % of the rate after a tenth of the steps: the measured case ends there at 290 times the loss",
    ),
    steps: int = threshold(
        200, 0, source="below 200 steps a schedule has no tenth to speak of; as in learning-rate-too-low"
    ),
) -> Iterable[Finding]:
    """After a tenth of the planned steps the schedule has almost nothing left of its learning rate.

    Why: decay_steps is counted in batches, not in epochs: given in epochs, the rate is gone within a few of them, and
        the model stays where the first ones have left it.
    Evidence: From 10 % of the planned steps on, the rate is never above 5 % of its highest, and at least 200 steps are
        planned. Measured: ExponentialDecay(0.01, decay_steps=10, decay_rate=0.5) over 500 steps ends at a validation
        loss of 2.08, with decay_steps=320 at 0.007.
    Remedy: decay_steps in batches: epochs times batches per epoch.
    Limits: Only schedules that are given to the optimizer; callbacks that set the rate are not read.
    """
    optimizer = model.optimizer
    if optimizer is None or not optimizer.scheduled or optimizer.late is None or model_fit.steps is None:
        return
    if model_fit.steps < steps or optimizer.rate <= 0 or optimizer.late >= left * optimizer.rate:
        return
    per_epoch = model_fit.steps // max(1, model_fit.epochs)
    yield Finding(
        message=f"The schedule of {optimizer.kind} begins at {num(optimizer.rate)}, and from step "
        f"{model_fit.steps // 10:,} of {model_fit.steps:,} on it is at {num(optimizer.late)} or below: "
        f"{num(100 * optimizer.late / optimizer.rate)} % of it. What was not learned in the first tenth will not be.",
        remedy=f"Set `decay_steps={max(1, model_fit.steps // 4)}`: it counts batches, of which an epoch has "
        f"{per_epoch:,}.",
        evidence={"highest": optimizer.rate, "late": optimizer.late, "steps": model_fit.steps},
        tensor=MODEL,
    )


@schedule_runs_out.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    optimizer = OptimizerFacts(kind="Adam", rate=0.01, scheduled=True, late=0.00049)
    return {"model": NetworkFacts(optimizer=optimizer), "model_fit": FitArguments(steps=500, epochs=20)}


@schedule_runs_out.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    optimizer = OptimizerFacts(kind="Adam", rate=0.01, scheduled=True, late=0.00051)
    return {"model": NetworkFacts(optimizer=optimizer), "model_fit": FitArguments(steps=500, epochs=20)}
