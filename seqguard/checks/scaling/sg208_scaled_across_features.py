"""A scaler that ran along the wrong axis."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import standardise
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.statistics.moments import Moments

HOW = {
    "min-max": "the smallest feature is 0 and the largest 1",
    "standard": "the features have mean 0 and deviation 1",
    "length": "the features have length 1",
}


@check(
    "SG208",
    severity="warning",
    explains=("SG106", "SG203", "SG205", "SG206"),
    aliases=(
        "global-scalar-normalisation",
        "one mean for all columns",
        "numpy mean over all features",
    ),
)
def scaled_across_features(
    plan: Input[Plan],
    x: Input[Moments],
    normalised: Input[Normalised],
    *,
    exact: float = threshold(
        0.03, 0, 1, source="143 real sets: none so scaled has a deviation under a twentieth of another's"
    ),
    crushed: float = threshold(
        0.05, 0, 1, source="143 real sets: none so scaled has a deviation under a twentieth of another's"
    ),
) -> Iterable[Finding]:
    """The data were scaled across features: row by row, or with one mean and deviation for all of them.

    Situation: `(X - X.mean()) / X.std()` was computed over all columns at once.
    Why: row by row, each feature's value depends on the others of its moment, and its own course is gone. With one mean
        and deviation for all, the features keep their mixed scales, and a small one is as good as constant.
    Evidence: of at least 3 moving features, in 95 % of the rows at one timestep: mean 0 and deviation 1 to 1e-4, or
        minimum 0 and maximum 1, or norm 1. Or: all values together have mean 0 and deviation 1 (to 0.03) and one
        feature's deviation is under a twentieth of another's. On 143 real sets neither spoke; row scaling was found in
        .88 of injected cases.
    Remedy: scale each feature by its own statistics over the training rows: (X - X.mean((0, 1))) / X.std((0, 1)).
    Limits: rows of norm 1 are an info, since embeddings come so. Rows that are compositions (shares that sum to 1) are
        not meant and not found.
    """
    if normalised.across:
        yield Finding(
            message=f"At each timestep {HOW[normalised.across]} ({normalised.rows:,} rows looked at): the scaler ran "
            "across the features of a row. A feature's course now depends on all others.",
            remedy=f"Scale each feature over the training rows, with `mean = {plan.tensor}.mean((0, 1))`, not each "
            "row.",
            evidence={"rows": normalised.rows, "scaling": normalised.across},
            severity="info" if normalised.across == "length" else None,
        )
        return
    n = np.maximum(x.finite.sum(0), 1)
    mean, deviation = x.feature_mean(), np.sqrt(x.feature_var())
    alive = np.flatnonzero((x.feature_max() > x.feature_min()) & np.isfinite(deviation))
    if len(alive) < 2 or plan.integral:
        return
    center, of_all = _together(n[alive], mean[alive], deviation[alive])
    small, large = alive[deviation[alive].argmin()], alive[deviation[alive].argmax()]
    if abs(center) > exact or abs(of_all - 1) > exact or deviation[small] > crushed * deviation[large]:
        return
    yield Finding(
        message=f"All values of {plan.label} together have mean {num(center)} and deviation {num(of_all)}: one mean "
        f"and one deviation scaled all features. `{plan.features[small]}` is left with {num(deviation[small])}, beside "
        f"{num(deviation[large])} of `{plan.features[large]}`.",
        remedy=f"Give the scaler one mean and one deviation for each feature, `{plan.tensor}.mean((0, 1))` and "
        f"`{plan.tensor}.std((0, 1))`, not `{plan.tensor}.mean()`.",
        fix="" if plan.padding else standardise(plan),
        evidence={
            "mean": evidence(center),
            "std": evidence(of_all),
            "smallest_std": evidence(deviation[small]),
            "largest_std": evidence(deviation[large]),
            "threshold": crushed,
        },
        features=plan.names([small, large]),
    )


def _together(
    n: "np.typing.NDArray[np.int64]", mean: "np.typing.NDArray[np.float64]", std: "np.typing.NDArray[np.float64]"
) -> tuple[float, float]:
    """Mean and deviation of the values of several features together."""
    with np.errstate(over="ignore", invalid="ignore"):
        center = float((n * mean).sum() / n.sum())
        return center, float(np.sqrt((n * (std**2 + (mean - center) ** 2)).sum() / n.sum()))


@scaled_across_features.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng, features=6)
    X = data["X"] + rng.standard_normal(data["X"].shape)
    return {"X": (X - X.mean(2, keepdims=True)) / X.std(2, keepdims=True), "y": data["y"]}


@scaled_across_features.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"] * np.array([1, 300, 8]) + np.array([0, 900, 20])
    return {"X": (X - X.mean()) / X.std(), "y": data["y"]}


@scaled_across_features.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"] * np.array([1, 3, 8])
    return {"X": (X - X.mean((0, 1))) / X.std((0, 1)), "y": data["y"]}
