"""A feature without any value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, listing
from seqguard.statistics.moments import Moments


@check("SG103", severity="error", explains=("SG101",))
def all_nan_feature(plan: Input[Plan], x: Input[Moments]) -> Iterable[Finding]:
    """A feature is NaN everywhere.

    Why: every batch holds it, so the loss is NaN from the first step on.
    Evidence: no finite and no infinite value in the feature, over all samples and steps.
    Remedy: a join that matched nothing, a column that was renamed, or a scaler that divided 0 by 0 leaves such a
        column.
    Limits: none known.
    """
    dead = np.flatnonzero((x.nan.sum(0) > 0) & (x.nan.sum(0) == x.count.sum(0)))
    if len(dead):
        yield Finding(
            message=f"{len(dead):,} of {count(plan.F, 'feature')} {agree(len(dead), 'holds', 'hold')} no number at "
            "all: "
            f"{listing(plan.names(dead))}. Every batch holds NaN, so the loss is NaN from the first step.",
            remedy="Check the join or the rename that should have filled it, and a scaler that divides 0 by 0; else "
            "drop it.",
            fix=drop_features(plan, dead),
            evidence={"features": len(dead)},
            features=plan.names(dead),
        )


@all_nan_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 2] = np.nan
    return data


@all_nan_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][1:, :, 2] = np.nan
    return data
