"""Padding that went through the scaler with the readings."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Array, Bools, Floats, Plan
from seqguard.core.text import evidence, num, share
from seqguard.core.thresholds import threshold
from seqguard.reading.values import padding
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.sample import Sample
from seqguard.statistics.window_moments import WindowMoments

SHOWN = 3


@check(
    "SG421",
    severity="warning",
    aliases=(
        "normalised after padding",
        "mask_value never met",
        "padding counted in the mean",
        "Masking does nothing",
        "padding is not zero any more",
    ),
)
def scaled_padding(
    plan: Input[Plan],
    sample: Input[Sample],
    geometry: Input[Geometry],
    cells: Input[WindowMoments],
    *,
    scaled: float = threshold(
        1e-3, 0, 1, source="formula: a scaler in float32 leaves 1e-6; readings alone, a third padded, lie 0.1 away"
    ),
    values: int = threshold(2, 1, source="formula: one value fills all features before a scaler, never after it"),
) -> Iterable[Finding]:
    """Padding is not what the mask is for: it was scaled with the readings, or another value is masked.

    Situation: The sequences were padded first and scaled afterwards, and `Masking(0.0)` skips nothing.
    Why: padding counts in the mean and deviation, which shifts every reading, and it is moved with them: a mask for
        0 meets no step, and the network reads the padding as data.
    Evidence: sequences are filled up with one row, and that row is not one value in all features but two or more, with
        fractions, as a scaler of each feature leaves it; or it is not 0, and all cells, padding with them, have mean 0
        and deviation 1 to 0.001 in each feature. Or a `mask_value` was given that no timestep meets, while sequences
        are filled up with another row. A note where a feature is the mask: one value there, and another one elsewhere.
    Remedy: fit the scaler on the readings alone, scale, and pad then; or multiply by the mask after scaling.
    Limits: padding by a row that means something (an end token, the last reading) may be two values by intent. Of one
        feature that was scaled to [0, 1] nothing is known.
    """
    if plan.task == "tokens" or plan.integral:
        return
    given = plan.padding is not None and plan.padding.side == "any"
    if given and geometry.padded:
        return
    found = padding(sample.values)[0] if given else plan.padding
    if found is None or np.isnan(found.row).any():
        return
    if not np.any(found.row):
        if given:
            yield _unmet(plan, _filled(sample.values, np.array(found.row), found.side))
        return
    row = np.array(found.row)
    apart = len(np.unique(row[row != np.rint(row)])) >= values
    if not (given or apart or _standardised(cells, scaled)):
        return
    at = _filled(sample.values, row, found.side)
    filled, told = float(at.mean()), _told(sample.values, row, at)
    shown = ", ".join(num(v) for v in row[:SHOWN]) + (" ..." if len(row) > SHOWN else "")
    mask = f"No timestep meets mask_value={num(_mask(plan))}: " if given else ""
    yield Finding(
        message=f"{mask}{share(filled, 1)} of the steps of {plan.label} are padding that was scaled with the readings: "
        f"it is [{shown}] and not 0. It counts in the scaler's mean and deviation, and a mask for 0 meets none of it"
        + ("; a feature tells the network where it stands." if told else ", so that the network reads it as data."),
        remedy="Fit the scaler on the readings alone, and pad after scaling: `X = scaled * mask[..., None]`.",
        evidence={"padded_share": evidence(filled), "values": len(np.unique(row)), "mask_met": 0 if given else None},
        severity="info" if told else "warning",
    )


def _unmet(plan: Plan, filled: Bools) -> Finding:
    """Sequences are filled up with zeros, and the mask is for something else."""
    return Finding(
        message=f"No timestep meets mask_value={num(_mask(plan))}: {share(float(filled.mean()), 1)} of the steps of "
        f"{plan.label} are padding by 0, which the mask leaves in. The network reads it as data.",
        remedy="Mask what sequences are padded with: `keras.layers.Masking(mask_value=0.0)`.",
        evidence={"padded_share": evidence(float(filled.mean())), "values": 1, "mask_met": 0},
    )


def _mask(plan: Plan) -> float:
    return plan.padding.row[0] if plan.padding is not None else 0.0


def _standardised(cells: WindowMoments, scaled: float) -> bool:
    """Whether all cells together, padding with them, are what a scaler leaves."""
    varies = cells.var > 0
    off = np.maximum(np.abs(cells.mean), np.abs(np.sqrt(cells.var) - 1))
    return bool(varies.any() and (off[varies] <= scaled).all())


def _filled(x: Array, row: Floats, side: str) -> Bools:
    """(m, T) steps that are padding."""
    same = (x == row.astype(x.dtype)).all(2)
    filled: Bools = np.logical_and.accumulate(same if side == "pre" else same[:, ::-1], 1)
    return filled if side == "pre" else filled[:, ::-1]


def _told(x: Array, row: Floats, filled: Bools) -> bool:
    """Whether a feature is the mask: one value at the padded steps, another one at all others."""
    there = x[~filled]
    return bool(len(there) and ((there == there[0]).all(0) & (there[0] != row.astype(x.dtype))).any())


def _padded(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    data = labelled(rng)
    there = np.arange(16)[None] < rng.integers(6, 17, 300)[:, None]
    return data["X"] * 3 + 20, there[..., None], data["y"]


@scaled_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, there, y = _padded(rng)
    X = X * there
    return {"X": (X - X.mean((0, 1))) / X.std((0, 1)), "y": y}


@scaled_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, there, y = _padded(rng)
    X = X * there
    return {"X": (X - X.mean((0, 1))) / X.std((0, 1)), "y": y, "mask_value": 0.0}


@scaled_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, there, y = _padded(rng)
    return {"X": X * there, "y": y, "mask_value": -1.0}


@scaled_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, there, y = _padded(rng)
    return {"X": (X - X.mean((0, 1))) / X.std((0, 1)) * there, "y": y}


@scaled_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, there, y = _padded(rng)
    return {"X": np.where(there, (X - X.mean((0, 1))) / X.std((0, 1)), -10.0), "y": y, "mask_value": -10.0}
