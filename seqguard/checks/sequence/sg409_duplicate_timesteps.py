"""Rows that repeat the row before."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.sequence._twice import Twice
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, share
from seqguard.core.thresholds import threshold


@check(
    "SG409",
    severity="info",
    aliases=(
        "duplicate-rows",
        "repeated rows",
    ),
)
def duplicate_timesteps(
    plan: Input[Plan],
    x: Input[Twice],
    *,
    many: float = threshold(0.25, 0, 1, source="judgement: two sensors that are read fast repeat fewer rows together"),
) -> Iterable[Finding]:
    """Rows repeat the row before them in every feature.

    Situation: A join or a resampling wrote rows twice.
    Why: a row that was logged twice is a step in which nothing happens; the network learns to copy it.
    Evidence: rows whose moving features all equal those of the row before, five or more, 0.3 % of the rows, and ten
        times as many as the features repeating themselves by themselves would give (the product of their shares; for
        a single feature, the chance that two of its values are equal). A note, since slow sensors that are read fast
        do so as well; a warning where a quarter of the rows do, in two features or more. The last steps of samples
        over which nearly all of them hold still are those of a decoder, and left out.
    Remedy: drop repeated rows before cutting the windows: df[~df.index.duplicated()], or read at the sensor's own
        pace.
    Limits: with one feature, rows that were written twice look like readings that happen to be equal.
    """
    if not x.fires:
        return
    sample, step = divmod(x.cells[0], plan.T)
    yield Finding(
        message=f"{count(x.repeated, 'row repeats', 'rows repeat')} the row before in every feature, "
        f"{share(x.repeated, x.rows)} "
        f"of {x.rows:,} rows; chance alone would give {evidence(x.expected):.2g}. First at {plan.at(sample, step)}.",
        remedy=f"Look at the raw rows behind {plan.at(sample)}: drop rows that were written twice before the "
        "windows are cut.",
        evidence={"repeated": x.repeated, "rows_of": x.rows, "expected": evidence(x.expected)},
        steps=(step,),
        samples=tuple(dict.fromkeys(cell // plan.T for cell in x.cells)),
        severity="warning" if x.features > 1 and x.repeated >= many * x.rows else None,
    )


@duplicate_timesteps.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 600, 3)
    series = np.repeat(series, np.where(rng.random(600) < 0.05, 2, 1), axis=0)
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@duplicate_timesteps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(rng.poisson(1, (600, 1)), 12)  # counts are often equal to the one before
    return {"X": X, "y": y}
