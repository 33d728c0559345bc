"""A feature of the profile that the new data lack."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, without
from seqguard.checks.comparison._pairs import matched
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, listing
from seqguard.facts.kept import Compared


@check("SG901", severity="error", explains=("SG903", "SG904", "SG905", "SG906", "SG907", "SG910"))
def lost_feature(compared: Compared) -> Iterable[Finding]:
    """New data lack a feature that the profile has.

    Situation: A column is gone from this month's export.
    Why: a network reads features by their place. One fewer does not fit its first layer; one fewer and another one more
        fits, and every feature behind it is read as its neighbour.
    Evidence: names, where both data sets have some. Without names, the number of features; which one is missing is told
        by quantiles and steps from row to row, in the order of the features.
    Remedy: write the column again, at its place.
    Limits: without names a column that was exchanged for another is a change of unit or level, not a loss. Of more than
        256 unnamed features it is not said which are missing.
    """
    for old, new in compared.pairs:
        found = matched(old, new)
        fewer = old.F - new.F
        if not found.lost and (fewer <= 0 or (old.named and new.named and len(found.pairs) == old.F)):
            continue
        names = tuple(old.names[i] for i in found.lost)
        told = "going by their values, " if found.guessed else ""
        which = f": {told}{listing(names)} {'is' if len(names) == 1 else 'are'} missing" if names else ""
        yield Finding(
            message=f"{new.tensor} has {count(new.F, 'feature')}, and the profile {old.F:,}{which}. What stands behind "
            "it is read as its neighbour.",
            remedy=f"Write {listing(names) if names else 'the missing columns'} again, in the order of the profile.",
            evidence={"features": new.F, "features_of_profile": old.F, "lost": list(names[:20])},
            features=names,
            tensor=new.tensor,
        )


@lost_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, without(old, 1))


@lost_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, figures(rng))
