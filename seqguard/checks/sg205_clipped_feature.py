"""A feature cut off at the top."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast
from seqguard._words import evidence, exact, num, share
from seqguard.facts.clipping import clipped
from seqguard.facts.kinds import Kinds


@check("SG205", severity="warning")
def clipped_feature(
    plan: Plan, kinds: Kinds, *, ratio: float = 3.0, chance: float = 1e-3, least: float = 0.005
) -> Iterable[Finding]:
    """A feature piles up at its highest value.

    Why: what was above the cap is gone: all peaks look alike, and where the cap came with the data preparation
        (np.clip, a quantile of the training part) the network never sees what it has to forecast.
    Evidence: the highest value stands at least 3 times as often as the ten distinct values below it do on average, in
        0.5 % of the rows or more, and so often by chance with a probability under 0.001 (Poisson, with the ties that
        are usual below it). A tail thins out, so that on 60 real sets the largest such ratio is 1.8, but for one flow
        meter at its limit (8.3). Caps at the 99, 95 and 80 % quantile are found in .78, .81 and .88; the misses are
        counts of few levels.
    Remedy: find the clip or the sensor's limit; raise it, or add a 0/1 feature that says where the cap was reached.
    Limits: a pile at the bottom is left alone: rain, sales and light rest at 0. A quantity with a natural ceiling (100
        % humidity, a visibility that ends at 10 miles) is reported. Columns of fewer than 20 levels are left alone.
    """
    if plan.task == "tokens":
        return
    for f, column in enumerate(kinds):
        pile = clipped(column, ratio, chance, least)
        if pile is None:
            continue
        yield Finding(
            message=f"`{plan.features[f]}` is exactly {exact(pile.value)}, its highest value, {pile.times:,} times in "
            f"{pile.n:,} rows ({share(pile.times, pile.n)}); the values right below it stand {num(pile.expected)} "
            "times each. It was cut off there, and all peaks look alike.",
            remedy=f"Look for a clip, or the limit of the sensor, at {exact(pile.value)} in `{plan.features[f]}`: "
            "raise it, or add a 0/1 feature that says where it was reached.",
            evidence={
                "value": evidence(pile.value),
                "at_cap": pile.times,
                "of": pile.n,
                "expected": evidence(pile.expected),
                "threshold": ratio,
            },
            features=plan.names([f]),
        )


@clipped_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] = np.minimum(data["X"][..., 1], np.quantile(data["X"][..., 1], 0.95))
    return data


@clipped_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"] = np.maximum(data["X"], 0)  # a floor, as rain has
    return data
