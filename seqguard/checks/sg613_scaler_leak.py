"""A scaler that was fitted on validation data too."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Bools, Plan
from seqguard._report import Finding
from seqguard._synthetic import cut, random_walk
from seqguard._words import evidence, num
from seqguard.facts.scaling import BOUND, Scaled, exactness, pooled

ROUGH = 2e-3
"""What the rows between the splits, which the scaler saw, may move a mean by."""
BESIDE = 1.5
"""Windows after the split in whose rows an extreme may still be one of training's rows."""


@check("SG613", severity="warning")
def scaler_leak(
    tensor_plan: Plan, train_tensor_plan: Plan, train_tensor: Scaled, other_tensor: Scaled, *, far: float = 5
) -> Iterable[Finding]:
    """Train and validation together are scaled exactly, train alone is not.

    Why: the scaler has seen the validation data: their mean, and above all their extremes, which a model in use
        would not know. A series that grows is told how far it will grow.
    Evidence: all features together have mean 0 and deviation 1 to 0.0001 (a single one 0.00002) over both splits,
        counted by rows or by windows, while train alone is off by five times as much in half of them; with three
        features or more, 0.002 (or 6 over the number of rows) is enough, since the rows between the splits are
        missing. Or: all values lie in [0, 1] (or [-1, 1]), and features meet both bounds to 2e-6 over both splits
        and not in train alone, at values that stand there four times at most, and not in the first validation
        windows, which may share rows with train; one such feature is enough if it is half of all, else it takes
        two. Of 60 sound sets it spoke on none; standardising on everything was found in .89 of 57 sets, min-max
        scaling in .58 of 55.
    Remedy: scaler.fit(train rows), then scaler.transform for both.
    Limits: where validation lies within the range of train, min-max scaling on everything leaves no trace, and does
        no harm. Each split saved in part leaves none either.
    """
    if tensor_plan.task in ("classification", "multilabel", "tokens", "ambiguous"):
        return
    train, other = train_tensor, other_tensor
    usable = train.usable & other.usable
    if not usable.any():
        return
    both = [pooled(getattr(train, way), getattr(other, way)).off() for way in ("rows", "windows")]
    alone = train.off()
    tolerance = max(ROUGH, 6 / max(1.0, float(both[0].size and train.rows.count.max())))
    for limit, fewest in ((exactness(usable), 1), (tolerance, 3)):
        within = [off for off in both if (off[usable] <= limit).all()]
        if usable.sum() >= fewest and within and (alone[usable] > far * limit).mean() >= 0.5:
            yield _standardised(tensor_plan, train, usable, float(within[0][usable].max()), limit)
            return
    yield from _bounded(tensor_plan, train, other, usable)


def _standardised(plan: Plan, train: Scaled, usable: Bools, off: float, limit: float) -> Finding:
    worst = int(np.flatnonzero(usable)[np.abs(train.rows.mean[usable]).argmax()])
    return Finding(
        message=f"Over train and {plan.split} together every feature has mean 0 and deviation 1 (to {num(off)}), in "
        f"train alone `{plan.features[worst]}` has mean {num(train.rows.mean[worst])} and deviation "
        f"{num(train.rows.std[worst])}: the scaler was fitted on both, and training knows the level of {plan.split}.",
        remedy="Fit on train rows alone: scaler.fit(train_rows), then scaler.transform for both.",
        evidence={"off_together": evidence(off), "train_mean": evidence(train.rows.mean[worst]), "threshold": limit},
        features=plan.names(np.flatnonzero(usable)) if plan.F > 1 else (),
    )


def _bounded(plan: Plan, train: Scaled, other: Scaled, usable: Bools) -> Iterable[Finding]:
    bound = train.inside
    if bound is None or other.inside is None:
        return
    low, high = np.minimum(train.low, other.low), np.maximum(train.high, other.high)
    meets = (np.abs(low - bound) <= BOUND) & (np.abs(high - 1) <= BOUND)
    alone = (np.abs(train.low - bound) <= BOUND) & (np.abs(train.high - 1) <= BOUND)
    rare = np.where(train.low <= other.low, train.low_rare, other.low_rare) & np.where(
        train.high >= other.high, train.high_rare, other.high_rare
    )
    from_train = int(BESIDE * plan.T)  # the first windows may hold rows that the scaler rightly saw
    late = ((other.low >= train.low) | (other.low_row >= from_train)) & (
        (other.high <= train.high) | (other.high_row >= from_train)
    )
    found = np.flatnonzero(usable & meets & ~alone & rare & late)
    if not len(found) or (len(found) < 2 and (meets & usable).sum() < 0.5 * usable.sum()):
        return
    worst = int(found[np.maximum(1 - train.high[found], train.low[found] - bound).argmax()])
    name = f"`{plan.features[worst]}` " if plan.F > 1 else ""
    yield Finding(
        message=f"All values lie in [{num(bound)}, 1]; {len(found)} of {int(usable.sum())} features meet both bounds "
        f"only with {plan.split}: {name}lies in [{num(train.low[worst])}, {num(train.high[worst])}] in train and in "
        f"[{num(other.low[worst])}, {num(other.high[worst])}] in {plan.split}. The scaler was fitted on both, and "
        f"training knows the extremes of {plan.split}.",
        remedy="Fit on train rows alone: scaler.fit(train_rows), then scaler.transform for both; validation may then "
        "leave the bounds.",
        evidence={
            "features_at_bounds": len(found),
            "train_low": evidence(train.low[worst]),
            "train_high": evidence(train.high[worst]),
            "tolerance": BOUND,
        },
        features=plan.names(found) if plan.F > 1 else (),
    )


@scaler_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = np.linspace(0, 3, 600)[:, None] + random_walk(rng, 600, 2)
    series = (series - series.min(0)) / np.ptp(series, axis=0)
    series[560, :] = 1.0, 0.999  # the top is reached after the split
    X, y = cut(series[:400].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[420:].astype(np.float32), 12)}


@scaler_leak.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = np.linspace(0, 3, 600)[:, None] + random_walk(rng, 600, 2)
    series = (series - series[:400].min(0)) / np.ptp(series[:400], axis=0)
    X, y = cut(series[:400].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[420:].astype(np.float32), 12)}
