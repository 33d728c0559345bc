"""A feature of the profile that the new data lack."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, without
from seqguard.checks.comparison._unpaired import unpaired
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
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
    return unpaired(compared, "lost", "missing", _remedy)


def _remedy(names: tuple[str, ...]) -> str:
    return f"Write {listing(names) if names else 'the missing columns'} again, in the order of the profile."


@lost_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, without(old, 1))


@lost_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, figures(rng))
