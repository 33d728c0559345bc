"""Gaps filled with zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.imputation._filled import constant, finding, gappy, mark_gaps
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.facts.values.fills import Fills


@check(
    "SG303",
    severity="info",
    aliases=(
        "fillna(0)",
        "zeros for missing",
    ),
)
def zero_imputation(tensor_plan: Each[Plan], tensor: Each[Fills]) -> Iterable[Finding]:
    """Zero occurs more often than the values around it explain.

    Why: a zero written for a missing reading is a number to the network: no load, no rain, a frozen sensor.
    Evidence: zero stands twice as often as any of the six distinct values on either side, or off the levels of a
        quantised column, or alone at the edge. That is a note, since rain, sales, nights and counts have true zeros
        that look the same: 9 of 60 sound sets have such zeros. A warning where zero stands half the range of the
        middle 90 % away from all other values, in at most 12 % of the rows and not at one distance (closed days); or
        within them where the series was elsewhere just before and after (rank sum test, z of 8).
    Remedy: look whether zero can be measured; if not, mark the gap with a 0/1 feature and fill it from its
        neighbours.
    Limits: a note says that zeros are many, not that they are wrong. Days on which nothing is sold because the shop
        is closed stand as far outside as gaps do.
    """
    if fills := tensor.of("zero"):
        instead = "fillna(0) says that nothing was there, so keep zeros only where they were measured"
        yield finding(tensor_plan, fills, "True zeros look the same.", mark_gaps(tensor_plan, fills, instead))


@zero_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return gappy(rng, lambda values, missing: constant(values + 20, missing, 0))


@zero_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.round(random_walk(rng, 600, 2)), 12)  # zero is one level of many
    return {"X": X, "y": y}
