"""X and y of different length."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.sources.base import Given


@check("SG001", severity="error", about="x")
def length_mismatch(x: Input[Given], y: Target[Given]) -> Iterable[Finding]:
    """X and y have different numbers of samples.

    Why: either `fit` refuses them, or, with `validation_split`, it cuts both and trains on pairs that do not belong
        together: a real project lost one row of X to a shift and trained on misaligned targets (`fit` ran silently).
    Evidence: len(X) and len(y), compared for equality.
    Remedy: look at the step that drops rows from one of the two: a shift, a `dropna`, a horizon, and apply it to both.
    Limits: says nothing about arrays of equal length whose rows are shifted against each other; see target-leak.
    """
    if len(x) != len(y) and x.shape and y.shape:
        more = len(x) - len(y)
        yield Finding(
            message=f"{x.name} has {len(x):,} samples and {y.name} has {len(y):,}. Checks that read both are skipped.",
            remedy=f"Find the step that drops {abs(more):,} of {x.name if more < 0 else y.name} (a shift, `dropna`, "
            "the "
            "horizon) and drop the same samples from the other.",
            evidence={"x": len(x), "y": len(y)},
            tensor=y.name,
        )


@length_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"][:-1]}


@length_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
