"""More missing values than in the profile."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures
from seqguard.checks.comparison._pairs import compared_features, place, say
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import evidence, share
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared


@check("SG909", severity="warning")
def more_missing(
    compared: Compared,
    *,
    most: float = threshold(0.01, 0, 1, source="judgement: a percent of missing values changes what is learnt"),
    times: float = threshold(3, 1, source="judgement: stretches without a reading come in different lengths"),
) -> Iterable[Finding]:
    """A feature lacks many more values than in the profile.

    Situation: A sensor is missing for much of the time since the last export.
    Why: whatever fills or masks them was tuned on a few; a NaN that reaches the network makes its answer NaN.
    Evidence: exact counts of NaN and infinities over every row. More than a percent, and 3 times the profile's share.
    Remedy: look for a sensor or a join that fails.
    Limits: values that stand in for missing ones, such as -999, are not counted; `new-code` and `sentinel-value` are.
    """
    for old, i, new, j in compared_features(compared):
        shares = [float((f.nan[k] + f.inf[k]) / max(1, f.count[k])) for f, k in ((old, i), (new, j))]
        if shares[1] <= most or shares[1] < times * shares[0]:
            continue
        yield Finding(
            message=f"{share(shares[1], 1)} of the values of {say(new, j)} are NaN or infinite, and "
            f"{share(shares[0], 1)} in the profile.",
            remedy="Look for a sensor or a join that fails, and fill as the training data were filled.",
            evidence={"missing": evidence(shares[1]), "missing_in_profile": evidence(shares[0]), "threshold": most},
            features=place(new, j),
            tensor=new.tensor,
        )


@more_missing.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, replace(old, nan=np.array([0, 300, 0])))


@more_missing.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(replace(old, nan=np.array([0, 200, 0])), replace(old, nan=np.array([0, 300, 0])))
