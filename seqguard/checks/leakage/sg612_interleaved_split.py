"""Validation data between the training data in time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence
from seqguard.core.text import share as percent
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.seams import Seams
from seqguard.facts.splits.times import Times
from seqguard.sources.split import Split

REMEDY = "Split at one point in time: sort by time, then `train, validation = X[:k], X[k + gap :]`."


@check("SG612", severity="warning")
def interleaved_split(
    plan: Other[Input[Plan]],
    train_plan: Train[Input[Plan]],
    other_times: Other[Times],
    other_seams: Other[Input[Seams]],
    *,
    share: float = threshold(
        0.5, 0, 1, source="judgement: at the seam of two splits in order only the first windows lie between"
    ),
) -> Iterable[Finding]:
    """Samples of validation lie between samples of train in time.

    Why: the days before and after each validation day were trained on, and what is to be told is already known on
        both sides; in use there is only a past.
    Evidence: timestamps of half of the validation samples or more lie between the first and the last of train; or,
        without timestamps, validation begins with rows of one training window and ends with rows of a later one, as a
        middle fold of unshuffled windows does.
    Remedy: split at one point in time, or by group.
    Limits: where groups are given, whose times run side by side, nothing is said. Without timestamps a gap of a window
        between the splits hides where validation lies.
    """
    t = other_times
    if not t.known:
        if not plan.sliding:
            raise Missing("no timestamps were given for both: seqguard.Split(X, y, timestamps=...)")
        if other_seams.between is not None:
            yield _between(plan, train_plan, other_seams.span, *other_seams.between)
        return
    if t.grouped or t.within < share:
        return
    yield Finding(
        message=f"{percent(t.within, 1)} of the samples of {plan.split} lie between train's first time "
        f"({t.train_first}) and "
        f"last ({t.train_last}): what comes before and after them was trained on.",
        remedy=REMEDY,
        evidence={"within": evidence(t.within), "threshold": share},
    )


def _between(plan: Plan, train_plan: Plan, span: int, first: tuple[int, int], last: tuple[int, int]) -> Finding:
    here = [
        plan.at(sample, slice(step - span + 1, step + 1)) for sample, step in ((0, span - 1), (plan.n - 1, plan.T - 1))
    ]
    there = [train_plan.beside(sample, slice(step - span + 1, step + 1)) for sample, step in (first, last)]
    return Finding(
        message=f"{plan.split.capitalize()} lies between training windows in time: {here[0]} is {there[0]}, and "
        f"{here[1]} is {there[1]}. What comes before and after it was trained on.",
        remedy=REMEDY,
        evidence={"train_samples": [first[0], last[0]], "rows": span},
        samples=(0, plan.n - 1),
    )


@interleaved_split.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    val, y_val = data["validation_data"]
    times = rng.permutation(len(data["X"]) + len(val))
    return {
        "X": Split(data["X"], data["y"], timestamps=times[: len(data["X"])]),
        "validation_data": Split(val, y_val, timestamps=times[len(data["X"]) :]),
    }


@interleaved_split.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    val, y_val = data["validation_data"]
    times = np.arange(len(data["X"]) + len(val))
    return {
        "X": Split(data["X"], data["y"], timestamps=times[: len(data["X"])]),
        "validation_data": Split(val, y_val, timestamps=times[len(data["X"]) :]),
    }
