"""A target cut off at the top."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import agree, among, evidence, exact, often, share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.places import Places
from seqguard.measures.piles import clipped, shown_by_train


@check("SG212", severity="warning")
def clipped_target(
    y_plan: Target[Plan],
    y_kinds: Target[Kinds],
    train_y_kinds: Train[Target[Kinds]],
    y_series: Target[Series],
    y_places: Target[Places],
    *,
    ratio: float = threshold(
        3.0, 1, source="60 sound sets: none; caps at the 95 and 80 % quantile found in .80 and .85"
    ),
    chance: float = threshold(0.001, 0, 1, source="Poisson: one column in 1,000 piles up so by chance"),
    least: float = threshold(0.005, 0, 1, source="that of clipped-feature: fewer rows are single peaks"),
) -> Iterable[Finding]:
    """The targets pile up at their highest value.

    Situation: The target ends at a highest value: a full battery, a capped count, a meter at its limit.
    Why: the network learns that nothing lies above the cap, so it is wrong where it matters, and validation capped
        alike does not show it.
    Evidence: as for clipped-feature, on the targets. On 60 real sets it never spoke; caps at the 95 and 80 % quantile
        are found in .80 and .85. At 1, 100 and 255, where nothing is below 0, it is an info.
    Remedy: train on the uncut target; if the cap is the sensor's, use a loss for censored data or say so with the
        forecast.
    Limits: a target with a natural ceiling (a remaining life that is capped by intent, a share of 100 %) is reported.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        return
    for f, column in enumerate(y_kinds):
        pile = clipped(y_plan, column, f, y_series, y_places.cell, (ratio, chance, least))
        if pile is None:
            continue
        natural = pile.natural or (y_plan.split != "train" and not shown_by_train(pile, train_y_kinds[f]))
        why = (
            "That may be where the scale ends, or a plateau."
            if natural
            else "They were cut off there, and the network learns that nothing lies above."
        )
        yield Finding(
            message=f"{pile.times:,} of {among(pile.n, pile.of, 'target')} ({share(pile.times, pile.n)}) "
            f"{agree(pile.times, 'is', 'are')} exactly "
            f"{exact(pile.value)}, the highest; the values just below each occur {often(pile.expected)}. " + why,
            remedy=f"Look for a clip at {exact(pile.value)} and train on what was there before; if the sensor ends "
            "there, say so with the forecast.",
            evidence={
                "value": evidence(pile.value),
                "at_cap": pile.times,
                "of": pile.n,
                "expected": evidence(pile.expected),
                "threshold": ratio,
            },
            features=y_plan.names([f]) if y_plan.F > 1 else (),
            severity="info" if natural else None,
        )


@clipped_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": np.minimum(data["y"], np.quantile(data["y"], 0.9))}


@clipped_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": np.maximum(data["y"], 0)}
