"""A feature that the profile does not know."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, without
from seqguard.checks.comparison._pairs import matched
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, listing
from seqguard.facts.kept import Compared


@check("SG902", severity="error", explains=("SG903", "SG904", "SG905", "SG906", "SG907", "SG910"))
def added_feature(compared: Compared) -> Iterable[Finding]:
    """New data have a feature that the profile does not know.

    Situation: A column is new in this month's export.
    Why: a network that was trained on the profile's features has no weights for it; every feature behind it is read as
        its neighbour.
    Evidence: names, where both data sets have some, else the number of features; see `lost-feature`.
    Remedy: leave the column out, or train on data that have it and keep a new profile.
    Limits: those of `lost-feature`.
    """
    for old, new in compared.pairs:
        found = matched(old, new)
        more = new.F - old.F
        if not found.added and (more <= 0 or (old.named and new.named and len(found.pairs) == new.F)):
            continue
        names = tuple(new.names[j] for j in found.added)
        told = "going by their values, " if found.guessed else ""
        which = f": {told}{listing(names)} {'is' if len(names) == 1 else 'are'} new" if names else ""
        yield Finding(
            message=f"{new.tensor} has {count(new.F, 'feature')}, and the profile {old.F:,}{which}. What stands behind "
            "it is read as its neighbour.",
            remedy=f"Leave {listing(names) if names else 'the further columns'} out, or train with "
            f"{'it' if len(names) == 1 else 'them'} and keep a new profile.",
            evidence={"features": new.F, "features_of_profile": old.F, "added": list(names[:20])},
            features=names,
            tensor=new.tensor,
        )


@added_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(without(old, 1), old)


@added_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, figures(rng))
