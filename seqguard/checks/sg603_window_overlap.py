"""Validation windows made of rows that were trained on."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding, Severity
from seqguard._synthetic import forecast
from seqguard._words import evidence, share
from seqguard.facts.kinds import Kinds
from seqguard.facts.overlap import Pair, Shifted
from seqguard.facts.rescaled import Rescaled


@check("SG603", severity="error", explains=("SG604",))
def window_overlap(
    plan: Plan,
    train_plan: Plan,
    other_shifted: Shifted,
    other_rescaled: Rescaled,
    train_kinds: Kinds,
    *,
    least: float = 0.2,
    certain: float = 0.5,
) -> Iterable[Finding]:
    """Validation windows hold rows of training windows.

    Why: windows of one series overlap. When they are cut first and split at random afterwards, nearly every
        validation window has a training window one step beside it, and val_loss measures memory.
    Evidence: two comparisons by 64-bit hash, the larger share counts. The last rows of each validation window (4 to
        8 of them, at least three quarters different) are looked up among all rows of training; and all steps but
        one of each window among all steps but one of the training windows. In a chronological split they never
        stand there, though the first validation windows share earlier rows. An error from 50 % of the windows on, a
        warning from 20 %, and at least three times the windows that hold such rows in the same steps of a training
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
    varied = any(c.kind in ("quantised", "continuous") and not c.static for c in train_kinds)
    fewest = 4 if varied and s.share >= certain else 20
    if s.pair is not None and s.tells and s.compared >= fewest and s.share >= least:
        proves = s.share >= certain and (varied or s.pair.rows >= 12)  # four symbols in a row recur by chance
        yield _finding(plan, train_plan, s, s.pair, least, "error" if proves else "warning")
    elif (
        s.share < least
        and r.pair is not None
        and r.matched >= 10
        and r.share >= max(3 * r.by_chance, certain * min(1.0, r.coverage))
    ):
        yield _finding(plan, train_plan, r, r.pair, certain, "warning")


def _finding(
    plan: Plan, train_plan: Plan, found: Shifted | Rescaled, pair: Pair, threshold: float, severity: Severity
) -> Finding:
    here = plan.at(pair.sample, slice(pair.step - pair.rows + 1, pair.step + 1))
    there = f"train[{pair.train_sample}, {pair.train_step - pair.rows + 1}:{pair.train_step + 1}]"
    gap = -(-plan.T // max(1, plan.step or train_plan.step))
    scale = " on a scale of their own" if isinstance(found, Rescaled) else ""
    return Finding(
        message=f"{found.matched:,} of {found.compared:,} {plan.split} windows "
        f"({share(found.matched, found.compared)}) hold rows of training windows{scale}: {here} is "
        f"{there}{', up to shift and scale' if scale else ''}. The windows were split at random after they were cut; "
        "the loss on them will measure memory.",
        remedy="Split the series first, then cut the windows"
        + (", and scale all with what was fitted on train" if scale else "")
        + f". With windows in the order of time at hand: train, val = list(TimeSeriesSplit(gap={gap}).split(X))[-1].",
        evidence={
            "share": evidence(found.share),
            "by_chance": evidence(found.by_chance),
            "threshold": threshold,
            "rows": pair.rows,
            "train_sample": pair.train_sample,
            "rescaled": bool(scale),
        },
        samples=(pair.sample,),
        severity=severity,
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
