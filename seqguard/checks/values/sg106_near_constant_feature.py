"""A feature that hardly ever moves."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, num
from seqguard.core.thresholds import threshold
from seqguard.facts.values.dominant import Dominant
from seqguard.measures.precision import EPS
from seqguard.statistics.moments import Moments


@check("SG106", severity="warning")
def near_constant_feature(
    plan: Input[Plan],
    x: Input[Moments],
    dominant: Input[Dominant],
    *,
    top: float = threshold(0.98, 0.5, 1, source="60 sound sets: no warning at .98; zeros at the bottom reach .999"),
    least: int = threshold(100, 2, source="judgement: 2 % of fewer than 100 values is a single exception"),
    rounding: float = threshold(
        4 * EPS,
        0,
        1e-3,
        source="143 real sets: none within 4 float32 roundings; constants with rounding noise: all found",
    ),
    few: int = threshold(4, 0, source="judgement: four exceptions are single events, more may be a flag of rare ones"),
) -> Iterable[Finding]:
    """A feature holds one value but for a few exceptions, or but for rounding.

    Why: after scaling the exceptions stand many deviations away from everything else, and the rest tells the network
        nothing. It is what is left of a feature when a join, a fill or a cast wrote one value over the others.
    Evidence: one value makes up 98 % or more of at least 100 values, and other values stand on both sides of it, or are
        at most 4 (in train); or the range is within 4 float32 roundings of the value. Where the value is the lowest or
        highest, as in flags of rare events and in rain, it is an info. Windows are counted as the network sees them, so
        that an event of one row counts once in each window that holds it. On 60 real sets the rule for warnings never
        spoke; sound features reach 99.9 % with their zeros at the bottom (border pixels).
    Remedy: look at the raw column; drop the feature if it is the same there.
    Limits: a signal that rests in the middle and moves rarely (a valve, a net flow) is reported. Counted over the
        sampled rows.
    """
    if plan.task == "tokens":
        return
    low, high = x.feature_min(), x.feature_max()
    for f, name in enumerate(plan.features):
        if low[f] < high[f] <= low[f] + rounding * max(abs(low[f]), abs(high[f])):
            yield Finding(
                message=f"`{name}` is {exact(low[f])} but for rounding: its range is {num(high[f] - low[f])}. A scaler "
                "that divides by it turns the rounding into the signal.",
                remedy=f"Drop `{name}`, or take its offset off in float64 before it becomes float32.",
                evidence={"range": evidence(high[f] - low[f]), "value": evidence(low[f])},
                features=(name,),
            )
            continue
        if dominant.n < least or dominant.share[f] < top or low[f] == high[f]:
            continue
        value, others = exact(dominant.value[f]), round(dominant.n * (1 - dominant.share[f]))
        inside = bool(dominant.below[f] and dominant.above[f])
        yield Finding(
            message=f"`{name}` is {value} in all but {others:,} of {dominant.n:,} rows; those lie between "
            f"{num(low[f])} and "
            f"{num(high[f])}." + (" Once scaled, they are far outliers and the rest is one point." if inside else ""),
            remedy=f"Compare with the raw column: if `{name}` moves there, look for the fill, join or cast that wrote "
            f"{value}; else drop it" + ("." if inside else ", or keep it as a flag if the exceptions are events."),
            evidence={"value": float(dominant.value[f]), "exceptions": others, "of": dominant.n, "threshold": top},
            features=(name,),
            severity=None if inside or (others <= few and plan.split == "train") else "info",
        )


@near_constant_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1][rng.random(data["X"].shape[:2]) < 0.995] = np.median(data["X"][..., 1])
    return data


@near_constant_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] = np.float32(1e6) + rng.integers(0, 2, data["X"].shape[:2]) * np.float32(0.0625)
    return data


@near_constant_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] = rng.random(data["X"].shape[:2]) < 0.005  # a flag of rare events
    return data
