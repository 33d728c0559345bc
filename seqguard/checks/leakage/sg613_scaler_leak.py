"""A scaler that was fitted on validation data too."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each, Every, Other, Train
from seqguard.core.plan import Bools, Plan
from seqguard.core.text import agree, evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.scaling import BOUND, Scaled, exactness, pooled, telling
from seqguard.sources.base import SplitData

ROUGH = 2e-3
"""What the rows between the splits, which the scaler saw, may move a mean by."""
BESIDE = 1.5
"""Windows after the split in whose rows an extreme may still be one of training's rows."""
LEVELS = 2.5
"""Levels from its bound within which train may lie because its last rows are targets alone: a count that grows by one a
row reaches its highest value there, and in validation meets the same level again."""


@check(
    "SG613",
    severity="warning",
    aliases=(
        "scaler fitted before the split",
        "MinMaxScaler on all data",
        "data leakage",
    ),
)
def scaler_leak(
    tensor_plan: Other[Each[Plan]],
    train_tensor_plan: Train[Each[Plan]],
    train_tensor: Train[Each[Scaled]],
    other_tensor: Other[Each[Scaled]],
    tensor_splits: Every[Each[Scaled]],
    other_data: Other[SplitData],
    *,
    far: float = threshold(5, 1, source="60 sound sets: none; standardised on everything found in .96"),
    fewest: float = threshold(
        4,
        1,
        source="30 sound sets: scalers fitted on all named down to 5; 200 sets cut to 100 samples: an alarm at 1",
    ),
) -> Iterable[Finding]:
    """Train and validation together are scaled exactly, train alone is not.

    Why: the scaler has seen the validation data: their mean, and above all their extremes, which a model in use
        would not know. A series that grows is told how far it will grow.
    Evidence: all features together have mean 0 and deviation 1 to 0.0005 (two to 0.0001, a single one to 0.00002)
        over train and the other split, or over all splits, counted by rows or by windows, while train alone is off
        by five times as much in half of them; with three features or more, 0.002 (or 6 over the number of rows) is
        enough, since the rows between the splits are missing. Or: all values lie in [0, 1] (or [-1, 1]), and
        features meet both bounds to 2e-6 over all splits; the one that train does not reach at values that stand
        there four times at most, that no crowd approaches, and that come after the first validation windows, which
        may share rows with train; one such feature is enough if it is half of all, else it takes two, and with fewer
        than 4 windows side by side in train it is an info. Of 60 sound sets it spoke on none; standardising on
        everything was found in .96 of 57 sets, min-max scaling in .69 of 55 (in 14 of the other 17 train reaches both
        bounds, or nearly, by itself).
    Remedy: scaler.fit(train rows), then scaler.transform for both.
    Limits: where validation lies within the range of train, min-max scaling on everything leaves no trace, and does
        no harm. Each split saved in part leaves none either. Scalers by the median or the largest magnitude are not
        seen. Shares with up to four decimals are taken to lie in [0, 1] by nature, and features that run through the
        same levels equally often (an hour) have the same moments everywhere.
    """
    if tensor_plan.task in ("classification", "multilabel", "tokens", "ambiguous"):
        return
    train, other = train_tensor, other_tensor
    every = [s for s in tensor_splits if len(s.usable) == tensor_plan.F]
    usable = telling(train, other)
    if not usable.any():
        return
    fitted = _standardised(train, [[train, other], every], usable, far)
    if fitted is not None:
        yield _on_everything(tensor_plan, train, usable, *fitted)
    else:
        steps = max(tensor_plan.T, *(t.shape[1] for t in other_data.inputs if len(t.shape) > 2), 1)
        sure = train_tensor_plan.independent >= fewest
        yield from _bounded(tensor_plan, train, other, every, usable, int(BESIDE * steps), sure)


def _standardised(
    train: Scaled, unions: Sequence[Sequence[Scaled]], usable: Bools, far: float
) -> tuple[int, float, float] | None:
    """How many splits have mean 0 and deviation 1 together, but for how much, within which limit."""
    alone = train.off()[usable]
    for union in unions:
        for parts in ([s.rows for s in union], [s.windows for s in union]):
            both = pooled(parts)
            off = float(both.off()[usable].max())
            rough = max(ROUGH, 6 / max(1.0, float(train.rows.count.max())))
            for limit, fewest in ((exactness(usable, both.count), 1), (rough, 3)):
                if usable.sum() >= fewest and off <= limit and (alone > far * limit).mean() >= 0.5:
                    return len(union), off, limit
    return None


def _on_everything(plan: Plan, train: Scaled, usable: Bools, splits: int, off: float, limit: float) -> Finding:
    worst = int(np.flatnonzero(usable)[np.abs(train.rows.mean[usable]).argmax()])
    together = f"train and {plan.split}" if splits == 2 else f"all {splits} splits"
    return Finding(
        message=f"Over {together} together every feature has mean 0 and deviation 1 (to {num(off)}), in train alone "
        f"`{plan.features[worst]}` has mean {num(train.rows.mean[worst])} and deviation "
        f"{num(train.rows.std[worst])}: the scaler was fitted on all, and training knows the level of {plan.split}.",
        remedy="Fit on train rows alone, `scaler.fit(train_rows)`, then call `scaler.transform` for both.",
        evidence={"off_together": evidence(off), "train_mean": evidence(train.rows.mean[worst]), "threshold": limit},
        features=plan.names(np.flatnonzero(usable)) if plan.F > 1 else (),
    )


def _bounded(
    plan: Plan, train: Scaled, other: Scaled, every: Sequence[Scaled], usable: Bools, shared: int, sure: bool
) -> Iterable[Finding]:
    """Features of which one split reaches a bound; the first `shared` rows may be ones that the scaler rightly saw.
    Where train has few windows, they may be some of those that it saw."""
    bound = train.inside
    if bound is None or any(s.inside is None for s in every):
        return
    low, high = np.min([s.low for s in every], 0), np.max([s.high for s in every], 0)
    meets = usable & (np.abs(low - bound) <= BOUND) & (np.abs(high - 1) <= BOUND)
    lower = (other.low <= bound + BOUND) & (train.low > bound + BOUND)
    higher = (other.high >= 1 - BOUND) & (train.high < 1 - BOUND)
    lower_proves = other.low_rare & (other.low_row >= shared)
    higher_proves = other.high_rare & (other.high_row >= shared)
    short = np.where(higher, 1 - train.high, train.low - bound)
    proved = (lower | higher) & (short > LEVELS * other.level) & (lower_proves | ~lower) & (higher_proves | ~higher)
    found = np.flatnonzero(meets & proved & ~(train.decimal & other.decimal))
    if not len(found) or (len(found) < 2 and meets.sum() < 0.5 * usable.sum()):
        return
    worst = int(found[np.maximum(1 - train.high[found], train.low[found] - bound).argmax()])
    name = f"`{plan.features[worst]}` " if plan.F > 1 else ""
    yield Finding(
        message=f"All values lie in [{num(bound)}, 1]; {len(found)} of {int(usable.sum())} features "
        f"{agree(len(found), 'reaches', 'reach')} both bounds "
        f"only with {plan.split}: {name}lies in [{num(train.low[worst])}, {num(train.high[worst])}] in train and in "
        f"[{num(other.low[worst])}, {num(other.high[worst])}] in {plan.split}. The scaler was fitted on both, and "
        f"training knows the extremes of {plan.split}.",
        remedy="Fit on train rows alone, `scaler.fit(train_rows)`, then call `scaler.transform` for both; validation "
        "may then "
        "leave the bounds.",
        evidence={
            "features_at_bounds": len(found),
            "train_low": evidence(train.low[worst]),
            "train_high": evidence(train.high[worst]),
            "tolerance": BOUND,
        },
        features=plan.names(found) if plan.F > 1 else (),
        severity=None if sure else "info",
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
