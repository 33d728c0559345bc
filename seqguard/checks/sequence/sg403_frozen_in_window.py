"""Windows in which a feature does not move."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, listing, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.runs import RunLengths


@check("SG403", severity="info")
def frozen_in_window(
    plan: Input[Plan],
    x: Input[RunLengths],
    kinds: Input[Kinds],
    *,
    least: float = threshold(0.01, 0, 1, source="judgement: single windows of any series stand still"),
    most: float = threshold(
        0.6, 0, 1, source="judgement: a feature that stands still in most windows is one that rests by nature"
    ),
) -> Iterable[Finding]:
    """In some samples a moving feature holds one value from the first step to the last.

    Situation: In some windows one sensor does not move, though it does in all others.
    Why: such a sample says nothing in that feature; scaling it by itself divides by zero.
    Evidence: exact count of samples with one value throughout, in 1 to 60 % of the samples, of features with more
        than twelve different values; samples that are windows of one series are counted from the lengths of its
        longest eight runs.
    Remedy: look whether the sensor was on; leave such samples out where the feature matters.
    Limits: a note only: features that rest (light at night, rain) freeze by nature.
    """
    if plan.task == "tokens" or plan.T < 4:
        return
    numeric = (kinds.columns.sizes > 12) & ~kinds.columns.static
    if plan.sliding:
        long = np.where(x.length >= plan.T, (x.length - plan.T) // plan.step + 1, 0)
        frozen, first = long.sum(1), x.cell[:, 0] // plan.T
    else:
        frozen, first = x.frozen, x.frozen_first
    found = np.flatnonzero(numeric & (frozen >= max(1, least * plan.n)) & (frozen <= most * plan.n))
    if not len(found):
        return
    worst = found[np.argsort(-frozen[found], kind="stable")]
    f = int(worst[0])
    yield Finding(
        message=f"`{plan.features[f]}` does not move in {count(int(frozen[f]), 'sample')} of {plan.n:,} "
        f"({share(frozen[f], plan.n)}), the first at {plan.at(int(first[f]))}; in the others it does."
        + (f" Likewise {listing(plan.names(worst[1:]))}." if len(worst) > 1 else ""),
        remedy=f"Compare {plan.at(int(first[f]))} with its neighbours: a sensor that was off, or a feature that rests?",
        evidence={
            "frozen": int(frozen[worst].sum()),
            "features": {plan.features[int(i)]: int(frozen[i]) for i in worst[:20]},
        },
        features=plan.names(worst),
        samples=(int(first[f]),),
    )


@frozen_in_window.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][40:70, :, 1] = rng.standard_normal((30, 1))
    return data


@frozen_in_window.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][..., 1] = rng.standard_normal((300, 1))  # one value for each sample: a static feature
    return {"X": data["X"], "y": data["y"]}
