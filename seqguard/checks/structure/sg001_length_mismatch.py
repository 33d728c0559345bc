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
        yield Finding(
            message=f"{x.name} has {len(x):,} samples and {y.name} has {len(y):,}. Checks that read both are skipped.",
            remedy=_remedy(x, y),
            fix=_turned(x, y),
            evidence={"x": len(x), "y": len(y)},
            tensor=y.name,
        )


def _turned(x: Given, y: Given) -> str:
    """The axis that has as many samples as the other tensor, brought to the front."""
    if y.shape == (1, len(x)):
        return "y = y.reshape(-1, 1)"
    if len(x.shape) == 3 and len(y) in x.shape[1:] and x.shape[1] != x.shape[2]:
        return f"X = X.transpose{(1, 0, 2) if x.shape[1] == len(y) else (2, 0, 1)}"
    return ""


def _remedy(x: Given, y: Given) -> str:
    if y.shape == (1, len(x)):
        return f"y is one row of {len(x):,}: make it a column."
    if _turned(x, y):
        return (
            f"Axis {x.shape.index(len(y))} of {x.name} has the {len(y):,} samples of {y.name}: bring it to the front."
        )
    more = len(x) - len(y)
    return (
        f"Find the step that drops {abs(more):,} of {x.name if more < 0 else y.name} (a shift, `dropna`, the horizon) "
        "and drop the same samples from the other."
    )


@length_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"][:-1]}


@length_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
