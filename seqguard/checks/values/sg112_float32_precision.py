"""A signal that float32 cannot hold."""

import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import number, values_of
from seqguard.core.places import Each
from seqguard.core.plan import Floats, Plan
from seqguard.core.text import evidence, exact, num
from seqguard.core.thresholds import threshold
from seqguard.measures.precision import EPS
from seqguard.statistics.moments import Moments

ROWS = 4096
FEWEST = 20


@check("SG112", severity="warning", explains=("SG203",))
def float32_precision(
    tensor_plan: Each[Plan],
    tensor: Each[Moments],
    tensor_series: Each[Series],
    *,
    steps: float = threshold(256, 4, 8388608, source="143 real sets: none; offsets of 1e6 deviations found in .99"),
    moves: float = threshold(
        2, 0, 256, source="formula: two rounded values differ by up to 1 u too much, half of a step of 2 u"
    ),
) -> Iterable[Finding]:
    """A large offset leaves float32 too few digits for the variation.

    Situation: A feature counts seconds since 1970, or has another large offset, and its changes vanish in float32.
    Why: Keras computes in float32, which holds 24 bits: around 1.5e9, a Unix time in seconds, its steps are 128 wide.
        What varies by less is rounded away before the first layer sees it.
    Evidence: with u = 1.2e-7 times the largest magnitude, about one step of float32 there: the range is within 4 and
        256 u; or a timestep on, the value moves by 2 u or less on average, where it moves. At an offset of 1e6
        deviations it found .99 of injected cases, up to 1e5 it is silent by design; no false alarm on 143 real sets.
    Remedy: take the offset off in float64 (x - x.mean(), or the time since the start) before casting to float32.
    Limits: movement is looked at in the first 4,096 sampled rows. What float32 data have lost already cannot be brought
        back from them.
    """
    plan = tensor_plan
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    low, high = tensor.feature_min(), tensor.feature_max()
    movement = _movement(tensor_series)
    with np.errstate(invalid="ignore"):
        units = EPS * np.maximum(np.abs(low), np.abs(high))
        widths = high - low
        shown = (4 * units < widths) & (widths < np.inf) & ((widths <= steps * units) | (movement <= moves * units))
    for f in np.flatnonzero(shown).tolist():
        name = plan.features[f] if plan.role == "x" or plan.F > 1 else plan.tensor
        unit, width = units[f], widths[f]
        if width <= steps * unit:
            proof = f"float32 tells {int(width / unit):,} values apart in that range"
        else:
            proof = f"from one timestep to the next the value moves by {num(movement[f])}"
        seconds, milliseconds = 1e9 <= low[f] < high[f] <= 4e9, 1e12 <= low[f] < high[f] <= 4e12
        time = "; it looks like a Unix time" if seconds or milliseconds else ""
        yield Finding(
            message=f"`{name}` lies between {exact(low[f])} and {exact(high[f])}{time}. One step of float32 is "
            f"{num(unit)} there: {proof}. Much of its movement is lost before the first layer.",
            remedy=f"Subtract {exact(low[f])} in float64 before the cast to float32"
            + (", or feed sine and cosine of the hour and the weekday." if time else "."),
            fix=_lowered(plan, f, float(low[f])),
            evidence={
                "low": evidence(low[f]),
                "range": evidence(width),
                "float32_step": evidence(unit),
                "movement": evidence(movement[f]),
                "threshold": steps,
            },
            features=plan.names([f]) if plan.role == "x" or plan.F > 1 else (),
        )


def _lowered(plan: Plan, f: int, low: float) -> str:
    """Without its offset, where the digits are still there: float32 has lost them already."""
    column = values_of(plan, f)
    if not column or plan.dtype not in ("float64", "int64"):
        return ""
    column = re.sub("^[Xy]", r"\g<0>_each", column)
    name = column.partition("[")[0]
    return (
        f"{name} = {name}.astype('float64')\n{column} -= {number(low)}"
        if "[" in column
        else (f"{name} = {name} - {number(low)}")
    )


def _movement(series: Series) -> Floats:
    """(F,): the mean size of a step from one row to the next, where it is not 0; inf where hardly any step is."""
    rows = series.rows[:ROWS].astype(np.float64)
    steps = np.abs(np.diff(rows, axis=0))[~series.starts[1:ROWS]]
    moved = np.isfinite(steps) & (steps > 0)
    count = moved.sum(0)
    return np.where(count >= FEWEST, np.where(moved, steps, 0).sum(0) / np.maximum(count, 1), np.inf)


@float32_precision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    time = 1.7e9 + 60.0 * (np.arange(len(data["X"]))[:, None] + np.arange(12))
    return {"X": np.dstack([data["X"].astype(float), time]), "y": data["y"]}


@float32_precision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] += 1e6
    return data


@float32_precision.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] += 1e4
    return data
