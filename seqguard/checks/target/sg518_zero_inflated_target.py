"""A target that rests at its floor."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, num, share
from seqguard.core.thresholds import threshold


@check("SG518", severity="info", aliases=("mostly zero target",))
def zero_inflated_target(
    y_plan: Target[Plan],
    y_kinds: Target[Kinds],
    *,
    least: float = threshold(0.3, 0, 1, source="judgement: with fewer, the floor is one value among others"),
    most: float = threshold(0.99, 0, 1, source="by name: from there on it is near-constant-target"),
    rows: int = threshold(50, 2, source="formula: at 50 targets the share varies by 6.5 points"),
) -> Iterable[Finding]:
    """A large part of the targets is the lowest value, as with rain, sales or failures.

    Why: always answering that value has a small absolute error, and a squared loss pulls the answers to a mean that
        never occurs. A loss that falls may have learnt nothing but the share of zeros.
    Evidence: the lowest value makes up 30 to 99 % of at least 50 targets, and other values stand beside it. Beside it
        are the errors of two answers that learn nothing. Legitimate zeros and zeros that fill gaps look alike, hence a
        note.
    Remedy: compare with the mean absolute error of always answering that value; a model in two parts (whether, then how
        much), or a Tweedie or Poisson loss.
    Limits: counted over the sampled targets.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        return
    for f, column in enumerate(y_kinds):
        if column.n < rows or len(column.values) < 3:
            continue
        times, floor = int(column.counts[0]), float(column.values[0])
        if not least * column.n <= times < most * column.n:
            continue
        values = column.values.astype(np.float64)
        mean = float(values @ column.counts) / column.n
        mae, mse = (
            float((np.abs(values - answer) ** power) @ column.counts) / column.n
            for answer, power in ((floor, 1), (mean, 2))
        )
        yield Finding(
            message=f"{times:,} of {column.n:,} targets ({share(times, column.n)}) are {exact(floor)}, the lowest "
            f"value. Always answering it has a mean absolute error of {num(mae)}; always answering the mean "
            f"({num(mean)}) a mean squared error of {num(mse)}.",
            remedy="Report the error on the other targets alone as well; try two parts (whether, how much), or a "
            "Poisson or Tweedie loss.",
            evidence={
                "value": evidence(floor),
                "count": times,
                "of": column.n,
                "mae_of_floor": evidence(mae),
                "mse_of_mean": evidence(mse),
                "threshold": least,
            },
            features=y_plan.names([f]) if y_plan.F > 1 else (),
        )


@zero_inflated_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": np.maximum(data["y"], 0)}


@zero_inflated_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
