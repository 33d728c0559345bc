"""NaN in an input."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples, every
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count as count_of
from seqguard.core.text import listing, share
from seqguard.statistics.moments import Moments

MOST_DROPPED = 0.5
"""Of the samples, which dropping those that hold NaN may cost at most; beyond, the gaps have to be filled."""


@check(
    "SG101",
    severity="error",
    aliases=(
        "nan",
        "missing values",
        "not a number",
    ),
)
def nan_values(plan: Input[Plan], x: Input[Moments]) -> Iterable[Finding]:
    """Some inputs are NaN.

    Why: one NaN in a batch makes the loss NaN, its gradient turns every weight into NaN, and training goes on
        without a word.
    Evidence: exact counts per feature, padding left out, with the first place.
    Remedy: find where the gap comes from; mark it with a 0/1 feature and fill it, or drop the windows that hold it.
    Limits: a model may be built to take NaN. NaN that fills up short sequences is padding and is reported as such.
    """
    nan, count = x.nan.sum(0), x.count.sum(0)
    bad = np.flatnonzero((nan > 0) & (nan < count))  # a feature that is all NaN is another fault
    if not len(bad):
        return
    worst = bad[np.argsort(-nan[bad], kind="stable")]
    places = x.nan_place[:, bad]
    sample, step = divmod(int(places[places >= 0].min()), plan.T)
    at_step = np.where(x.nan_place >= 0, x.nan_place, np.iinfo(np.int64).max)[:, bad].min(0)
    feature = int(bad[at_step.argmin()])
    rows = "rows of the series" if plan.sliding else "timesteps"
    yield Finding(
        message=f"{count_of(int(nan[bad].sum()), 'value is', 'values are')} NaN, in {listing(plan.names(worst))}: "
        f"{int(nan[worst[0]]):,} of {int(count[worst[0]]):,} {rows} ({share(nan[worst[0]], count[worst[0]])}) in "
        f"`{plan.features[worst[0]]}`. First at {plan.at(sample, step, feature)}. The loss becomes NaN at the first "
        "batch "
        "that holds one, and so do all weights.",
        remedy=f"Look at {plan.at(sample)} and at the raw rows behind it; add a 0/1 feature that marks the gap and "
        "fill it, or drop the windows that hold it.",
        fix=drop_samples(every(plan, "np.isfinite(values)"), "NaN in X")
        if int(nan[bad].sum()) * plan.T <= MOST_DROPPED * plan.n
        else "",
        evidence={"nan": int(nan[bad].sum()), "per_feature": {plan.features[f]: int(nan[f]) for f in worst[:20]}},
        features=plan.names(worst),
        steps=(step,),
        samples=(sample,),
    )


@nan_values.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][17, 5, 1] = np.nan
    return data


@nan_values.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
