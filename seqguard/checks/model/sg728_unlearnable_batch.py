"""A model that cannot learn 32 samples by heart."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import ProbeFacts


@check("SG728", severity="warning")
def unlearnable_batch(
    model_probe: ProbeFacts,
    *,
    remaining: float = threshold(
        0.5, 0, 1, source="default models: at most .096; gates shut by biases of -8 .70, stacks begun at zero 1.00"
    ),
) -> Iterable[Finding]:
    """The model cannot learn 32 samples by heart.

    Why: What cannot memorise a batch cannot learn from many: closed gates, dead units, a broken loss, a wrong rate.
    Evidence: Lowest loss in 250 steps of Adam(0.01) on 32 samples above half of a constant's loss. Measured: an
        LSTM(8) is at 0.00 of it on a learnable target, at 0.15 on random labels, at 0.15 with biases of -5 and at
        0.70 with biases of -8, whose gates stay shut; stacks begun at zero stay at 1.00.
    Remedy: Look at initialisers, output and loss; then at the rate.
    Limits: Only with probe="thorough": it takes 2 to 10 seconds. Strong dropout keeps a sound model from it.
    """
    if model_probe.overfit is None:
        raise Missing('asked for by probe="thorough"')
    if model_probe.overfit <= remaining:
        return
    yield Finding(
        message=f"After 250 steps on the same 32 samples the loss is still {_left(model_probe.overfit)} a constant's: "
        "the model cannot learn them by heart.",
        remedy="Check that output and loss belong together, and try default initialisers, no dropout, and another "
        "learning rate, in this order.",
        evidence={"remaining": model_probe.overfit, "threshold": remaining},
        tensor=MODEL,
    )


def _left(share_of_constant: float) -> str:
    return "as high as" if share_of_constant >= 0.95 else f"{share(share_of_constant, 1)} of"


@unlearnable_batch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(overfit=1.0)}


@unlearnable_batch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(overfit=0.096)}
