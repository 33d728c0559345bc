"""A feature that numbers the samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, listing, num
from seqguard.core.thresholds import threshold
from seqguard.facts.target.lags import Lags


@check("SG608", severity="info", about="x")
def index_feature(
    plan: Input[Plan],
    y_plan: Target[Plan],
    lags: Input[Lags],
    *,
    fewest: int = threshold(30, 3, source="formula: 30 values are in order by chance twice in 30!"),
) -> Iterable[Finding]:
    """A feature rises, or falls, from every sample to the next.

    Why: a row number, a time stamp or an id that rises with the file's order tells where in the file a sample
        stands. What the network learns from it ends where training ends, and where the file is sorted by the
        target, it is the target.
    Evidence: the feature's last step is strictly monotone over all sampled samples, 30 or more; beside it 1 - r**2
        with y.
    Remedy: drop it, or use what recurs of it: the hour, the weekday, the time since an event.
    Limits: a counter that only ever grows (cumulated rain, kilometres) looks the same.
    """
    if lags.n < fewest:
        return
    last = lags.x[:, -1].astype(np.float64)
    steps = np.diff(last, axis=0)
    found = np.flatnonzero((steps > 0).all(0) | (steps < 0).all(0))
    if not len(found):
        return
    names = plan.names(found)
    rest = float(lags.rest[0, -1, found].min())
    yield Finding(
        message=f"{listing(names)} "
        f"{'rises or falls' if len(names) > 1 else 'rises' if steps[0, found[0]] > 0 else 'falls'} with every sample "
        f"({lags.n:,} compared), like a row number; 1 - r² with {y_plan.tensor} = {num(rest)}. New samples lie "
        f"outside of what was trained on.",
        remedy=f"Drop {listing(names)}, or use what recurs of it (hour, weekday, time since an event).",
        fix=drop_features(plan, found),
        evidence={"samples_n": lags.n, "one_minus_r2": evidence(rest)},
        features=names,
        steps=(plan.T - 1,),
    )


@index_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"]
    X[..., 2] = np.arange(len(X))[:, None] + np.arange(X.shape[1])
    return {"X": X, "y": data["y"]}


@index_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {k: data[k] for k in ("X", "y")}
