"""Fewer independent windows than it looks."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Train
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count
from seqguard.core.thresholds import threshold
from seqguard.statistics.geometry import Geometry


@check("SG431", severity="info")
def few_independent_windows(
    train_plan: Train[Input[Plan]],
    train: Train[Input[Geometry]],
    *,
    least: int = threshold(
        50, 1, source="judgement: the last tenth, for validation, is then five windows; a third of 60 sound sets"
    ),
) -> Iterable[Finding]:
    """The training windows overlap so much, or are so few, that hardly any of them are independent.

    Why: 1,000 windows of 48 steps that slide by one row hold 1,047 rows, 21 windows side by side: as much as that can
        be learnt and no more. A network with thousands of weights learns them by heart, and a validation of the last
        tenth rests on two of them.
    Evidence: rows of the series divided by the timesteps of a window (samples, where they do not overlap), under 50.
        Arithmetic; 11 of 45 audited public projects trained on fewer than 320 windows, and so did a third of 60 sound
        sets: it is a note.
    Remedy: a smaller network or more regularisation, several series instead of one, and a baseline beside every
        score.
    Limits: neighbouring windows of a slow series are alike even where they do not overlap, so the true number is
        smaller still.
    """
    plan, g = train_plan, train
    if plan.task == "tokens" or plan.T < 2:
        return
    independent = max(1, g.rows // plan.T) if plan.sliding else plan.n
    if independent >= least:
        return
    yield Finding(
        message=f"{count(plan.n, 'training window')} of {plan.T} steps "
        f"{agree(plan.n, 'contains', 'overlap and contain')} only "
        f"{g.rows:,} distinct rows: the equivalent of {count(independent, 'independent window')}."
        if plan.sliding
        else f"There {agree(plan.n, 'is', 'are')} {count(plan.n, 'training sample')}.",
        remedy="Compare every score with the baseline below the report, prefer a small network, and validate over "
        "several splits of time.",
        evidence={"windows": plan.n, "independent": independent, "rows": g.rows, "threshold": least},
    )


@few_independent_windows.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng, n=300, steps=24)


@few_independent_windows.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng, n=1500, steps=12)
