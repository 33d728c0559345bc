"""Validation features in another order than training features."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._order import Order, class_mix
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import has_features
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import agree, evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.seams import Seams
from seqguard.sources.base import SplitData


@check("SG615", severity="warning", explains=("SG616",))
def feature_order_mismatch(
    train_plan: Train[Input[Plan]],
    plan: Other[Input[Plan]],
    other_order: Other[Input[Order]],
    other_seams: Other[Input[Seams]],
    train_series: Train[Input[Series]],
    train_data: Train[SplitData],
    other_data: Other[SplitData],
    *,
    ratio: float = threshold(1.5, 1, source="29 sound sets: the order given costs 1.12 times as much at most"),
    apart: float = threshold(0.5, 0, source="29 sound sets: none; a rotated order found in .66"),
    slight: float = threshold(
        1.1, 1, source="29 sound sets: 1.12 at most, where correlations fit better by .02 at most"
    ),
    related: float = threshold(
        0.08, 0, 2, source="29 sound sets: another order fits the correlations better by .02 at most"
    ),
    unrelated: float = threshold(
        0.2, 0, 2, source="29 sound sets: another order fits the correlations better by .02 at most"
    ),
    stable: float = threshold(
        0.5, 0, 1, source="judgement: what tells two features must tell them in train's thirds half as well"
    ),
    strange: float = threshold(
        2, 0, source="29 sound sets: none; where no order costs less than two drifts, costs must double"
    ),
    drift: float = threshold(1.4, 0, source="29 sound sets: no finding"),
    beyond: float = threshold(1.2, 1, source="700 made-up sets of features that are alike: speaks on 3"),
    fewest: float = threshold(
        20, 1, source="200 sound sets cut to 100 samples: 20 alarms of these checks without it, none with it"
    ),
    other_classes: float = threshold(
        0.3, 0, 1, source="judgement: of two classes that stand equally often, one alone is .5 away"
    ),
) -> Iterable[Finding]:
    """The features of validation are in another order than those of train.

    Why: each weight meets a feature that it was not trained for, and the loss says nothing. A join, a dict or a set
        of columns that was not sorted the same way does it.
    Evidence: features are told by their quantiles, spread, roughness, repeated values and steps between levels, in
        units of how far these drift between the thirds of train; each feature of validation is assigned the one of
        train it is most like. A warning where the order given costs 1.5 times as much (and 0.5 more, or twice as
        much where no order fits well); or 1.1 times, and the correlations between features fit better by 0.08; or
        these by 0.2. The same exchange must make half as much of a difference between any two thirds of train,
        where it is wrong: features that are alike could be exchanged unseen. Splits whose windows share rows at the
        seam have one order. A note where train cannot tell how far features drift: with fewer than 20 windows side by
        side, with windows of one series in random order, and where 30 % of the targets would have to
        change their class for both splits to have the same classes: features of one class are not those of all. On 29
        sound sets the order given costs 1.12 times as much at most, and another fits the correlations better by 0.02 at
        most. A rotated order was found in .66 of 29 sets; of 700 made-up sets whose features are alike it spoke on 3.
    Remedy: select the columns by name, in one order, for both: frame[columns].
    Limits: features that are alike in every respect may be exchanged unseen. Needs 60 rows of train and 20 of the
        other split.
    """
    if other_seams.after or other_seams.before:
        return  # windows at the seam hold the same rows, feature by feature
    o = other_order
    moved = np.flatnonzero(o.like != np.arange(plan.F))
    fits = o.together_as_given - o.together
    costs = o.cost_as_given / max(o.cost, 1e-9)
    better = o.cost_as_given - o.cost
    clear = (
        costs >= (ratio if o.cost < strange else strange)
        and better >= apart
        and o.told >= stable * better
        and o.cost_as_given >= drift
    )
    fitting = o.told_together >= stable * fits and o.together_as_given >= beyond * o.together_within
    if not len(moved) or not (clear or (fitting and fits >= (related if costs >= slight else unrelated))):
        return
    sure = train_plan.independent >= fewest and not train_series.shuffled
    sure = sure and class_mix(train_data, other_data) < other_classes
    pairs = ", ".join(
        f"{plan.split} `{plan.features[i]}` is like train `{train_plan.features[o.like[i]]}`" for i in moved[:3]
    )
    yield Finding(
        message=f"{len(moved)} of {plan.F} features of {plan.split} {agree(len(moved), 'is', 'are')} more like "
        "another feature of train than like "
        f"{agree(len(moved), 'its', 'their')} own: {pairs}. Reordered, the features differ from train by "
        f"{num(o.cost)} (in units of train's own "
        f"drift) instead of {num(o.cost_as_given)}.",
        remedy="Select columns by name in one order for both, `frame[columns]`, or undo the exchange here.",
        fix=f"X = X[..., {np.argsort(o.like).tolist()}]" if has_features(plan) else "",
        evidence={
            "cost": evidence(o.cost),
            "cost_as_given": evidence(o.cost_as_given),
            "correlations": evidence(o.together),
            "correlations_as_given": evidence(o.together_as_given),
            "moved": len(moved),
        },
        features=plan.names(moved),
        severity=None if sure else "info",
    )


@feature_order_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 700, 3) * np.array([1.0, 4.0, 0.2]) + np.array([0.0, 10.0, -1.0])
    X, y = cut(series[:500].astype(np.float32), 12)
    X_val, y_val = cut(series[520:].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": (X_val[:, :, [2, 0, 1]].copy(), y_val)}


@feature_order_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 700, 3) * np.array([1.0, 4.0, 0.2]) + np.array([0.0, 10.0, -1.0])
    X, y = cut(series[:500].astype(np.float32), 12)
    return {"X": X, "y": y, "validation_data": cut(series[520:].astype(np.float32), 12)}
