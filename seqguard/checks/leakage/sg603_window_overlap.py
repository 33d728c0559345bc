"""Validation windows made of rows that were trained on."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.checks.leakage._rescaled import Rescaled
from seqguard.checks.leakage._splits import of, right_split, trusted
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.places import Base, Input, Other
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, share
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.overlap import Shifted
from seqguard.sources.base import SplitData


@check(
    "SG603",
    severity="error",
    explains=("SG604", "SG612"),
    aliases=(
        "random split of windows",
        "train_test_split of windows",
        "shuffled split",
        "data leakage",
    ),
)
def window_overlap(
    plan: Other[Input[Plan]],
    base_plan: Base[Input[Plan]],
    other_shifted: Other[Input[Shifted]],
    other_rescaled: Other[Input[Rescaled]],
    base_kinds: Base[Input[Kinds]],
    base_data: Base[SplitData],
    *,
    least: float = threshold(0.2, 0, 1, source="60 sound sets: at most .02; after a random split .79 to 1.00"),
    certain: float = threshold(0.5, 0, 1, source="60 sound sets: at most .02; after a random split .79 to 1.00"),
) -> Iterable[Finding]:
    """Windows of validation hold rows of training windows, or those of test rows of validation windows.

    Why: windows of one series overlap. When they are cut first and split at random afterwards, nearly every
        validation window has a training window one step beside it, and val_loss measures memory. Two further splits
        that overlap, a test set and the validation set by which the model was chosen, or two folds, tell the same
        thing twice.
    Evidence: two comparisons by 64-bit hash, the larger share counts. The last rows of each validation window (4 to
        8 of them, at least three quarters different) are looked up among all rows of training; and all steps but
        one of each window among all steps but one of the training windows. In a chronological split they never
        stand there, though the first validation windows share earlier rows. An error from 50 % of the windows on, a
        warning from 20 % or where neither split is train, and at least three times the windows that hold such rows
        in the same steps of a training
        window: those are copies, of which train-val-overlap speaks, or a series that repeats itself. Where nothing
        is equal, the last 4 to 12 rows are compared as shapes, each feature brought to [0, 1] within them, which
        each split or window scaled for itself leaves as they are: a warning from 50 %. On 60 sound sets the share
        is at most .02, after a random split and scaling of each half .79 to 1.00. Random splits of overlapping
        windows were found in 46 of 46 sets, and none in 60 sound ones.
    Remedy: split the series first and cut the windows afterwards, or leave a gap of one window between the two.
    Limits: fewer than twelve rows of features of at most twelve values each prove too little for an error. Windows of
        few different values, cut several rows apart, cannot be told apart by their rows. Above about
        131,000 training rows a sample of the rows is compared, the same in both splits.
    """
    s, r = other_shifted, other_rescaled
    varied = bool((base_kinds.among("quantised", "continuous") & ~base_kinds.columns.static).any())
    fewest = 4 if varied and s.share >= certain else 20
    if s.pair is not None and s.tells and s.compared >= fewest and s.share >= least:
        proves = s.share >= certain and (varied or s.pair.rows >= 12)  # four symbols in a row recur by chance
        severity: Severity = "error" if proves and base_plan.split == "train" else "warning"
        yield replace(_finding(plan, base_plan, base_data, s, least), severity=severity)
    elif s.share < least and r.matched >= 10 and r.share >= max(3 * r.by_chance, certain * min(1.0, r.coverage)):
        yield replace(_finding(plan, base_plan, base_data, r, certain), severity="warning")


def _finding(plan: Plan, base_plan: Plan, base_data: SplitData, found: Shifted | Rescaled, threshold: float) -> Finding:
    pair = found.pair
    assert pair is not None  # what matched has a first match
    here = plan.at(pair.sample, slice(pair.step - pair.rows + 1, pair.step + 1))
    there = base_plan.beside(pair.base_sample, slice(pair.base_step - pair.rows + 1, pair.base_step + 1))
    rescaled = isinstance(found, Rescaled)
    scale, alike = (" on a scale of their own", ", up to shift and scale") if rescaled else ("", "")
    return Finding(
        message=f"{found.matched:,} of {found.compared:,} {plan.split} windows "
        f"({share(found.matched, found.compared)}) hold rows of {of(base_plan)} windows{scale}: {here} is "
        f"{there}{alike}. The windows were split at random after they were cut. {trusted(plan, base_plan)}",
        remedy=f"Split the series first, then cut the windows"
        f"{', and scale all with what was fitted on train' if rescaled else ''}. "
        f"{right_split(plan, base_plan, base_data)}",
        evidence={
            "share": evidence(found.share),
            "by_chance": evidence(found.by_chance),
            "threshold": threshold,
            "rows": pair.rows,
            "base": base_plan.split,
            "base_sample": pair.base_sample,
            "rescaled": rescaled,
        },
        samples=(pair.sample,),
    )


@window_overlap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    order = rng.permutation(len(data["X"]))
    a, b = order[:300], order[300:]
    X, y = data["X"], data["y"]
    return {"X": X[a], "y": y[a], "validation_data": (X[b], y[b])}


@window_overlap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["X"], data["y"]
    return {"X": X[:320], "y": y[:320], "validation_data": (X[320:], y[320:])}


@window_overlap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    order = rng.permutation(len(data["X"]))
    a, b = order[:300], order[300:]
    X, y = data["X"], data["y"]
    return {"X": X[a], "y": y[a], "validation_data": (X[b] * 1.7 + 3, y[b])}
