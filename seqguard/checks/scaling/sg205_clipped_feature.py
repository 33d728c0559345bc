"""A feature cut off at the top."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Train
from seqguard.core.plan import Plan
from seqguard.core.text import among, evidence, exact, listing, often, share, times
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.facts.series.places import Places
from seqguard.measures.piles import LEVELS, Pile, clipped, shown_by_train

ALONE = 1e-5
"""Of the value: float32 rounding of a window's deviation leaves 1e-6."""


@check("SG205", severity="warning")
def clipped_feature(
    plan: Input[Plan],
    kinds: Input[Kinds],
    train_kinds: Train[Input[Kinds]],
    series: Input[Series],
    places: Input[Places],
    normalised: Input[Normalised],
    *,
    ratio: float = threshold(3.0, 1, source="60 sound sets: at most 1.8, but for a flow meter at its limit (8.3)"),
    chance: float = threshold(0.001, 0, 1, source="Poisson: one column in 1,000 piles up so by chance"),
    least: float = threshold(
        0.005, 0, 1, source="caps at the 99 % quantile: found in .78; fewer rows are single peaks"
    ),
) -> Iterable[Finding]:
    """A feature piles up at its highest value.

    Situation: The sensor ends at a highest reading, or `clip` was applied, and many rows hold that value.
    Why: what was above the cap is gone: all peaks look alike, and where the cap came with the data preparation
        (np.clip, a quantile of the training part) the network never sees what it has to forecast.
    Evidence: the highest value stands at least 3 times as often as the ten distinct values below it do on average, in
        0.5 % of the rows or more, and so often by chance with a probability under 0.001 (Poisson, with the ties that
        are usual below it). A tail thins out, so that on 60 real sets the largest such ratio is 1.8, but for one flow
        meter at its limit (8.3). Caps at the 99, 95 and 80 % quantile are found in .78, .81 and .88; the misses are
        counts of few levels. It is an info where quantities end by themselves: at 1, 100 and 255 in a column that does
        not go below 0; where the column piles up at the bottom as well; on levels at one distance, a hundred at most,
        as a percentage has whatever scaler it went through; in one or two stretches of the series, which are a plateau,
        unless two are reached and left in half a usual step or more;
        and in a further split where train neither goes higher nor piles up there. What stands there at one timestep
        alone does so by construction.
    Remedy: find the clip or the sensor's limit; raise it, or add a 0/1 feature that says where the cap was reached.
    Limits: a pile at the bottom is left alone: rain, sales and light rest at 0. Other natural ceilings (a visibility
        that ends at 10 miles, the rated power of a turbine) are reported. Columns of fewer than 20 levels are left
        alone, and so are windows that were scaled to a maximum of 1 each.
    """
    if plan.task == "tokens" or normalised.window == "min-max":
        return
    piles: dict[int, Pile] = {}
    for f, column in kinds.least(LEVELS):
        pile = clipped(plan, column, f, series, places.cell, (ratio, chance, least))
        if pile is not None and not (normalised.window and _alone(normalised.before(pile.value), plan.T)):
            natural = pile.natural or (plan.split != "train" and not shown_by_train(pile, train_kinds[f]))
            piles[f] = replace(pile, natural=natural)
    for natural in (False, True):
        at = sorted((f for f in piles if piles[f].natural is natural), key=lambda f: -piles[f].times)
        if at:
            yield _finding(plan, [(f, piles[f]) for f in at], ratio, natural)


def _alone(value: float, steps: int) -> bool:
    """Whether the highest value is that of one step that differs from all others of its window, once that has mean 0
    and deviation 1: none can be higher."""
    highest = [float(np.sqrt(steps - 1)), (steps - 1) / float(np.sqrt(steps))]
    return min(abs(value - h) for h in highest) <= ALONE * value


def _finding(plan: Plan, piles: list[tuple[int, Pile]], ratio: float, natural: bool) -> Finding:
    f, worst = piles[0]
    name, value = plan.features[f], exact(worst.value)
    others = f" {listing(plan.names(g for g, _ in piles[1:]))} as well." if len(piles) > 1 else ""
    return Finding(
        message=f"`{name}` is exactly {value}, its highest value, {times(worst.times)} in "
        f"{among(worst.n, worst.of, 'row')} ({share(worst.times, worst.n)}); the values just below it each occur "
        f"{often(worst.expected)}."
        + (
            " A scale that ends there, or a plateau, looks like this."
            if natural
            else " It was cut off there, and all peaks look alike."
        )
        + others,
        remedy="Nothing to do where that is the end of the scale; else look for a clip."
        if natural
        else f"Look for a clip, or the limit of the sensor, at {value} in `{name}`: raise it, or add a 0/1 feature "
        "that says where it was reached.",
        evidence={
            "value": evidence(worst.value),
            "at_cap": worst.times,
            "of": worst.n,
            "expected": evidence(worst.expected),
            "features": len(piles),
            "threshold": ratio,
        },
        features=plan.names(g for g, _ in piles),
        severity="info" if natural else None,
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
