"""Filled gaps in one split and none in the other."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.checks.examples.arrays import cut
from seqguard.checks.imputation._filled import constant, gappy
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, share
from seqguard.core.thresholds import threshold
from seqguard.facts.values.fills import Fill, Fills


@check("SG308", severity="info")
def one_sided_imputation(
    plan: Other[Input[Plan]],
    train: Train[Input[Fills]],
    train_kinds: Train[Input[Kinds]],
    other: Other[Input[Fills]],
    other_kinds: Other[Input[Kinds]],
    *,
    expected: float = threshold(10, 1, source="Poisson: none where 10 are expected has a probability of 5e-5"),
) -> Iterable[Finding]:
    """One split holds values that filled gaps, the other does not.

    Why: a network that learnt the filler in training meets none in validation, or the other way round; the loss on the
        two is not about the same thing.
    Evidence: a value that one of the checks for fills warns of in one split does not stand once in the other, where its
        share would give ten rows or more.
    Remedy: fill gaps before the split, with a value taken from the training rows, or in neither part.
    Limits: a fill with the mean of each split gives each a value of its own and is said once for each.
    """
    for here, there, columns, where, lacks in (
        (train, other, other_kinds, "train", plan.split),
        (other, train, train_kinds, plan.split, "train"),
    ):
        fills = [f for f in here.table if f.severity == "warning" and _absent(f, there, columns, expected)]
        if not fills:
            continue
        spike = fills[0].spike
        name = plan.features[spike.feature]
        yield Finding(
            message=f"`{name}` is {exact(spike.value)} in {share(spike.count, spike.rows)} of the rows of {where}, "
            "where it "
            f"filled gaps, and never in {lacks}. {count(len(fills), 'feature differs', 'features differ')} like this.",
            remedy="Fill gaps before the split, with a value taken from the training rows, or drop the filled "
            "windows of both.",
            evidence={"features": len(fills), "share": round(spike.share, 6)},
            features=plan.names(dict.fromkeys(f.spike.feature for f in fills)),
            split=where,
        )


def _absent(fill: Fill, there: Fills, columns: Kinds, expected: float) -> bool:
    """Whether the other split lacks the value and holds no other fill of that feature by the same rule."""
    spike = fill.spike
    column: Column = columns[spike.feature]
    same: Sequence[Fill] = [f for f in there.table if f.spike.feature == spike.feature and f.rule == fill.rule]
    return not same and spike.share * column.n >= expected and spike.value not in column.values


@one_sided_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = gappy(rng, lambda values, missing: constant(values, missing, values[~missing].mean()), rows=900)
    rest = gappy(rng, lambda values, missing: values, rows=500)
    return data | {"validation_data": (rest["X"], rest["y"])}


@one_sided_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = gappy(rng, lambda values, missing: constant(values, missing, 2.5), rows=1600)
    series = np.concatenate([data["X"][0], data["X"][1:, -1]])
    return dict(zip(("X", "y"), cut(series[:1000], 12), strict=True)) | {"validation_data": cut(series[1012:], 12)}
