"""A feature whose scale is set by one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
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


@check("SG201", severity="warning", explains=("SG106", "SG111", "SG112"))
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
    """One extreme value sets a feature's scale, and all others are crushed into a point.

    Situation: MinMaxScaler met one wild value, and all other values of the column are nearly the same now.
    Why: after min-max scaling with one value a hundred ranges away, everything else lies within 1 % of the scale. The
        network sees a constant with one step in it.
    Evidence: the range without the outer 0.1 % (at least one value, one sample where samples are independent) at the
        side of the outlier is under 1 % of the range of all, exact extremes against sampled quantiles. Only where the
        feature was min-max scaled ([0, 1] or [-1, 1] exactly): heavy tails are real. No false alarm on 143 real sets;
        one outlier 100 ranges away is found in .97.
    Remedy: correct or drop the value and fit the scaler again; RobustScaler or logarithms if it is real.
    Limits: an outlier in a feature that was not scaled so is reported as outlier. Several outliers that make up more
        than 0.1 % are not seen here.
    """
    if plan.task == "tokens":
        return
    low, high = x.feature_min(), x.feature_max()
    scaled = np.abs(np.stack([low, high - 1])).max(0) <= SCALED, np.abs(np.stack([low + 1, high - 1])).max(0) <= SCALED
    for f in np.flatnonzero(scaled[0] | scaled[1]).tolist():
        column = kinds[f]
        bounds = bounds_of(float(low[f]), float(high[f]))
        core = core_range(column, float(low[f]), float(high[f]), trim, 1 if plan.step else plan.T) if bounds else None
        if core is None or not core.width < ratio * (high[f] - low[f]):
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
    X = np.exp(data["X"].astype(float))  # a heavy tail, scaled
    return {"X": (X - X.min((0, 1))) / np.ptp(X, axis=(0, 1)), "y": data["y"]}
