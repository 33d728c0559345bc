"""A target whose scale is set by one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, num, share
from seqguard.core.thresholds import threshold
from seqguard.measures.core_range import bounds_of, core_range
from seqguard.statistics.moments import Moments


@check("SG504", severity="warning", explains=("SG111", "SG502", "SG503"))
def outlier_crushed_target(
    y_plan: Target[Plan],
    y: Target[Moments],
    y_kinds: Target[Kinds],
    *,
    ratio: float = threshold(0.01, 0, 1, source="143 real sets: none; as outlier-crushed-feature"),
    trim: float = threshold(
        0.001, 0, 0.5, source="143 real sets: none; more than one in a thousand are no single outliers"
    ),
) -> Iterable[Finding]:
    """One extreme target sets the scale, and all others are crushed into a point.

    Why: after min-max scaling with one value a hundred ranges away, every other target lies within 1 % of the scale:
        always answering their mean has a loss near zero.
    Evidence: the range without the outer 0.1 % (at least one value, or one horizon) at the side of the outlier is under
        1 % of the range of all, exact extremes against sampled quantiles. Only where y was min-max scaled ([0, 1] or
        [-1, 1] exactly), since heavy tails are real. No false alarm on 143 real sets.
    Remedy: find out whether the value is real; scale by quantiles or take logarithms if it is, drop it if it is not.
    Limits: an outlier in a y that was not scaled so is reported as outlier. Several outliers that make up more than 0.1
        % are not seen here.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        return
    low, high = y.feature_min(), y.feature_max()
    for f, column in enumerate(y_kinds):
        core = core_range(column, float(low[f]), float(high[f]), trim, y_plan.T)
        bounds = bounds_of(float(low[f]), float(high[f]))
        if core is None or not bounds or not core.width < ratio * (high[f] - low[f]):
            continue
        place, steps = (y.max_place if core.side == "high" else y.min_place), y.max if core.side == "high" else y.min
        step = int(steps[:, f].argmax() if core.side == "high" else steps[:, f].argmin())
        sample, at_step = divmod(int(place[step, f]), y_plan.T)
        yield Finding(
            message=f"{y_plan.at(sample, at_step, f)} is {exact(core.outlier)}, all but {share(trim, 1)} of the "
            "others lie "
            f"in [{num(core.low)}, {num(core.high)}], {share(core.width, high[f] - low[f])} of the range that was "
            f"scaled to {bounds}. Always answering their mean reaches a loss near zero.",
            remedy=f"Look at the raw value behind {y_plan.at(sample)}. If it is wrong, drop it before the scaler is "
            "fitted; if it is real, scale y by quantiles (RobustScaler) or take logarithms.",
            evidence={
                "outlier": evidence(core.outlier),
                "core": [evidence(core.low), evidence(core.high)],
                "ratio": evidence(core.width / (high[f] - low[f])),
                "threshold": ratio,
            },
            features=y_plan.names([f]) if y_plan.F > 1 else (),
            samples=(sample,),
        )


@outlier_crushed_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    y = data["y"].astype(float)
    y[123] = y.max() + 1000 * np.ptp(y)
    return {**data, "y": (y - y.min()) / np.ptp(y)}


@outlier_crushed_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    y = np.exp(data["y"].astype(float))  # a heavy tail, scaled
    return {**data, "y": (y - y.min()) / np.ptp(y)}
