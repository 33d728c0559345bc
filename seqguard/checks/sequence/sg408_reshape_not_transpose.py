"""Axes exchanged by reshape."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.disorder import Disorder


@check("SG408", severity="error", explains=("SG404", "SG406"))
def reshape_not_transpose(
    plan: Input[Plan], x: Input[Disorder], *, fits: float = threshold(0.6, 0, 1, source="that of axes-swapped")
) -> Iterable[Finding]:
    """Axes were exchanged by reshape instead of transpose.

    Why: reshape keeps the order in memory: a step then holds neighbouring times of one feature, and no column is a
        feature.
    Evidence: exact, by geometry: read with timesteps and features exchanged but in the same order in memory,
        consecutive samples are shifted copies of each other along the last axis, bit by bit, in 60 % of the pairs
        that hold three different values or more; where X itself fits as well, its rows also go on in the next row.
    Remedy: X.transpose(0, 2, 1) of the array as it was before reshape.
    Limits: samples that do not overlap give no proof.
    """
    found = x.reshaped
    other = x.features is not None and x.features.share >= fits and not x.runs_on
    if found is None or found.share < fits or x.forward >= 0.5 or other:
        return
    n, T, F = plan.n, plan.T, plan.F
    yield Finding(
        message=f"X ({n:,}, {T}, {F}) was reshaped from ({n:,}, {F}, {T}): read in that shape, "
        f"{share(found.share, 1)} of {found.pairs:,} consecutive "
        "samples are shifted copies along the last axis. Each step now holds neighbouring times of one feature.",
        remedy="Transpose instead of reshape where X was made, or undo it here.",
        fix=f"X = X.reshape(len(X), {F}, {T}).transpose(0, 2, 1)",
        evidence={"share": round(found.share, 6), "threshold": fits, "shift": found.step, "pairs_of": found.pairs},
        samples=(found.sample, found.sample + 1),
    )


@reshape_not_transpose.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng, features=5)
    X = np.ascontiguousarray(data["X"].transpose(0, 2, 1)).reshape(data["X"].shape)
    return {"X": X, "y": data["y"]}


@reshape_not_transpose.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng, features=5)
