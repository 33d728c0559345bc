"""A feature whose scale is set by one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, num
from seqguard.core.text import share as percent
from seqguard.core.thresholds import threshold
from seqguard.measures.core_range import SCALED, bounds_of, core_range
from seqguard.statistics.moments import Moments

STANDARD = 0.1
"""How far mean and deviation may be from 0 and 1 of a feature that was standardised, with other rows."""
LEAST = 0.1
"""Deviations to a hundredth of the range, from which a standardised feature can have its middle half in it."""
FREQUENT = 0.25
"""Share of the rows that one value may hold where a tail is heavy: rain is mostly 0, and has no other scale."""


@check(
    "SG201",
    severity="warning",
    explains=("SG106", "SG111", "SG112"),
    aliases=("outlier sets the scale", "heavy tail crushes the scale", "MinMaxScaler with outliers", "skewed feature"),
)
def outlier_crushed_feature(
    plan: Input[Plan],
    x: Input[Moments],
    kinds: Input[Kinds],
    *,
    ratio: float = threshold(0.01, 0, 1, source="143 real sets: none; one outlier 100 ranges away found in .97"),
    trim: float = threshold(
        0.001, 0, 0.5, source="143 real sets: none; more than one in a thousand are no single outliers"
    ),
) -> Iterable[Finding]:
    """Extreme values set a feature's scale, and all others are crushed into a point.

    Situation: MinMaxScaler met one wild value, and all other values of the column are nearly the same now.
    Why: after min-max scaling with one value a hundred ranges away, everything else lies within 1 % of the scale. The
        network sees a constant with one step in it.
    Evidence: the range without the outer 0.1 % (at least one value, one sample where samples are independent) at the
        side of the outlier is under 1 % of the range of all, exact extremes against sampled quantiles. Only where the
        feature was min-max scaled ([0, 1] or [-1, 1] exactly): heavy tails are real. Or, of a feature scaled so in
        which no value is a quarter of all, the middle half lies in 1 % of the range (a note of a standardised
        one). No false alarm on 143 real sets;
        one outlier 100 ranges away is found in .97.
    Remedy: correct or drop the value and fit the scaler again; RobustScaler or logarithms if it is real.
    Limits: an outlier in a feature that was not scaled so is reported as outlier. Several outliers that make up more
        than 0.1 %, but leave the middle half wider, are not seen here.
    """
    if plan.task == "tokens":
        return
    low, high = x.feature_min(), x.feature_max()
    scaled = np.abs(np.stack([low, high - 1])).max(0) <= SCALED, np.abs(np.stack([low + 1, high - 1])).max(0) <= SCALED
    with np.errstate(invalid="ignore"):
        standard = (np.abs(x.feature_mean()) < STANDARD) & (np.abs(x.feature_var() ** 0.5 - 1) < STANDARD)
    for f in np.flatnonzero(scaled[0] | scaled[1] | (standard & (high - low > LEAST / ratio))).tolist():
        column = kinds[f]
        bounds = bounds_of(float(low[f]), float(high[f]))
        core = core_range(column, float(low[f]), float(high[f]), trim, 1 if plan.step else plan.T) if bounds else None
        if core is None or not core.width < ratio * (high[f] - low[f]):
            middle = _middle(column)
            if middle is not None and middle[1] - middle[0] < ratio * (high[f] - low[f]):
                yield _heavy(plan, f, column, middle, bounds, ratio)
            continue
        at_end = x.max[:, f].argmax() if core.side == "high" else x.min[:, f].argmin()
        sample, step = divmod(int((x.max_place if core.side == "high" else x.min_place)[int(at_end), f]), plan.T)
        share = core.width / (high[f] - low[f])
        where = plan.at(sample, step, f)
        yield Finding(
            message=f"{where} is {exact(core.outlier)}; all but {percent(trim, 1)} of the others of "
            f"`{plan.features[f]}` lie "
            f"in [{num(core.low)}, {num(core.high)}], {percent(share, 1)} of the range that was scaled to {bounds}. "
            "To the "
            "network the feature is a constant.",
            remedy=f"Look at the raw value behind {where}. If it is wrong, correct it before the scaler is fitted; if "
            f"it is real, scale `{plan.features[f]}` by quantiles (RobustScaler) or take logarithms.",
            evidence={
                "outlier": evidence(core.outlier),
                "core": [evidence(core.low), evidence(core.high)],
                "ratio": evidence(share),
                "threshold": ratio,
            },
            features=plan.names([f]),
            steps=(step,),
            samples=(sample,),
        )


def _middle(column: Column) -> tuple[float, float] | None:
    """The quartiles of a column of many values; None where one value is a quarter of it, as zero is of rain."""
    if column.kind not in ("continuous", "quantised") or column.counts.max() > FREQUENT * column.n:
        return None
    low, high = column.values[np.searchsorted(np.cumsum(column.counts), (column.n / 4, column.n * 3 / 4))]
    return float(low), float(high)


def _heavy(plan: Plan, f: int, column: Column, middle: tuple[float, float], bounds: str, ratio: float) -> Finding:
    """Many values set the scale, and half of all lie in a hundredth of it."""
    name = plan.features[f]
    width = float(column.values[-1] - column.values[0])
    share = (middle[1] - middle[0]) / width
    return Finding(
        message=f"The middle half of `{name}` lies in [{num(middle[0])}, {num(middle[1])}], {percent(share, 1)} of the "
        f"range{f' that was scaled to {bounds}' if bounds else ''}: a heavy tail takes the rest. To the network the "
        "feature is a constant with rare peaks.",
        remedy=f"Take logarithms of `{name}` before scaling, np.log1p of amounts, or map it to its quantiles.",
        evidence={
            "outlier": evidence(float(column.values[-1])),
            "core": [evidence(middle[0]), evidence(middle[1])],
            "ratio": evidence(share),
            "threshold": ratio,
        },
        features=plan.names([f]),
        severity=None if bounds else "info",
    )


@outlier_crushed_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.concatenate([np.exp(3 * rng.standard_normal((600, 1))), random_walk(rng, 600, 1)], 1), 12)
    return {"X": (X - X.min((0, 1))) / np.ptp(X, axis=(0, 1)), "y": y}


@outlier_crushed_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 600, 2)
    series[300, 1] = 1e4
    series = (series - series.min(0)) / np.ptp(series, axis=0)
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@outlier_crushed_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = np.exp(data["X"].astype(float) / 3)  # a tail, scaled
    return {"X": (X - X.min((0, 1))) / np.ptp(X, axis=(0, 1)), "y": data["y"]}
