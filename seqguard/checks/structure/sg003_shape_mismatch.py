"""Splits of different shapes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each, Other, Train
from seqguard.sources.base import Given


@check("SG003", severity="error")
def shape_mismatch(train_tensor: Train[Each[Given]], other_tensor: Other[Each[Given]]) -> Iterable[Finding]:
    """A split has other timesteps, features or target columns than train.

    Why: Keras raises only when it reaches the validation data, after the first epoch; a recurrent layer without a fixed
        input length takes another number of timesteps without a word, and (n,) against (n, 1) may broadcast in a
        metric.
    Evidence: the shapes without the sample axis, compared for equality.
    Remedy: build both splits with one function, from windowing to scaling.
    Limits: sequences of truly varying length, padded per split, are reported as well; pad them to one length or ignore
        the check.
    """
    train, other = train_tensor, other_tensor
    if len(train) == 0 or len(other) == 0 or train.shape[1:] == other.shape[1:]:
        return
    transposed = len(train.shape) == 3 and other.shape[1:] == train.shape[:0:-1]
    hint = " Its last two axes are exchanged." if transposed else ""
    fix = f"np.swapaxes({other.split}, 1, 2)" if transposed else "the same windowing function for both splits"
    yield Finding(
        message=f"{other.name} of {other.split} has shape (n, {', '.join(map(str, other.shape[1:]))}) where train has "
        f"(n, {', '.join(map(str, train.shape[1:]))}).{hint} Checks that compare the two are skipped.",
        remedy=f"Use {fix}.",
        fix="X = X.transpose(0, 2, 1)" if transposed and other.role == "x" else "",
        evidence={"train": list(train.shape), "other": list(other.shape)},
    )


@shape_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    return {**data, "validation_data": (X[:, 1:], y)}


@shape_mismatch.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["validation_data"]
    return {**data, "validation_data": (X, y[:, None])}


@shape_mismatch.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng)
