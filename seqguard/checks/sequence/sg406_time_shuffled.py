"""Steps out of order."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import first, share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.disorder import Disorder


@check(
    "SG406",
    severity="error",
    explains=("SG420",),
    aliases=(
        "shuffled-time",
        "shuffled before windowing",
        "rows in random order",
    ),
)
def time_shuffled(
    plan: Input[Plan],
    x: Input[Disorder],
    *,
    common: float = threshold(
        0.85, 0, 1, source="benchmarks/detection.py: shuffled steps found in .76 of 21 sets, on no sound set"
    ),
    disordered: float = threshold(
        0.2, 0, 1, source="benchmarks/detection.py: shuffled steps found in .76 of 21 sets, on no sound set"
    ),
    backwards: float = threshold(0.6, 0, 1, source="that of time-reversed"),
    fewest: int = threshold(20, 1, source="judgement: shares of fewer pairs say little"),
) -> Iterable[Finding]:
    """The steps within the windows are not in order.

    Situation: The rows were shuffled before the windows were cut.
    Why: a sequence model learns from the order of the steps. In shuffled windows there is none to learn.
    Evidence: by geometry: 85 % of the consecutive samples have as many rows in common as windows of one series have,
        whatever their order, where samples far apart hardly ever have (5 % of the pairs at most); but a fifth of them
        or more slide neither from the sample before nor into the one after, by any shift: the same rows stand in
        another order. Found in every shuffled series of the corpus and in no sound set.
    Remedy: shuffle samples (axis 0), never steps: rng.permutation(len(X)), not rng.permuted(X, axis=1).
    Limits: samples of chosen lags in order (1, 2, 7, 14) are left alone. Samples that do not overlap are compared with
        validation only; see no-temporal-structure.
    """
    if plan.sliding or x.common < common or x.out_of_order_share < disordered or x.pairs < fewest:
        return
    if x.backwards is not None and x.backwards.share >= backwards:
        return  # time-reversed says it
    i = x.out_of_order[0] if x.out_of_order else 0
    yield Finding(
        message="Consecutive samples are windows of one series: they have the same rows in common in "
        f"{share(x.common, 1)} of {x.pairs:,} pairs. "
        f"But the rows are out of order in {share(x.out_of_order_share, 1)} of the samples, first "
        f"in {plan.at(i)}. "
        "There is no order left to learn from.",
        remedy=f"Compare {plan.at(i)} with {plan.at(i + 1)}: the steps (axis 1) were shuffled after cutting. "
        "Shuffle samples (axis 0) only.",
        evidence={
            "out_of_order_share": round(x.out_of_order_share, 6),
            "rows_in_common": round(x.common, 6),
            "in_order": round(x.forward, 6),
            "pairs_of": x.pairs,
        },
        samples=first(x.out_of_order),
    )


@time_shuffled.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": rng.permuted(data["X"], axis=1), "y": data["y"]} | {"X": _shuffled(rng, data["X"], 1.0)}


@time_shuffled.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": _shuffled(rng, data["X"], 0.4), "y": data["y"]}


@time_shuffled.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    order = rng.permutation(len(data["X"]))  # samples in another order are sound
    return {"X": data["X"][order], "y": data["y"][order]}


@time_shuffled.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = forecast(rng, features=1)["X"][:, 0, 0]
    X = np.stack([s[20 - lag : 380 - lag] for lag in (14, 7, 3, 2, 1, 0)], 1)  # chosen lags, oldest first
    return {"X": X[..., None], "y": s[21:381]}


@time_shuffled.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = forecast(rng, features=1)["X"][:, 0, 0]
    X = np.stack([s[20 - lag : 380 - lag] for lag in (1, 2, 3, 7, 14)], 1)
    return {"X": X[..., None], "y": s[20:380]}


def _shuffled(rng: np.random.Generator, X: np.ndarray[Any, Any], part: float) -> np.ndarray[Any, Any]:
    return np.stack([rng.permutation(x) if rng.random() < part else x for x in X])
