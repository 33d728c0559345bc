"""Validation data between the training data in time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import Missing, check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import labelled
from seqguard._words import evidence
from seqguard.facts.times import Times
from seqguard.sources.split import Split


@check("SG612", severity="warning")
def interleaved_split(plan: Plan, other_times: Times, *, share: float = 0.5) -> Iterable[Finding]:
    """Samples of validation lie between samples of train in time.

    Why: the days before and after each validation day were trained on, and what is to be told is already known on
        both sides; in use there is only a past.
    Evidence: timestamps of half of the validation samples or more lie between the first and the last of train.
    Remedy: split at one point in time, or by group.
    Limits: needs timestamps; where groups are given, whose times run side by side, nothing is said.
    """
    t = other_times
    if not t.known:
        raise Missing("no timestamps were given for both: seqguard.Split(X, y, timestamps=...)")
    if t.grouped or t.within < share:
        return
    yield Finding(
        message=f"{t.within:.1%} of the samples of {plan.split} lie between train's first time ({t.train_first}) and "
        f"last ({t.train_last}): what comes before and after them was trained on.",
        remedy="Split at one point in time: sort by time, then train = X[:k], validation = X[k + gap:].",
        evidence={"within": evidence(t.within), "threshold": share},
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
