"""A training loss of zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing, num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog

CAUSES = (
    "constant-target",
    "near-constant-target",
    "tiny-target",
    "outlier-crushed-target",
    "target-leak",
    "single-column-crossentropy",
    "exclusive-class-mismatch",
)


@check("SG801", severity="error", explains=("SG803",))
def zero_loss(
    log: TrainingLog,
    *,
    relative: float = threshold(1e-12, 0, 1, source="judgement: only clean toy data are learnt so far by sound models"),
    printed: float = threshold(5e-05, 0, 1, source="formula: Keras prints four decimals, and 0.0000 below"),
) -> Iterable[Finding]:
    """The training loss is zero.

    Why: A loss of zero is not success but the end of what the loss can say: a target that does not vary, a loss
        over one column, or the target among the inputs.
    Evidence: The loss is exactly 0, or below 1e-12 of a constant's loss; or it is below 5e-5, which Keras prints as
        0.0000, and a cause was found among the targets or in the loss. Measured, all targets 0 with mse: 3e-4 to 1e-3
        after the first epoch and 5e-8 to 1e-7 after 50.
    Remedy: The cause, which the findings on data and model name.
    Limits: Models of many parameters can learn clean toy data to 1e-12 by heart. A warning where a train_step of the
        model's own leaves the metric `loss`, which Keras logs, at 0.
    """
    losses = log.known()
    if not losses:
        return
    causes = tuple(slug for slug in log.preflight if slug in CAUSES)
    at = next((i for i, loss in enumerate(losses) if _zero(loss, log.baseline, relative)), None)
    if at is None and causes and 0 <= losses[-1] < printed:
        at = next(i for i, loss in enumerate(losses) if 0 <= loss < printed)
    if at is None:
        return
    because = "The preflight names no cause, so the target may follow from X by a rule."
    if causes:
        because = f"The preflight names the cause: {listing(causes)}."
    elif log.own_step and losses[0] == 0:
        yield _untracked()
        return
    yield Finding(
        message=f"The training loss is {num(losses[at])} after epoch {at + 1}. It has nothing left to say about "
        f"the model. {because}",
        remedy=f"Fix {listing(causes)} first, then retrain: nothing was learned."
        if causes
        else "Look at `model.predict(X)` beside y, and whether X holds y.",
        evidence={"loss": losses[at], "epoch": at + 1, "baseline": log.baseline, "causes": list(causes)},
        tensor=MODEL,
    )


def _untracked() -> Finding:
    return Finding(
        message="A loss of 0 is logged from the first epoch on. The model's own train_step does not update the metric "
        "`loss`, and Keras logs that metric in place of what train_step returns: what the loss is, is not known.",
        remedy="Update it in train_step before that returns: "
        "`next(m for m in self.metrics if m.name == 'loss').update_state(loss)`.",
        evidence={"loss": 0.0, "epoch": 1},
        severity="warning",
        tensor=MODEL,
    )


def _zero(loss: float, baseline: float | None, relative: float) -> bool:
    return loss == 0 or (baseline is not None and baseline > 0 and 0 <= loss < relative * baseline)


@zero_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(4e-4, 2e-8), baseline=0.0, preflight=("constant-target",))}


@zero_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.0, 0.0), own_step=True)}


@zero_loss.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(4e-4, 2e-8), baseline=1e-4)}
