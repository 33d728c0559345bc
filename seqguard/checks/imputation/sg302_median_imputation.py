"""Gaps filled with the median."""

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


@check("SG302", severity="warning")
def median_imputation(tensor_plan: Each[Plan], tensor: Each[Fills]) -> Iterable[Finding]:
    """Missing readings were filled with the median of the feature.

    Why: a filled gap looks like a reading. The network learns when the sensor was off, and is sure of itself where
        nothing was measured.
    Evidence: the median of all rows stands twice as often as any of the six distinct values on either side and four
        of its standard errors more, or 1.1 times as often and where the series was elsewhere just before and after
        (rank sum test against runs of the values next to it, z of 4, where neighbours in time are alike). Every
        column has a median: columns with other values that outnumber their neighbours sixfold are left alone, and so
        are values that make up half of the rows, states that last, and dead bands. Where neighbours in time tell
        nothing of each other and the median lies near the mean, as "no change" does in returns, it is a note. No
        value of 60 sound sets reached it; it finds 74 to 88 % of the fills of ten rows and more.
    Remedy: keep a 0/1 feature that marks the gap, and fill short gaps from their neighbours in time, before scaling.
    Limits: in columns of a few levels (counts, whole degrees) a fill of a few percent is hidden among the readings of
        the median.
    """
    if fills := tensor.of("median"):
        instead = "fill gaps of a few rows by interpolation and drop the windows that hold longer ones"
        yield finding(tensor_plan, fills, "It is the median.", mark_gaps(tensor_plan, fills, instead))


@median_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return gappy(rng, lambda values, missing: constant(values, missing, float(np.median(values[~missing]))))


@median_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(rng.poisson(1.5, (600, 2)).astype(np.float32), 12)  # counts: the median is the most frequent value
    return {"X": X, "y": y}


@median_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.round(random_walk(rng, 600, 2) / 8), 12)  # a sensor that rests on few levels
    return {"X": X, "y": y}
