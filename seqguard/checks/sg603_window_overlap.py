"""Validation windows made of rows that were trained on."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast
from seqguard._words import evidence, share
from seqguard.facts.kinds import Kinds
from seqguard.facts.overlap import Shifted


@check("SG603", severity="error", explains=("SG604",))
def window_overlap(
    plan: Plan,
    train_plan: Plan,
    other_shifted: Shifted,
    train_kinds: Kinds,
    *,
    least: float = 0.2,
    certain: float = 0.5,
) -> Iterable[Finding]:
    """Validation windows hold rows of training windows.

    Why: windows of one series overlap. When they are cut first and split at random afterwards, nearly every validation window has
        a training window one step beside it, and val_loss measures memory.
    Evidence: two comparisons by 64-bit hash, the larger share counts. The last rows of each validation window (4 to 8 of them, at
        least three quarters different) are looked up among all rows of training; and all steps but one of each window
        among all steps but one of the training windows. In a chronological split they never stand there, though the first
        validation windows share earlier rows. An error from 50 % of the windows on, a warning from 20 %, and at least
        three times the windows that hold such rows in the same steps of a training window: those are copies, of which
        train-val-overlap speaks, or a series that repeats itself.
    Remedy: split the series first and cut the windows afterwards, or leave a gap of one window between the two.
    Limits: windows of few different values, cut several rows apart, cannot be told apart by their rows. Above about 131,000
        training rows a sample of the rows is compared, the same in both splits.
    """
    s = other_shifted
    varied = any(c.kind in ("quantised", "continuous") and not c.static for c in train_kinds)
    if s.pair is None or not s.tells or (s.compared < 10 and (s.share < certain or not varied)):
        return
    if s.share < least:
        return
    pair = s.pair
    here = plan.at(pair.sample, slice(pair.step - pair.rows + 1, pair.step + 1))
    there = f"train[{pair.train_sample}, {pair.train_step - pair.rows + 1}:{pair.train_step + 1}]"
    gap = -(-plan.T // max(1, plan.step or train_plan.step))
    yield Finding(
        message=f"{s.matched:,} of {s.compared:,} {plan.split} windows ({share(s.matched, s.compared)}) hold rows of training windows: "
        f"{here} is {there}. The windows were split at random after they were cut; the loss on them will measure memory.",
        remedy="Split the series first, then cut the windows. With windows in the order of time at hand: "
        f"train, val = list(TimeSeriesSplit(gap={gap}).split(X))[-1].",
        evidence={
            "share": evidence(s.share),
            "by_chance": evidence(s.by_chance),
            "threshold": least,
            "rows": pair.rows,
            "train_sample": pair.train_sample,
        },
        samples=(pair.sample,),
        severity="error" if s.share >= certain else "warning",
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
