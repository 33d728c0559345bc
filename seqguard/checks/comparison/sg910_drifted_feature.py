"""A feature that is distributed otherwise than in the profile."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, shifted
from seqguard.checks.comparison._pairs import compared_features, distance, place, say
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared


@check("SG910", severity="info")
def drifted_feature(
    compared: Compared,
    *,
    far: float = threshold(0.4, 0, 1, source="judgement: two in five values would have to be others"),
) -> Iterable[Finding]:
    """The values of a feature are distributed otherwise than in the profile.

    Situation: The values of a feature are no longer distributed as when the model was trained.
    Why: a score that was measured on the profile's data need not hold on these.
    Evidence: the largest difference of the cumulated shares (Kolmogorov-Smirnov), from 23 quantiles of each. A note: a
        series drifts by nature, and `moved-level` and `changed-spread` speak where it is more than that.
    Remedy: look at the feature over time; train anew where the change stays.
    Limits: neighbours in a series are alike, so no test of significance is made.
    """
    for old, i, new, j in compared_features(compared):
        apart = distance(old, i, new, j)
        if not apart >= far:
            continue
        a, b = (f.quantile(k, 0.5) for f, k in ((old, i), (new, j)))
        yield Finding(
            message=f"{say(new, j)} is distributed otherwise than in the profile: the cumulated shares differ by "
            f"{num(apart)}, the medians are {num(b)} and {num(a)}.",
            remedy="Look at it over time, and train anew where the change stays.",
            evidence={"distance": evidence(apart), "threshold": far},
            features=place(new, j),
            tensor=new.tensor,
        )


@drifted_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, shifted(old, 0, 2.0))


@drifted_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, shifted(old, 0, 0.5))
