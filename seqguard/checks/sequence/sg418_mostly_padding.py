"""More padding than readings."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.geometry import Geometry


@check("SG418", severity="info")
def mostly_padding(
    plan: Input[Plan],
    x: Input[Geometry],
    *,
    most: float = threshold(0.5, 0, 1, source="by name: more padding than readings"),
    nearly_all: float = threshold(0.9, 0, 1, source="60 sound sets: the two that are padded most have .60 and .69"),
) -> Iterable[Finding]:
    """Most of the work goes into padding.

    Why: every padded step costs what a reading costs, and what stands behind them fades from a recurrent state.
    Evidence: exact count of padded steps: more than half of all. A warning from 90 % on. Two of 60 sound sets have 60
        and 69 %.
    Remedy: cut at the 95 % quantile of the lengths, or batch sequences of like lengths.
    Limits: none known.
    """
    if plan.padding is None or plan.nested or x.padded <= most * plan.n * plan.T:
        return
    total = plan.n * plan.T
    part = x.padded / total
    cost = (
        f"{1 / (1 - part):.1f} steps are computed for each reading" if part < 1 else "there is no reading to learn from"
    )
    yield Finding(
        message=f"{share(x.padded, total)} of the {total:,} steps are padding: {cost}.",
        remedy="Pad to the 95 % quantile of the lengths and cut the rest, or sort by length and pad each batch for "
        "itself.",
        evidence={"padded": x.padded, "share": evidence(part), "threshold": most},
        severity="warning" if part >= nearly_all else None,
    )


@mostly_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(3, 9, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}


@mostly_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(10, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}
