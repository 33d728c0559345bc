"""One sequence in place of many."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.thresholds import threshold


@check(
    "SG433",
    severity="warning",
    aliases=("one sample", "reshape to (1, n, features)", "batch of one", "whole series as one sample"),
)
def single_sample(
    plan: Input[Plan],
    *,
    steps: int = threshold(
        64, 2, source="206 sound sets: none has one sample; a single short sequence is a prediction"
    ),
) -> Iterable[Finding]:
    """The whole series is one sample.

    Situation: `X[None]` or `reshape(1, -1, F)` made one sample of the whole series.
    Why: `fit` makes one step of gradient an epoch, nothing is left to validate on, and the network sees one sequence
        from its beginning to its end, so that it can learn it by heart.
    Evidence: X has three axes, the first of which is 1, and 64 timesteps or more. Mostly a `reshape(1, -1, features)`
        where windows were meant. 11 of 45 audited public projects trained on one sample or on few; of 206 sound sets
        none does.
    Remedy: cut windows: `numpy.lib.stride_tricks.sliding_window_view(rows, steps, axis=0)`, or seqguard.windows.
    Limits: one long sequence that is trained on in pieces, with a stateful network, is reported as well.
    """
    if len(plan.shape) != 3 or plan.n > 1 or steps > plan.T or plan.split != "train":
        return
    yield Finding(
        message=f"{plan.label} has shape {plan.shape}: the whole series of {plan.T:,} timesteps is one sample. `fit` "
        "makes one step of gradient an epoch, and there is nothing to validate on.",
        remedy="Cut windows of some rows, `np.lib.stride_tricks.sliding_window_view(X[0], 24, axis=0)`, with the row "
        "after each as its target.",
        evidence={"samples": 1, "timesteps": plan.T, "threshold": steps},
    )


@single_sample.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    rows = random_walk(rng, 301, 2)
    return {"X": rows[None, :-1], "y": rows[None, 1:, 0]}


@single_sample.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
