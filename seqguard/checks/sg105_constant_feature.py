"""A feature that holds one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast
from seqguard._words import count, exact
from seqguard.stats.moments import Moments


@check("SG105", severity="warning")
def constant_feature(plan: Plan, x: Moments) -> Iterable[Finding]:
    """A feature holds one value everywhere.

    Why: it carries nothing and its weights only add to the bias. It is often the trace of something else: a scaler
        fitted on another column, a sensor that was never connected, a one-hot level that does not occur. When all
        features are constant nothing can be learnt, and it is an error.
    Evidence: exact minimum equal to exact maximum (never a standard deviation of 0: that of the float32 constant 1e6 is
        0.06), padding left out. On 143 real series it fired twice, both true.
    Remedy: drop the feature, or look where its values were lost.
    Limits: a slice of a longer recording may hold one value of a feature that moves later; silence it by
        ignore={"constant-feature": ["name"]}.
    """
    low, high, n = x.feature_min(), x.feature_max(), x.finite.sum(0)
    dead = np.flatnonzero((low == high) & (n > 1))
    if not len(dead) or plan.task == "tokens":
        return
    everything = len(dead) == plan.F
    values = ", ".join(f"`{plan.features[f]}` = {exact(low[f])}" for f in dead[:5])
    more = f" and {len(dead) - 5} more" if len(dead) > 5 else ""
    yield Finding(
        message=f"{count(len(dead), 'feature holds', 'features hold')} one value in all {plan.n:,} samples: "
        f"{values}{more}. "
        + (
            "Nothing in X varies, so nothing can be learnt from it." if everything else "They tell the network nothing."
        ),
        remedy="Compare np.ptp of the raw column before and after scaling and joining; "
        + ("the values were lost there." if everything else "drop the feature if the raw column is constant too."),
        evidence={"features": len(dead), "of": plan.F, "values": [float(low[f]) for f in dead[:20]]},
        features=plan.names(dead),
        severity="error" if everything else None,
    )


@constant_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 1] = 0.1
    return data


@constant_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": np.full((50, 8, 2), 3.0), "y": rng.standard_normal(50)}


@constant_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 1] = 1e6
    data["X"][3, 4, 1] += 1
    return data
