"""Missing targets."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples, every
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import agree, share
from seqguard.statistics.moments import Moments


@check("SG505", severity="error")
def nan_target(y_plan: Target[Plan], y: Target[Moments]) -> Iterable[Finding]:
    """Some targets are NaN.

    Why: one NaN target makes the loss of its batch NaN and all weights with it.
    Evidence: exact counts with the first place.
    Remedy: drop the samples without a target; a target is never filled.
    Limits: a loss that masks missing targets takes them; then ignore this check.
    """
    nan = int(y.nan.sum())
    if nan:
        sample = int(y.nan_place[y.nan_place >= 0].min()) // y_plan.T
        yield Finding(
            message=f"{nan:,} of {int(y.count.sum()):,} targets {agree(nan, 'is', 'are')} NaN "
            f"({share(nan, int(y.count.sum()))}), the "
            "first at "
            f"{y_plan.at(sample)}. The loss of their batch is NaN, and then every weight is.",
            remedy="Find the step that lost them (a shift, a join), or drop the samples without a target.",
            fix=drop_samples(every(y_plan, "~np.isnan(values)"), "no target"),
            evidence={"nan": nan, "of": int(y.count.sum())},
            features=y_plan.names(np.flatnonzero(y.nan.sum(0))) if y_plan.F > 1 else (),
            samples=(sample,),
        )


@nan_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"][40] = np.nan
    return data


@nan_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
