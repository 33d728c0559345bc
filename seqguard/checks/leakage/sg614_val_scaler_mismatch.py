"""Validation data on another scale than training data."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each, Other, Train
from seqguard.core.plan import Bools, Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.facts.scale.scaling import BOUND, Scaled, exactness, telling
from seqguard.facts.splits.continuity import Continuity


@check("SG614", severity="warning", explains=("SG615", "SG616"))
def val_scaler_mismatch(
    tensor_plan: Other[Each[Plan]],
    train_tensor: Train[Each[Scaled]],
    other_tensor: Other[Each[Scaled]],
    train_tensor_normalised: Train[Each[Normalised]],
    other_tensor_continuity: Other[Each[Continuity]],
    *,
    far: float = threshold(10, 1, source="60 sound sets: none; an unscaled validation split found in all"),
    scaled: float = threshold(0.05, 0, 1, source="60 sound sets: none; an unscaled validation split found in all"),
    most: float = threshold(2 / 3, 0, 1, source="60 sound sets: none; single features shift by nature"),
    other_unit: float = threshold(
        3, 1, source="judgement: parts of a series are seldom three times as wide as others by drift alone"
    ),
) -> Iterable[Finding]:
    """Validation was scaled by its own statistics, or not at all, while train is scaled.

    Why: the same number then means another thing in validation, and the loss on it says nothing; with a scaler of
        its own, a shift between the splits is scaled away, and the score is too good.
    Evidence: all features have mean 0 and deviation 1 to 0.0005 (two to 0.0001, a single one to 0.00002) in each
        split by itself (of a chronological split the second is never so by chance), or the extremes 0 and 1 in each
        by themselves, rarely enough not to be the ends of the data. Or: train is standardised (each feature, or all
        together, mean 0 and deviation 1 to 0.05) or lies in [0, 1], and two thirds of the features of validation are
        ten deviations away, or ten times as wide, and step there where windows of one series meet (a trend does not).
        Of 60 sound sets it spoke on none; each split scaled by itself was found in .93 of 57, an unscaled one in all.
    Remedy: scaler.fit(train rows), then scaler.transform for both.
    Limits: features of whole numbers from few are left out, those that run through the same levels equally often, and
        samples that were scaled each for itself. A validation set that a scaler was fitted on, and then cut down,
        leaves no trace.
    """
    if tensor_plan.task in ("classification", "multilabel", "tokens", "ambiguous"):
        return
    train, other = train_tensor, other_tensor
    tells = telling(train, other)
    tells &= not train_tensor_normalised.window  # what each window has by itself, each split has too
    if tells.any() and _standardised(train, other, tells):
        yield _each_for_itself(tensor_plan, "mean 0 and deviation 1", tells)
    elif tells.any() and _at_own_bounds(train, other, tells):
        yield _each_for_itself(tensor_plan, "the extremes 0 and 1", tells)
    elif train.usable.any():
        steps = train.usable & ~other_tensor_continuity.continues
        if steps.mean() >= most * train.usable.mean():
            yield from _unscaled(tensor_plan, train, other, train.usable, far, scaled, most, other_unit)


def _standardised(train: Scaled, other: Scaled, tells: Bools) -> bool:
    return all(bool((s.off()[tells] <= exactness(tells, s.windows.count)).all()) for s in (train, other))


def _at_own_bounds(train: Scaled, other: Scaled, tells: Bools) -> bool:
    bound = train.inside
    if bound is None or other.inside != bound or (train.decimal & other.decimal)[tells].all():
        return False
    low, high = (train.low_rare & other.low_rare)[tells], (train.high_rare & other.high_rare)[tells]
    proves = (low & high).any() or (low | high).all()  # of amounts, 0 is the end of the data itself
    return bool(proves) and all(
        bool(((np.abs(s.low - bound) <= BOUND) & (np.abs(s.high - 1) <= BOUND))[tells].all()) for s in (train, other)
    )


def _each_for_itself(plan: Plan, what: str, usable: Bools) -> Finding:
    count = int(usable.sum())
    return Finding(
        message=f"{'The feature has' if count == 1 else f'All {count} features have'} {what} in train, and again in "
        f"{plan.split} by itself: each split was scaled by its own statistics, so the same number means another thing "
        "in each, and a shift between them is gone.",
        remedy="Fit on train rows alone: scaler.fit(train_rows), then scaler.transform for both.",
        evidence={"features_scaled": count},
    )


def _unscaled(
    plan: Plan,
    train: Scaled,
    other: Scaled,
    usable: Bools,
    far: float,
    scaled: float,
    most: float,
    other_unit: float,
) -> Iterable[Finding]:
    t, o = train.rows, other.rows
    means, spreads = t.mean[usable], t.std[usable]
    together = (means.mean(), np.sqrt((spreads**2 + (means - means.mean()) ** 2).mean()))
    each = bool((train.off()[usable] <= scaled).all())
    if not (each or (abs(together[0]) <= scaled and abs(together[1] - 1) <= scaled) or train.inside is not None):
        return
    unit = np.where(spreads > 0, spreads, 1) if each or train.inside is not None else together[1]
    away = np.abs(o.mean[usable] - means) / unit
    width = o.std[usable] / unit
    wider = o.std[usable] / np.where(spreads > 0, spreads, 1)
    outside = ((away > far / 2) | (width > far)) & ((wider > other_unit) | (wider < 1 / other_unit))
    if outside.mean() < most or max(away.max(), width.max()) < far:
        return
    features = np.flatnonzero(usable)
    worst = int(features[away.argmax()])
    yield Finding(
        message=f"Train is scaled (`{plan.features[worst]}`: mean {num(t.mean[worst])}, deviation "
        f"{num(t.std[worst])}), {plan.split} is not: mean {num(o.mean[worst])}, deviation {num(o.std[worst])}; "
        f"{int(outside.sum())} of {len(features)} features are {num(far / 2)} deviations away or more, or {num(far)} "
        "times as wide. The loss on it will say nothing.",
        remedy=f"Apply the scaler that was fitted on train to {plan.split} as well: "
        f"scaler.transform({plan.label}_rows).",
        evidence={
            "train_mean": evidence(t.mean[worst]),
            "mean": evidence(o.mean[worst]),
            "deviations_away": evidence(away.max()),
            "threshold": far,
        },
    )


@val_scaler_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 620, 2)
    splits = []
    for part in (series[:480], series[500:]):
        X, y = cut(part, 12)
        rows = X.reshape(-1, 2)
        splits.append((((X - rows.mean(0)) / rows.std(0)).astype(np.float32), y))
    (X, y), val = splits
    return {"X": X, "y": y, "validation_data": val}


@val_scaler_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 620, 2) + np.array([50.0, 300.0])
    scaled = (series[:480] - series[:480].mean(0)) / series[:480].std(0)
    X, y = cut(scaled.astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[500:].astype(np.float32), 12)}


@val_scaler_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 620, 2)
    series = (series - series[:480].mean(0)) / series[:480].std(0)
    X, y = cut(series[:480].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[500:].astype(np.float32), 12)}
