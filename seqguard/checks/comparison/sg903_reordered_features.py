"""Features in another order than in the profile."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures
from seqguard.checks.comparison._pairs import matched
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.kept import Compared


@check("SG903", severity="error", explains=("SG904", "SG905", "SG906", "SG907", "SG910"))
def reordered_features(compared: Compared) -> Iterable[Finding]:
    """The features of new data are in another order than in the profile.

    Situation: The columns of this month's export are in another order.
    Why: a network reads features by their place, whatever they are called: each would be read as another one.
    Evidence: the names of both data sets.
    Remedy: select the columns in the profile's order before windows are cut.
    Limits: without names nothing is known of the order; features of unlike units then show as changes of unit.
    """
    for old, new in compared.pairs:
        if not (old.named and new.named):
            continue
        places = [j for _, j in matched(old, new).pairs]
        wrong = [k for k, (a, b) in enumerate(zip(places, sorted(places), strict=True)) if a != b]
        if not wrong:
            continue
        pairs = matched(old, new).pairs
        theirs = [old.names[pairs[k][0]] for k in wrong]
        i, j = pairs[wrong[0]]
        yield Finding(
            message=f"{len(wrong):,} of {new.F:,} features of {new.tensor} stand elsewhere than in the profile: "
            f"`{old.names[i]}` is number {new.numbers[j]}, and was number {old.numbers[i]}. "
            "Each is read as another one.",
            remedy="Select the columns in the profile's order before cutting windows: frame[names].",
            evidence={"moved": len(wrong), "order_of_profile": [*old.names[:20]]},
            features=tuple(theirs),
            tensor=new.tensor,
        )


@reordered_features.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng, named=True, names=("a", "b", "c"))
    return both(old, replace(old, names=("b", "a", "c")))


@reordered_features.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng, named=True, names=("a", "b", "c"))
    return both(old, replace(old))
