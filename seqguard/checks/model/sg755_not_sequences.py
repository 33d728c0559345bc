"""Inputs that are no sequences."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, NetworkFacts


@check("SG755", severity="info")
def not_sequences(model: NetworkFacts) -> Iterable[Finding]:
    """X looks like images or flat rows to this model, so the checks of sequences are off.

    Why: seqguard's checks of values, fills and order are about what follows upon what in time. In images and in rows of
        unrelated features the same patterns are ordinary: a border that is always 0, a column that repeats.
    Evidence: The first layer with weights is a two- or three-dimensional convolution; or X has one axis beside the
        samples, no layer reads it as a sequence, and its rows are no windows of one series.
    Remedy: `seqguard.inspect(X, y)` runs all checks where X is a sequence after all.
    Limits: Targets, NaN, shared samples, model and training are checked all the same.
    """
    if model.unordered is None:
        return
    yield Finding(
        message=f"{model.unordered}: the checks of sequences are off. Targets, NaN, samples that splits share, model "
        "and training are checked.",
        remedy="Call `seqguard.inspect(X, y)` if the order within a sample is one of time.",
        evidence={"reason": model.unordered},
        tensor=MODEL,
    )


@not_sequences.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(unordered="`conv2d` reads X as images")}


@not_sequences.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts()}
