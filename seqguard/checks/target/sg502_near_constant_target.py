"""A target that nearly always holds one value."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import agree, exact, share
from seqguard.core.thresholds import threshold
from seqguard.facts.values.dominant import Dominant


@check("SG502", severity="warning")
def near_constant_target(
    y_plan: Target[Plan],
    y_dominant: Target[Dominant],
    *,
    top: float = threshold(0.99, 0.5, 1, source="143 real sets: none; intermittent counts reach .90"),
    least: int = threshold(50, 2, source="judgement: shares of fewer targets say little"),
) -> Iterable[Finding]:
    """Nearly every target has the same value.

    Why: a model that always gives that value has a loss near zero or an accuracy near one, and gradients from the
        few others are lost in the mean.
    Evidence: the most frequent value makes up 99 % or more of at least 50 targets, the values not all equal. No
        false alarm on 143 real sets; intermittent counts reach 90 %.
    Remedy: look where the value comes from; if it is real, judge by a metric of the rare cases and weight or
        resample them.
    Limits: rare events are real. Counted over the sampled targets.
    """
    if y_plan.layout == "one-hot" or y_plan.task in ("multilabel", "tokens"):
        return
    for f, found in enumerate(y_dominant.share):
        if y_dominant.n < least or not top <= found < 1:
            continue
        value, others = float(y_dominant.value[f]), round(y_dominant.n * (1 - found))
        times = y_dominant.n - others
        yield Finding(
            message=f"{exact(value)} makes up {times:,} of {y_dominant.n:,} targets ({share(times, y_dominant.n)}). A "
            f"model that always answers it is right {share(times, y_dominant.n)} of the time, and the mean loss hides "
            f"{agree(others, 'the one that differs', f'the {others:,} that differ')}.",
            remedy="If that is where the data come from, judge by a metric of the rare cases (recall, mae where y "
            "differs) and weight them with sample_weight; else look for the step that wrote this value.",
            evidence={"value": value, "count": times, "of": y_dominant.n, "threshold": top},
            features=y_plan.names([f]) if y_plan.F > 1 else (),
        )


@near_constant_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"][rng.random(len(data["y"])) < 0.995] = 0
    return data


@near_constant_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"][rng.random(len(data["y"])) < 0.9] = 0
    return data
