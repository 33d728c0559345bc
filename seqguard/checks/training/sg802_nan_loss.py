"""A training that is not finite."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, listing
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog

CAUSES = (
    "nan-values",
    "all-nan-feature",
    "nan-padding",
    "nan-reaches-loss",
    "inf-values",
    "nan-target",
    "loss-domain",
    "nonfinite-at-start",
)


@check("SG802", severity="error", explains=("SG803", "SG805", "SG806", "SG808"))
def nan_loss(log: TrainingLog) -> Iterable[Finding]:
    """The loss or a gradient became NaN or infinite.

    Why: One such step makes the weights NaN; every later epoch is lost.
    Evidence: An epoch's loss, a gradient or a weight is not finite. The step and the layers are those whose
        gradient was the first to be so, read on its way to the optimizer.
    Remedy: The NaN in X or y if the preflight found some, else a smaller rate, clipnorm, scaled data.
    Limits: Which samples were in the batch is not known, since `fit` shuffles. Without the gradients only the epoch
        is known.
    """
    epoch = next((i for i, loss in enumerate(log.losses) if loss - loss != 0), None)
    bad = [g for g in log.gradients or () if g.first_bad is not None]
    if epoch is None and not bad and log.weights_finite:
        return
    step = min((g.first_bad for g in bad if g.first_bad is not None), default=None)
    first = tuple(g.layer for g in bad if g.first_bad == step)
    nan = tuple(s for s in log.preflight if s in CAUSES)
    yield Finding(
        message=f"{_where(log, step, epoch)}: {_layers(first, log)}. From there on every weight is "
        f"lost." + (f" The preflight names the cause: {listing(nan)}." if nan else ""),
        remedy=f"Fix {listing(nan)} first, then retrain."
        if nan
        else "Take a learning rate 10 times smaller and `clipnorm=1.0`, and scale X and y to size 1.",
        evidence={
            "step": step,
            "epoch": None if epoch is None else epoch + 1,
            "layers": list(first),
            "causes": list(nan),
        },
        tensor=MODEL,
        features=first if 0 < len(first) < len(log.gradients or ()) else (),
    )


def _where(log: TrainingLog, step: int | None, epoch: int | None) -> str:
    if step is not None and log.steps:
        return f"In batch {step % log.steps + 1:,} of epoch {step // log.steps + 1} training stopped being finite"
    if step is not None:
        return f"In step {step + 1:,} training stopped being finite"
    return f"In epoch {(epoch or 0) + 1} the loss stopped being finite"


def _layers(first: tuple[str, ...], log: TrainingLog) -> str:
    if not first:
        return log.unobserved or "the gradients were finite"
    if len(first) == len(log.gradients or ()):
        return f"the gradients of all {count(len(first), 'layer')} at once, so the loss itself or the batch"
    return f"first the gradient of {listing(first)}"


@nan_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.4, float("nan")), steps=32)}


@nan_loss.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.4, 0.3), steps=32)}
