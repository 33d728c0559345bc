"""Validation data that are distributed otherwise than training data."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.checks.leakage._shift import Drift, Shift, grown
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each, Other, Train
from seqguard.core.plan import Ints, Plan
from seqguard.core.text import agree, evidence, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.continuity import STEP, Continuity

DRIFTS, SHORT, LATER = 0.5, 50, 0.75
"""Share of train's second half beyond its first from which on its level moves; windows side by side up to which such a
train is a moment of the series, as for few-independent-windows; and the distance of the ranges, of that of the means,
to which it may get by itself: prices of decades later lie .45 away, ten deviations of carbon dioxide .8."""


@check(
    "SG616",
    severity="info",
    aliases=(
        "val-range-shift",
        "validation outside the range of train",
        "distribution shift",
        "trend between splits",
    ),
)
def val_shift(
    tensor_plan: Other[Each[Plan]],
    train_tensor_plan: Train[Each[Plan]],
    train_tensor_kinds: Train[Each[Kinds]],
    train_tensor_drift: Train[Each[Drift]],
    other_tensor_shift: Other[Each[Shift]],
    other_tensor_continuity: Other[Each[Continuity]],
    *,
    distance: float = threshold(0.5, 0, 1, source="257 sound features: median .30, a third above .5: a note"),
    outside: float = threshold(0.5, 0, 1, source="257 sound features: 12 % above it: a note"),
    moved: float = threshold(1.5, 0, source="257 sound features: 5 % above 3.4: a note"),
    jump: float = threshold(10, 0, source="257 sound features: 5 % above 3.4; moved by 10 deviations found in .96"),
    wider: float = threshold(20, 1, source="x1000 found in .93, x100 in .89, x10 in .32 of real sets; 143 sound: none"),
    fewest: float = threshold(
        20, 1, source="200 sound sets cut to 100 samples: 20 alarms of these checks without it, none with it"
    ),
) -> Iterable[Finding]:
    """Some features of validation lie elsewhere than in train.

    Why: what lies outside of the training range was never learnt; the score is about another regime. A jump by
        orders of magnitude is mostly a change of unit or a scaler that was left out.
    Evidence: a warning where 95 % of the values lie beyond train's extremes and the mean is more than ten
        deviations away, or half lie beyond them and the range is 20 times as wide, and windows of a series step
        there at the seam: a trend goes on from where train ends, or in windows without an order from where its values
        end, to a quarter of the distance of the means. Train must hold 20 windows side by side, and 50 where half of
        its second half lies beyond its first and validation is not further away than such a series may get: the range
        of fewer is a moment of the series. A note where the
        Kolmogorov-Smirnov distance is 0.5 or more, half of the values lie beyond train's extremes, or the mean has
        moved by 1.5 deviations: on 257 features of sound chronological splits the median distance is 0.30 and a
        third exceed 0.5, so that is no fault by itself, and p-values would alarm on all of them. One feature moved
        by 1, 3 and 10 deviations was found in .57, .84 and .96 of 56 sets.
    Remedy: compare the units and the scaling; of a trend, learn differences or ratios instead of levels.
    Limits: features are compared one by one; a new relation between them is not seen.
    """
    if tensor_plan.task in ("classification", "multilabel", "tokens"):
        return
    if tensor_plan.origin is not None and tensor_plan.origin.shift > 0:
        return  # the target is a feature some rows on, which speaks for both
    s = other_tensor_shift
    levels = train_tensor_kinds.among("quantised", "continuous")
    with np.errstate(invalid="ignore"):
        trend = (train_tensor_plan.step == 0) & (s.gap <= STEP)
        moves = (s.outside >= 0.95) & (np.abs(s.moved) > jump) & ~trend
        widens = levels & (s.wider > wider) & (s.outside >= outside) & ~grown(train_tensor_plan, s)
        drifts = np.where(s.moved > 0, train_tensor_drift.up, train_tensor_drift.down) >= DRIFTS
        later = drifts & (train_tensor_plan.independent < SHORT) & (s.gap <= LATER)
        jumps = (moves | widens) & ~later
        jumps &= ~other_tensor_continuity.continues & (train_tensor_plan.independent >= fewest)
        shifts = (s.distance >= distance) | (s.outside >= outside) | (np.abs(s.moved) >= moved)
    if jumps.any():
        yield _finding(tensor_plan, s, np.flatnonzero(jumps), jumped=True)
    if (shifts & ~jumps).any():
        yield _finding(tensor_plan, s, np.flatnonzero(shifts & ~jumps), jumped=False)


def _finding(plan: Plan, s: Shift, features: Ints, *, jumped: bool) -> Finding:
    worst = int(features[np.abs(s.moved[features]).argmax()])
    name, of = (f"`{plan.features[worst]}` ", f"of `{plan.features[worst]}` ") if plan.F > 1 else ("", "")
    what = "on another level altogether" if jumped else "distributed otherwise"
    return Finding(
        message=f"{_subject(plan, len(features))} {what} than in train: the mean {of}is {num(s.moved[worst])} of "
        f"train's deviations away, {share(s.outside[worst], 1)} of its values lie beyond train's extremes "
        f"(Kolmogorov-Smirnov distance {num(s.distance[worst])})."
        + (
            " A unit or a scaler differs; the loss on it says nothing."
            if jumped
            else " The score is about another regime."
        ),
        remedy=f"Compare units and scaling of {name or plan.tensor + ' '}in both, with raw rows at hand."
        if jumped
        else "Where the series trends, let the network learn differences or ratios to the last value instead of "
        "levels.",
        evidence={
            "deviations": evidence(s.moved[worst]),
            "outside": evidence(s.outside[worst]),
            "outside_rows": int(s.outside_rows[features].sum()),
            "distance": evidence(s.distance[worst]),
        },
        features=plan.names(features) if plan.F > 1 else (),
        severity="warning" if jumped else "info",
    )


def _subject(plan: Plan, count: int) -> str:
    what = "features" if plan.role == "x" else "columns"
    if plan.F == 1:
        return f"The values of {plan.label} are"
    return f"{count} of {plan.F} {what} of {plan.label} {agree(count, 'is', 'are')}"


@val_shift.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["validation_data"][0][:, :, 1] += 4 * data["X"][:, :, 1].std()
    return data


@val_shift.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, _ = data["validation_data"]
    X[:, :, 1] = 1000 * X[:, :, 1] + 5000
    return data


@val_shift.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    steps = np.arange(12)[None, :] + np.arange(500)[:, None]
    waves = np.sin(steps[..., None] * np.array([0.3, 0.7])) + 0.3 * rng.standard_normal((500, 12, 2))
    X, y = waves.astype(np.float32), waves[:, -1, 0] + 0.3 * rng.standard_normal(500)
    return {"X": X[:400], "y": y[:400], "validation_data": (X[400:], y[400:])}
