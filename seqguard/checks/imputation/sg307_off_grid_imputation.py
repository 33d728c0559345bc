"""Gaps of a quantised sensor filled with a value that it cannot show."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.imputation._filled import finding, gappy, mark_gaps
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.facts.values.fills import Fills


@check("SG307", severity="warning")
def off_grid_imputation(tensor_plan: Each[Plan], tensor: Each[Fills]) -> Iterable[Finding]:
    """A value between two levels of a quantised sensor occurs again and again.

    Situation: A sensor that reports in steps holds a value between two of them, again and again.
    Why: a sensor that shows steps of 0.1 never shows 20.198. Somebody wrote it, and the network learns where.
    Evidence: the gaps between the distinct values of the column have a smallest size (fewer than 2 % are below 0.3 of
        the median gap). A value closer than 0.7 of it to a neighbour, or no multiple of it away from the most
        frequent value where 80 % of the rows are, stands eight times or more in separate runs, and where the series
        was elsewhere just before and after (rank sum test, z of 4).
    Remedy: mark the gap with a 0/1 feature and fill it from its neighbours in time.
    Limits: a sensor whose steps were changed, and columns joined from two sensors, have values between levels too;
        they stand where the series is, and are left alone.
    """
    if fills := tensor.of("off-grid"):
        instead = "and find out what writes a value that the sensor cannot show"
        yield finding(tensor_plan, fills, "It is neither mean nor median.", mark_gaps(tensor_plan, fills, instead))


@off_grid_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    def fill(values: Floats, missing: Bools) -> Floats:
        return np.where(missing, 1.137, np.round(2 * values) / 2)

    return gappy(rng, fill, rows=900)


@off_grid_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = np.round(random_walk(rng, 900, 2) * 2) / 2
    series[450:, 1] += 0.2  # from here on another sensor, whose levels lie between those of the first
    X, y = cut(series, 12)
    return {"X": X, "y": y}
