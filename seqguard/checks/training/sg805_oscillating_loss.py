"""A loss that jumps up and down."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.text import share as percent
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG805", severity="info")
def oscillating_loss(
    log: TrainingLog,
    *,
    share: float = threshold(0.5, 0, 1, source="TheDeepChecker: turns in more than 50 % of the points"),
    size: float = threshold(0.1, 0, source="judgement: batches drawn anew move a sound loss by some percent"),
    epochs: int = threshold(6, 3, source="judgement: the second half of fewer has no two turns"),
) -> Iterable[Finding]:
    """The training loss goes up and down from epoch to epoch.

    Why: The steps are too long for the valley they are in, or the epochs too short to average over.
    Evidence: Over the second half of at least 6 epochs, more than half of the changes are turns, and the mean size
        of a change exceeds 10 % of the mean loss. The proposal is TheDeepChecker's (turns in more than 50 % of the
        points); not measured further, so a note.
    Remedy: A smaller rate, a larger batch, ReduceLROnPlateau.
    Limits: Few batches an epoch make any loss jump.
    """
    late = [loss for loss in log.known()[log.epochs // 2 :] if loss - loss == 0]
    if log.epochs < epochs or len(late) < 3:
        return
    changes = np.diff(late)
    turns = float((np.sign(changes[1:]) * np.sign(changes[:-1]) < 0).mean())
    mean = float(np.mean(np.abs(late)))
    jump = float(np.abs(changes).mean()) / mean if mean else 0.0
    if turns <= share or jump <= size:
        return
    yield Finding(
        message=f"Over the last {len(late)} epochs the loss turned at {percent(turns, 1)} of the points and moved by "
        f"{percent(jump, 1)} of its mean each time: from {num(min(late))} to {num(max(late))}.",
        remedy="Take a learning rate 3 to 10 times smaller, or `keras.callbacks.ReduceLROnPlateau(monitor='loss')`.",
        evidence={"turns": turns, "jump": jump, "epochs": len(late)},
        tensor=MODEL,
    )


@oscillating_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(3.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0))}


@oscillating_loss.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(3.0, 2.0, 1.0, 0.8, 0.82, 0.78, 0.79, 0.76))}
