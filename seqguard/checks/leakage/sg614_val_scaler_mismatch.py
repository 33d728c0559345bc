"""Validation data on another scale than training data."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._lattice import Lattices, lattices
from seqguard.checks.leakage._shift import Shift, grown
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each, Other, Train
from seqguard.core.plan import Bools, Origin, Plan
from seqguard.core.text import agree, evidence, listing, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.facts.scale.scaling import BOUND, Scaled, exactness, telling
from seqguard.facts.splits.continuity import Continuity

REACHED = 0.5
"""Share of the features that reach both bounds of a min-max scaling: some reach theirs in rows that are targets."""

ONE_LINE = 1e-3
"""Of the target's range: lines through float32 values differ by some 1e-6, those of two scalers by far more."""

HALF = 0.5
SEVERAL, LEFT_OUT, NEARLY = 3, 4.0, 0.01
"""Features that are all nearly standardised where a scaler saw a row or two more than the windows hold, the targets'
rows: one row of 3 deviations moves mean and deviation by up to 4 / n."""


@check(
    "SG614",
    severity="warning",
    explains=("SG615", "SG616"),
    aliases=(
        "val-own-scaler",
        "val-not-scaled",
        "fit_transform on the test set",
        "validation not scaled",
    ),
)
def val_scaler_mismatch(
    tensor_plan: Other[Each[Plan]],
    train_tensor_plan: Train[Each[Plan]],
    train_tensor: Train[Each[Scaled]],
    other_tensor: Other[Each[Scaled]],
    train_tensor_normalised: Train[Each[Normalised]],
    other_tensor_continuity: Other[Each[Continuity]],
    other_tensor_shift: Other[Each[Shift]],
    train_tensor_kinds: Train[Each[Kinds]],
    other_tensor_kinds: Other[Each[Kinds]],
    *,
    far: float = threshold(10, 1, source="60 sound sets: none; an unscaled validation split found in all"),
    scaled: float = threshold(0.05, 0, 1, source="60 sound sets: none; an unscaled validation split found in all"),
    most: float = threshold(2 / 3, 0, 1, source="60 sound sets: none; single features shift by nature"),
    other_unit: float = threshold(
        3, 1, source="judgement: parts of a series are seldom three times as wide as others by drift alone"
    ),
    fewest: float = threshold(
        20, 1, source="200 sound sets cut to 100 samples: 20 alarms of these checks without it, none with it"
    ),
) -> Iterable[Finding]:
    """Validation was scaled by its own statistics, or not at all, while train is scaled.

    Why: the same number then means another thing in validation, and the loss on it says nothing; with a scaler of
        its own, a shift between the splits is scaled away, and the score is too good.
    Evidence: all features have mean 0 and deviation 1 to 0.0005 (two to 0.0001, a single one to 0.00002; three or more
        to 4 over the number of rows, since the last rows are targets alone) in each split by itself (of a
        chronological split the second is never so by chance), or both bounds of [0, 1] or [-1, 1] as their extremes in
        each, rarely enough not to be the ends of the data. Or the readings, which a sensor gives in steps, stand on
        steps of another size in each split, in no whole ratio, and on those of the other to a fifth at most, as two
        scalers leave them. Or: train is standardised (each feature, or all together, mean 0 and deviation 1 to 0.05),
        or half of its features reach both bounds of [0, 1] or [-1, 1], and two thirds of the features of validation
        are ten deviations away, or ten times as wide, and step there where windows of one series meet (a trend does
        not). An info of that where only all features together are so, and train holds fewer than 20 windows side by
        side: the range of so few is a moment of the series. Of 206 sound sets it spoke on none; each split scaled by
        itself was found in .93 of 57, an unscaled one in all.
    Remedy: scaler.fit(train rows), then scaler.transform for both.
    Limits: features of whole numbers from few are left out, those that run through the same levels equally often, and
        samples that were scaled each for itself. A validation set that a scaler was fitted on, and then cut down,
        leaves no trace.
    """
    if tensor_plan.task in ("classification", "multilabel", "tokens", "ambiguous"):
        return
    if _one_scale(train_tensor_plan.origin, tensor_plan.origin, train_tensor):
        return  # the target is the series that X holds, where a mismatch is said
    train, other = train_tensor, other_tensor
    tells = telling(train, other)
    tells &= not train_tensor_normalised.window  # what each window has by itself, each split has too
    tells &= ~_shared(train_tensor_kinds, other_tensor_kinds)
    if tells.any() and _standardised(train, other, tells):
        shown = _worst(tensor_plan, train, other, tells)
        yield _each_for_itself(tensor_plan, "mean 0 and deviation 1", tells, shown)
    elif tells.any() and _at_own_bounds(train, other, tells):
        yield _each_for_itself(tensor_plan, _extremes(train, tells), tells)
    elif not train_tensor_normalised.window and (apart := list(lattices(train_tensor_kinds, other_tensor_kinds))):
        yield _on_lattices(tensor_plan, apart)
    elif train.usable.any():
        steps = train.usable & ~other_tensor_continuity.continues & ~grown(train_tensor_plan, other_tensor_shift)
        if steps.mean() >= most * train.usable.mean():
            found = _unscaled(tensor_plan, train, other, train.usable, far, scaled, most, other_unit)
            sure = train_tensor_plan.independent >= fewest or _scaled_each(train, scaled)
            yield from (f if sure else replace(f, severity="info") for f in found)


def _one_scale(train: Origin | None, other: Origin | None, y: Scaled) -> bool:
    """Whether the targets of both splits stand in their inputs, in one feature and by one scaler: the lines that give
    `y` from it agree where train's gives its extremes."""
    if train is None or other is None or not (train.certain and other.certain) or train.feature != other.feature:
        return False
    ends = np.array([y.low.min(), y.high.max()])
    there = other.slope * (ends - train.offset) / train.slope + other.offset
    return bool(np.abs(there - ends).max() <= ONE_LINE * np.ptp(ends))


def _shared(train: Kinds, other: Kinds) -> Bools:
    """(F,): features of which half of the values of one split stand in the other as well: one scaler gave both."""
    shares = (np.isin(b.values, a.values).mean() if len(b.values) else 0.0 for a, b in zip(train, other, strict=True))
    return np.array([share >= HALF for share in shares])


def _standardised(train: Scaled, other: Scaled, tells: Bools) -> bool:
    if all(bool((s.off()[tells] <= exactness(tells, s.windows.count)).all()) for s in (train, other)):
        return True
    return int(tells.sum()) >= SEVERAL and all(
        bool((s.rows.off()[tells] <= np.minimum(LEFT_OUT / np.maximum(s.rows.count[tells], 1), NEARLY)).all())
        for s in (train, other)
    )


def _at_own_bounds(train: Scaled, other: Scaled, tells: Bools) -> bool:
    bound = train.inside
    if bound is None or other.inside != bound or (train.decimal & other.decimal)[tells].all():
        return False
    low, high = (train.low_rare & other.low_rare)[tells], (train.high_rare & other.high_rare)[tells]
    proves = (low & high).any() or (low | high).all()  # of amounts, 0 is the end of the data itself
    return bool(proves) and all(
        bool(((np.abs(s.low - bound) <= BOUND) & (np.abs(s.high - 1) <= BOUND))[tells].all()) for s in (train, other)
    )


def _worst(plan: Plan, train: Scaled, other: Scaled, tells: Bools) -> str:
    """The feature that is furthest from it, with its numbers in both splits."""
    worst = int(np.flatnonzero(tells)[np.maximum(train.off(), other.off())[tells].argmax()])
    numbers = ["mean {} and deviation {}".format(*map(num, _closest(s, worst))) for s in (train, other)]
    return f" (`{plan.features[worst]}`: {numbers[0]} in train, {numbers[1]} in {plan.split})"


def _closest(scaled: Scaled, feature: int) -> tuple[float, float]:
    rows, windows = scaled.rows, scaled.windows
    fitted = rows if rows.off()[feature] <= windows.off()[feature] else windows
    return float(fitted.mean[feature]), float(fitted.std[feature])


def _on_lattices(plan: Plan, found: list[Lattices]) -> Finding:
    worst, names = found[0], plan.names(each.feature for each in found)
    return Finding(
        message=f"The readings of {listing(names) if plan.F > 1 else plan.tensor} were scaled otherwise in "
        f"{plan.split} than in train: `{names[0]}` moves in steps of {num(worst.here)} in train and of "
        f"{num(worst.there)} in {plan.split}, and {share(worst.shared, 1)} of its values stand on train's steps. Each "
        "split was scaled by its own statistics, so the same number means another thing in each.",
        remedy="Fit on train rows alone, `scaler.fit(train_rows)`, then call `scaler.transform` for both.",
        evidence={
            "features_scaled": len(found),
            "step_in_train": evidence(worst.here),
            "step": evidence(worst.there),
            "on_trains_steps": evidence(worst.shared),
        },
        features=names if plan.F > 1 else (),
    )


def _extremes(train: Scaled, tells: Bools) -> str:
    """The extremes as they are in train; in the other split they are the same to `BOUND`."""
    return f"the extremes {num(train.low[tells].min())} and {num(train.high[tells].max())}"


def _each_for_itself(plan: Plan, what: str, usable: Bools, shown: str = "") -> Finding:
    count, names = int(usable.sum()), plan.names(np.flatnonzero(usable))
    who = listing(names) if plan.F > 1 else plan.tensor
    return Finding(
        message=f"{who} {'has' if count == 1 else 'have'} {what} in train, and again in {plan.split} by "
        f"{'itself' if count == 1 else 'themselves'}{shown}: each split was scaled by its own statistics, so the same "
        "number means another thing in each, and a shift between them is gone.",
        remedy="Fit on train rows alone, `scaler.fit(train_rows)`, then call `scaler.transform` for both.",
        evidence={"features_scaled": count},
        features=names if plan.F > 1 else (),
    )


def _scaled_each(train: Scaled, scaled: float) -> bool:
    """Whether each feature shows that a scaler was fitted on these rows: then a few windows are enough to say so."""
    return bool((train.off()[train.usable] <= scaled).all()) or _meets_bounds(train, train.usable, REACHED)


def _meets_bounds(train: Scaled, usable: Bools, most: float) -> bool:
    """Whether train lies in [0, 1] or [-1, 1] because a scaler put it there: features reach both bounds. A raw signal
    in millivolts lies inside as well."""
    bound = train.inside
    if bound is None:
        return False
    meets = (np.abs(train.low - bound) <= BOUND) & (np.abs(train.high - 1) <= BOUND)
    return bool(meets[usable].mean() >= most)


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
    bounded = _meets_bounds(train, usable, REACHED)
    if not (each or (abs(together[0]) <= scaled and abs(together[1] - 1) <= scaled) or bounded):
        return
    unit = np.where(spreads > 0, spreads, 1) if each or bounded else together[1]
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
        f"{int(outside.sum())} of {len(features)} features {agree(int(outside.sum()), 'is', 'are')} {num(far / 2)} "
        f"deviations away or more, or {num(far)} "
        "times as wide. The loss on it will say nothing.",
        remedy=f"Apply the scaler that was fitted on train to {plan.split} as well: "
        f"`scaler.transform({plan.label}_rows)`.",
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


@val_scaler_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    rows = np.round(random_walk(rng, 900, 2) * 3)
    parts = [(part - part.mean(0)) / part.std(0) for part in (rows[:600], rows[620:])]
    X, y = cut(parts[0].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": tuple(v[::3] for v in cut(parts[1].astype(np.float32), 12))}


@val_scaler_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    rows = np.round(random_walk(rng, 900, 2) * 3)
    rows = ((rows - rows[:600].mean(0)) / rows[:600].std(0)).astype(np.float32)
    return {**dict(zip("Xy", cut(rows[:600], 12), strict=True)), "validation_data": cut(rows[620:], 12)}


@val_scaler_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 620, 2)
    series = (series - series[:480].mean(0)) / series[:480].std(0)
    X, y = cut(series[:480].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[500:].astype(np.float32), 12)}
