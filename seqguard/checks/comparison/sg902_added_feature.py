"""A feature that the profile does not know."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, without
from seqguard.checks.comparison._unpaired import unpaired
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
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
    return unpaired(compared, "added", "new", _remedy)


def _remedy(names: tuple[str, ...]) -> str:
    return (
        f"Leave {listing(names) if names else 'the further columns'} out, or train with "
        f"{'it' if len(names) == 1 else 'them'} and keep a new profile."
    )


@added_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(without(old, 1), old)


@added_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, figures(rng))
