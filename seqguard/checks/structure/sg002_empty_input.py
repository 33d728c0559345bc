"""A tensor without values."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.sources.base import Given


@check("SG002", severity="error")
def empty_input(tensor: Each[Given]) -> Iterable[Finding]:
    """A tensor holds no values.

    Situation: A filter, a split or a window longer than the table has left nothing to train on.
    Why: training on nothing fails at once; an empty validation set trains for hours and then reports no val_loss,
        and early stopping never stops.
    Evidence: an axis of length 0.
    Remedy: look at the split point and the filters before it: a window longer than the series gives no windows.
    Limits: none known.
    """
    if 0 in tensor.shape:
        axis = ("samples", "timesteps", "features")[min(tensor.shape.index(0), 2)]
        yield Finding(
            message=f"{tensor.name} has shape {tensor.shape}: there are no {axis}.",
            remedy="Print the shape after each step that filters or splits; a window longer than the series, or a "
            "split at "
            "the very end, leaves nothing.",
            evidence={"shape": list(tensor.shape)},
        )


@empty_input.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    return {**data, "validation_data": (X[:0], y[:0])}


@empty_input.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    return {**data, "validation_data": (X[:1], y[:1])}
