"""Sequences filled up with NaN."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, share
from seqguard.statistics.geometry import Geometry


@check("SG419", severity="warning")
def nan_padding(plan: Input[Plan], x: Input[Geometry]) -> Iterable[Finding]:
    """Short sequences are filled up with NaN.

    Why: one NaN in a batch makes the loss NaN. Masking(mask_value=float("nan")) masks nothing, since NaN equals
        nothing.
    Evidence: rows of NaN stand at one side of the samples in runs of varying length and hardly ever elsewhere; exact
        count.
    Remedy: np.nan_to_num with a value that no reading has, and mask that value.
    Limits: NaN within sequences is reported as nan-values.
    """
    if plan.padding is None or plan.told or not np.isnan(plan.padding.row).any():
        return
    side = "front" if plan.padding.side == "pre" else "back"
    first = plan.at(0)
    yield Finding(
        message=f"{count(x.padded_samples, 'sample is', 'samples are')} filled up with NaN at the {side}, of "
        f"{plan.n:,} "
        f"({share(x.padded, plan.n * plan.T)} of the steps). The first batch that holds one makes the loss NaN, and "
        "Masking(nan) masks nothing.",
        remedy="Fill the padding with a value that no reading has, and begin the model with "
        f"`Masking(mask_value=-10.0)`; compare {first} before and after.",
        fix="padding = np.isnan(X_each).reshape(*X_each.shape[:2], -1).all(-1)\n"
        "X_each = np.where(padding.reshape(padding.shape + (1,) * (X_each.ndim - 2)), -10.0, X_each)\n"
        'print("X_each is padded with -10.0 now: Masking(mask_value=-10.0)")',
        evidence={"samples": x.padded_samples, "steps": x.padded, "samples_of": plan.n},
    )


@nan_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = np.nan
    return {"X": data["X"], "y": data["y"]}


@nan_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}
