"""A feature that hardly ever moves."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input
from seqguard.core.plan import Bools, Floats, Ints, Plan
from seqguard.core.text import agree, among, evidence, exact, listing, num
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
    """A feature is constant but for a few exceptions, or but for rounding.

    Situation: A column changes a handful of times in thousands of rows, and nobody knows whether those are events or
        noise.
    Why: after scaling the exceptions stand many deviations away from everything else, and the rest tells the network
        nothing. It is what is left of a feature when a join, a fill or a cast wrote one value over the others.
    Evidence: one value makes up 98 % or more of at least 100 values, and other values stand on both sides of it, or are
        at most 4 (in train, all of it looked at); or the range is within 4 float32 roundings of the value. Where the
        value is the lowest or highest, as in flags of rare events and in rain, it is an info. Windows are counted as
        the network sees them, so that an event of one row counts once in each window that holds it. On 60 real sets the
        rule for warnings never spoke; sound features reach 99.9 % with their zeros at the bottom (border pixels).
    Remedy: look at the raw column; drop the feature if it is the same there.
    Limits: a signal that rests in the middle and moves rarely (a valve, a net flow) is reported.
    """
    if plan.task == "tokens":
        return
    low, high = x.feature_min(), x.feature_max()
    rounded = (low < high) & (high <= low + rounding * np.maximum(np.abs(low), np.abs(high)))
    resting = ~rounded & (dominant.share >= top) & (low < high) & (dominant.n >= least)
    others = np.where(resting, dominant.n - dominant.times, 0)
    inside = dominant.below & dominant.above
    rare = (others <= few) & (dominant.n == dominant.of) & (plan.split == "train")
    if rounded.any():
        yield _rounding(plan, np.flatnonzero(rounded), low, high)
    levels: tuple[tuple[Severity, Bools], ...] = (
        ("warning", resting & (inside | rare)),
        ("info", resting & ~inside & ~rare),
    )
    for severity, chosen in levels:
        if chosen.any():
            worst_first = np.flatnonzero(chosen)[np.argsort(others[chosen], kind="stable")]
            yield _resting(plan, worst_first, dominant, low, high, severity, top)


def _rounding(plan: Plan, found: Ints, low: Floats, high: Floats) -> Finding:
    f = int(found[0])
    name = plan.features[f]
    return Finding(
        message=f"`{name}` is {exact(low[f])} but for rounding: its range is {num(high[f] - low[f])}. A scaler "
        f"that divides by it turns the rounding into the signal.{_also(plan, found)}",
        remedy=f"Drop `{name}`, or take its offset off in float64 before it becomes float32.",
        fix=drop_features(plan, found),
        evidence={"range": evidence(high[f] - low[f]), "value": evidence(low[f]), "features": len(found)},
        features=plan.names(found),
    )


def _resting(
    plan: Plan, found: Ints, dominant: Dominant, low: Floats, high: Floats, severity: Severity, top: float
) -> Finding:
    f = int(found[0])
    name, value, others = plan.features[f], exact(dominant.value[f]), dominant.n - int(dominant.times[f])
    inside = bool(dominant.below[f] and dominant.above[f])
    rows = among(dominant.n, dominant.of, "timestep" if plan.T > 1 else "value")
    but = f"in all but {others:,} of {rows}; {agree(others, 'that lies', 'those lie')}"
    held = but if others else f"in {rows}; the others lie"
    return Finding(
        message=f"`{name}` is {value} {held} between {num(low[f])} and {num(high[f])}."
        + (" Once scaled, they are far outliers and the rest is one point." if inside else "")
        + _also(plan, found),
        remedy=f"Compare with the raw column: if `{name}` moves there, look for the fill, join or cast that wrote "
        f"{value}; else drop it" + ("." if inside else ", or keep it as a flag if the exceptions are events."),
        evidence={
            "value": float(dominant.value[f]),
            "exceptions": others,
            "of": dominant.n,
            "features": len(found),
            "threshold": top,
        },
        features=plan.names(found),
        severity=severity,
    )


def _also(plan: Plan, found: Ints) -> str:
    """The other features of which the same is true."""
    return f" The same is true of {listing(plan.names(found[1:]))}." if len(found) > 1 else ""


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
