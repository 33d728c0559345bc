"""A feature that holds one value."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.places import Input, Train
from seqguard.core.plan import Floats, Ints, Plan
from seqguard.core.text import count, exact
from seqguard.core.thresholds import threshold
from seqguard.facts.basis.kinds import Kinds
from seqguard.facts.values.dominant import Dominant
from seqguard.statistics.moments import Moments
from seqguard.statistics.runs import RunLengths

FEW = ("binary", "discrete")


@check("SG105", severity="warning")
def constant_feature(
    plan: Input[Plan],
    x: Input[Moments],
    runs: Input[RunLengths],
    train_dominant: Train[Input[Dominant]],
    train_kinds: Train[Input[Kinds]],
    train_runs: Train[Input[RunLengths]],
    *,
    usual: float = threshold(
        0.9, 0.5, 1, source="judgement: a value in nine of ten rows of train may fill a short split by itself"
    ),
) -> Iterable[Finding]:
    """A feature holds one value everywhere.

    Why: it carries nothing and its weights only add to the bias. It is often the trace of something else: a scaler
        fitted on another column, a sensor that was never connected, a one-hot level that does not occur. When all
        features are constant, constant-input says so instead.
    Evidence: exact minimum equal to exact maximum (never a standard deviation of 0: that of the float32 constant 1e6 is
        0.06), padding left out. On 143 real series it fired twice, both true. In another
        split it is an info where that is no wonder: train holds the same value in 90 % of its rows (an event that is
        rare), has few values (one group of a panel, one state of a switch), or holds a value as long as this split is.
    Remedy: drop the feature, or look where its values were lost.
    Limits: a slice of a longer recording may hold one value of a feature that moves later; silence it by
        ignore={"constant-feature": ["name"]}.
    """
    low, high, n = x.feature_min(), x.feature_max(), x.finite.sum(0)
    dead = np.flatnonzero((low == high) & (n > 1))
    if not len(dead) or plan.task == "tokens":
        return
    rests: list[int] = []
    known = train_dominant
    if plan.split != "train" and len(known.share) == plan.F:
        held = (known.value == low) & (known.share >= usual)
        few = np.array([column.kind in FEW for column in train_kinds])
        varies = np.array([len(column.values) > 1 for column in train_kinds])
        rests = dead[(varies & (held | few | (train_runs.length[:, 0] >= runs.rows)))[dead]].tolist()
    yield from _found(plan, low, np.setdiff1d(dead, rests), None, "They tell the network nothing.")
    seldom = f"They vary in train; {plan.split} cannot show what the network makes of them."
    yield from _found(plan, low, np.array(rests, int), "info", seldom)


def _found(plan: Plan, low: Floats, dead: Ints, severity: Severity | None, so: str) -> Iterator[Finding]:
    if not len(dead):
        return
    values = ", ".join(f"`{plan.features[f]}` = {exact(low[f])}" for f in dead[:5])
    more = f" and {len(dead) - 5} more" if len(dead) > 5 else ""
    yield Finding(
        message=f"{count(len(dead), 'feature holds', 'features hold')} one value in all {plan.n:,} samples: "
        f"{values}{more}. {so}",
        remedy="Compare np.ptp of the raw column before and after scaling and joining; drop the feature if the raw "
        "column is constant too.",
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
