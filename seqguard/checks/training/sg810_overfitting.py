"""A training loss that falls while the validation loss rises."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import TrainingLog


@check("SG810", severity="info")
def overfitting(
    log: TrainingLog,
    *,
    rise: float = threshold(0.2, 0, source="judgement: validation losses of few samples vary by some percent"),
    epochs: int = threshold(3, 1, source="judgement: a single epoch may be luck"),
) -> Iterable[Finding]:
    """The validation loss has risen for epochs while the training loss fell.

    Why: What is learned since its best epoch holds for the training samples alone. A training loss near zero hides
        it.
    Evidence: val_loss at least 20 % above its minimum for the last 3 epochs, and the training loss below what it
        was at that minimum. A proposal, so a note.
    Remedy: EarlyStopping with restore_best_weights.
    Limits: Noisy validation losses of few samples reach 20 % by chance.
    """
    losses = log.known()
    held = [v for v in log.validation if v is not None and v - v == 0]
    if len(held) != log.epochs or log.epochs <= epochs:
        return
    best = int(np.argmin(held))
    late = held[-epochs:]
    if best >= log.epochs - epochs or min(late) < (1 + rise) * held[best] or losses[-1] >= losses[best]:
        return
    yield Finding(
        message=f"val_loss was lowest after epoch {best + 1} ({num(held[best])}) and is {num(held[-1])} now, while "
        f"the training loss fell from {num(losses[best])} to {num(losses[-1])}: "
        f"the {log.epochs - best - 1} epochs since were memorising.",
        remedy="Take `keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)`, dropout, or fewer units.",
        evidence={
            "best_epoch": best + 1,
            "best": held[best],
            "now": held[-1],
            "loss_at_best": losses[best],
            "loss": losses[-1],
        },
        tensor=MODEL,
    )


@overfitting.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5, 0.3, 0.1, 0.01, 1e-3), validation=(0.5, 0.4, 0.6, 0.7, 0.8))}


@overfitting.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5, 0.3, 0.1, 0.01, 1e-3), validation=(0.5, 0.4, 0.39, 0.41, 0.42))}
