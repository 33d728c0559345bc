"""Windows on both sides of the split that share rows."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count
from seqguard.facts.splits.seams import Seams


@check("SG618", severity="info")
def split_without_gap(
    plan: Other[Input[Plan]], train_plan: Train[Input[Plan]], other_seams: Other[Input[Seams]]
) -> Iterable[Finding]:
    """The first validation windows share rows with the last training windows.

    Why: the windows were cut first and split in the order of time afterwards, as fit(validation_split=...) does it.
        The first few validation windows see rows that were targets in training: a small part of the score is known.
    Evidence: train's last window ends in the very rows with which validation's first begins, three different ones
        at least.
    Remedy: leave out as many windows as a window and its horizon are long.
    Limits: needs windows in the order of time in both splits.
    """
    if not (plan.sliding and train_plan.sliding):
        raise Missing("needs sliding windows in the order of time in both splits")
    rows, step = other_seams.after, train_plan.step
    if not rows:
        return
    sharing = min(plan.n, -(-rows // step))
    gap = -(-plan.T // step)
    yield Finding(
        message=f"{plan.at(0, slice(0, rows))} is train[{train_plan.n - 1}, {plan.T - rows}:{plan.T}]: the first "
        f"{count(sharing, 'window')} of {plan.split} (of {plan.n:,}) share rows with training windows.",
        remedy=f"Leave a gap of {gap} windows, and of as many more as the horizon has rows beyond one: "
        f"`TimeSeriesSplit(gap={gap})`, or drop the first windows of {plan.split}.",
        fix=drop_samples(f"np.arange(len(X)) >= {sharing}", "they share rows with train"),
        evidence={"shared_rows": rows, "windows": sharing, "gap_n": gap},
        samples=tuple(range(min(5, sharing))),
    )


@split_without_gap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2).astype(np.float32), 12)
    return {"X": X[:400], "y": y[:400], "validation_data": (X[400:], y[400:])}


@split_without_gap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2).astype(np.float32), 12)
    return {"X": X[:400], "y": y[:400], "validation_data": (X[411:], y[411:])}
