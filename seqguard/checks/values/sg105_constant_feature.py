"""A feature that holds one value."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kind, Kinds
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input, Train
from seqguard.core.plan import Floats, Ints, Plan
from seqguard.core.text import agree, count, exact
from seqguard.core.thresholds import threshold
from seqguard.facts.values.dominant import Dominant
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.moments import Moments
from seqguard.statistics.runs import RunLengths

FEW: tuple[Kind, ...] = ("binary", "discrete")


@check(
    "SG105",
    severity="warning",
    aliases=(
        "dead feature",
        "column of one value",
    ),
)
def constant_feature(
    plan: Input[Plan],
    x: Input[Moments],
    geometry: Input[Geometry],
    runs: Input[RunLengths],
    train_dominant: Train[Input[Dominant]],
    train_kinds: Train[Input[Kinds]],
    train_runs: Train[Input[RunLengths]],
    train_series: Train[Input[Series]],
    *,
    usual: float = threshold(
        0.9, 0.5, 1, source="judgement: a value in nine of ten rows of train may fill a short split by itself"
    ),
) -> Iterable[Finding]:
    """A feature is constant.

    Situation: A column never changes: a sensor that was off, a flag that was always 0.
    Why: it carries nothing and its weights only add to the bias. It is often the trace of something else: a scaler
        fitted on another column, a sensor that was never connected, a one-hot level that does not occur. When all
        features are constant, constant-input says so instead.
    Evidence: exact minimum equal to exact maximum (never a standard deviation of 0: that of the float32 constant 1e6 is
        0.06), padding left out. A feature that is 1 off the padding and 0 on it, or any two values where the padding
        was scaled with the rest, is a mask and an info. On 143 real series it fired twice, both true. In another
        split it is an info where that is no wonder: train holds the same value in 90 % of its rows (an event that is
        rare), has few values (one group of a panel, one state of a switch), holds a value as long as this split is, or
        holds this one most and in windows out of order.
    Remedy: drop the feature, or look where its values were lost.
    Limits: a slice of a longer recording may hold one value of a feature that moves later; silence it by
        ignore={"constant-feature": ["name"]}.
    """
    low, high, n = x.feature_min(), x.feature_max(), x.finite.sum(0)
    dead = np.flatnonzero((low == high) & (n > 1))
    if not len(dead) or plan.task == "tokens":
        return
    masks, apart = _padded_apart(plan, low, dead) if geometry.padded else (dead[:0], dead[:0])
    yield from _masks(plan, low, masks)
    dead = np.setdiff1d(dead, masks)
    rests: list[int] = []
    known = train_dominant
    if plan.split != "train" and len(known.share) == plan.F:
        held = (known.value == low) & (known.share >= usual)
        few = train_kinds.among(*FEW)
        varies = train_kinds.columns.sizes > 1
        unordered = train_series.shuffled & (known.value == low)  # how long train holds it cannot be seen
        rests = dead[(varies & (held | few | unordered | (train_runs.length[:, 0] >= runs.rows)))[dead]].tolist()
    alone = np.setdiff1d(dead, rests)
    yield from _found(plan, low, np.setdiff1d(alone, apart), None, "")
    yield from _found(plan, low, np.intersect1d(alone, apart), None, "", " that are no padding")
    vary, them = agree(len(rests), "It varies", "They vary"), agree(len(rests), "it", "them")
    seldom = f"{vary} in train; {plan.split} cannot show what the network does with {them}."
    yield from _found(plan, low, np.array(rests, int), "info", seldom)


def _nothing(dead: Ints) -> str:
    return f"{agree(len(dead), 'It tells', 'They tell')} the network nothing."


def _padded_apart(plan: Plan, low: Floats, dead: Ints) -> tuple[Ints, Ints]:
    """Of the features that hold one value off the padding those that are masks of it, and those that only hold another
    value there.

    A mask is 1 where a reading stands and 0 on padding, or any two values where the padding was scaled with the rest:
    then its other features differ.
    """
    row = np.array(plan.padding.row if plan.padding is not None else low)
    apart = dead[np.isfinite(row[dead]) & (row[dead] != low[dead])]
    scaled = np.array([len(np.unique(np.delete(row, f))) > 1 for f in apart], bool)
    masks = apart[scaled | ((low[apart] == 1) & (row[apart] == 0))]
    return masks, np.setdiff1d(apart, masks)


def _masks(plan: Plan, low: Floats, masks: Ints) -> Iterator[Finding]:
    if plan.padding is None or not len(masks):
        return
    f = int(masks[0])
    yield Finding(
        message=f"{count(len(masks), 'feature tells', 'features tell')} padding from readings and nothing else: "
        f"`{plan.features[f]}` is {exact(low[f])} at every step that is no padding and "
        f"{exact(plan.padding.row[f])} on padding. A mask looks like this.",
        remedy="Nothing to do where it is meant as a mask.",
        evidence={"features": len(masks), "of": plan.F},
        features=plan.names(masks),
        severity="info",
    )


def _found(
    plan: Plan, low: Floats, dead: Ints, severity: Severity | None, so: str, where: str = ""
) -> Iterator[Finding]:
    if not len(dead):
        return
    there = f"all steps{where}" if where else f"all {plan.n:,} samples"
    values = ", ".join(f"`{plan.features[f]}` = {exact(low[f])}" for f in dead[:5])
    more = f" and {len(dead) - 5} more" if len(dead) > 5 else ""
    yield Finding(
        message=f"{count(len(dead), 'feature is', 'features are')} constant in {there}: {values}{more}. "
        f"{so or _nothing(dead)}",
        remedy="Compare np.ptp of the raw column before and after scaling and joining; drop the feature if the raw "
        "column is constant too.",
        fix="" if severity else drop_features(plan, dead),
        evidence={"features": len(dead), "of": plan.F, "values": [float(low[f]) for f in dead[:20]]},
        features=plan.names(dead),
        severity=severity,
    )


@constant_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 1] = 0.1
    return data


@constant_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 1] = 1e6
    data["X"][3, 4, 1] += 1
    return data
