"""Gaps filled with one value that is neither mean nor median nor zero."""

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


@check("SG304", severity="warning")
def constant_imputation(tensor_plan: Each[Plan], tensor: Each[Fills]) -> Iterable[Finding]:
    """One value occurs again and again where the series was elsewhere.

    Why: a placeholder or default within the range of the readings cannot be told from a reading by the network.
    Evidence: an inner value, with 5 % of the rows on either side of it, stands in 0.5 to 40 % of the rows, in eight
        runs or more of four rows or less, at least eight times as often as any of the six distinct values on either
        side or off the levels of a quantised column; and the rows just before and after its runs lie further from it
        than those of the values next to it (rank sum test, z of 8, and in three of four comparisons), where
        neighbours in time are alike. On 60 sound sets, values that instruments rest on reached a z of 5.5 at that
        ratio. Columns that rest on many values, dead bands, values at one or two distances (calendar features) or at
        the same places of a period, and those at one place of each piece of a panel are left alone.
    Remedy: find out what wrote the value; mark the gap with a 0/1 feature and fill it from its neighbours in time.
    Limits: in a series whose neighbours say nothing of each other (returns, white noise) no value can be out of
        place, and this stays silent.
    """
    if fills := tensor.of("constant"):
        instead = "and find out what writes the value: a default, a mean of other rows, or of the group"
        yield finding(tensor_plan, fills, "It is neither mean nor median.", mark_gaps(tensor_plan, fills, instead))


@constant_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return gappy(rng, lambda values, missing: constant(values, missing, 2.5), rows=1600)


@constant_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 1600, 2)
    rests = np.abs(series - 2.5) < 0.15
    series[rests] = 2.5  # a thermostat: the value stands where the series is near it
    X, y = cut(series, 12)
    return {"X": X, "y": y}
