"""Infinite values."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples, every
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import count, listing
from seqguard.statistics.moments import Moments


@check("SG102", severity="error")
def inf_values(tensor_plan: Each[Plan], tensor: Each[Moments]) -> Iterable[Finding]:
    """Some values are infinite.

    Why: the loss becomes NaN or inf at the first batch that holds one, and so do all weights.
    Evidence: exact counts per feature with the first place.
    Remedy: look for a division by zero (a return, a ratio, a scaler of a constant) or a value that overflowed
        float16 or float32 when it was cast.
    Limits: none known.
    """
    plan, m = tensor_plan, tensor
    inf = m.inf.sum(0)
    bad = np.flatnonzero(inf)
    if not len(bad):
        return
    worst = bad[np.argsort(-inf[bad], kind="stable")]
    first = np.where(m.inf_place >= 0, m.inf_place, np.iinfo(np.int64).max).min(0)
    feature = int(bad[first[bad].argmin()])
    sample, step = divmod(int(first[feature]), plan.T)
    yield Finding(
        message=f"{count(int(inf.sum()), 'value is', 'values are')} infinite, in {listing(plan.names(worst))}. First "
        f"at {plan.at(sample, step, feature)}. The loss is no number from the first batch that holds one.",
        remedy="Look for a division by zero or an overflow in the step that made "
        f"`{plan.features[feature]}`: np.isinf of each intermediate shows where it begins.",
        fix=drop_samples(every(plan, "~np.isinf(values)"), f"infinite in {'X' if plan.role == 'x' else 'y'}"),
        evidence={"inf": int(inf.sum()), "per_feature": {plan.features[f]: int(inf[f]) for f in worst[:20]}},
        features=plan.names(worst),
        steps=(step,),
        samples=(sample,),
    )


@inf_values.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][17, 5, 1] = -np.inf
    return data


@inf_values.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"] *= 1e30
    return data
