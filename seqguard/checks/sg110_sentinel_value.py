"""A placeholder for "no value" among the values."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding, Severity
from seqguard._synthetic import forecast
from seqguard._words import evidence, exact, num, share
from seqguard.facts.kinds import Column, Kinds

PLACEHOLDERS = np.array(
    [
        -9,
        -99,
        -200,
        -999,
        -9999,
        -99999,
        99,
        999,
        9999,
        99999,
        999999,
        -32768,
        32767,
        65535,
        1e20,
        -1e20,
        1e30,
        9.96921e36,
    ]
)
"""What instruments, surveys and NetCDF write for "missing". -1 is left out: it is a value of its own in too many
data."""


@check("SG110", severity="error")
def sentinel_value(
    tensor_plan: Plan, tensor_kinds: Kinds, *, gap: float = 0.5, known_gap: float = 0.25, least_share: float = 5e-4
) -> Iterable[Finding]:
    """An extreme value that stands far from all others repeats itself.

    Why: -999 for "no measurement" is a number to the scaler, which shrinks everything else to a point, and to the
        network, which learns when the sensor was off.
    Evidence: the lowest or highest distinct value stands at least three times and in 0.05 % of the rows, and is further
        from the next value than half the range of the rest; one that is a known placeholder (-999, 9999, -32768,
        ...) needs a quarter of it. An error where a known placeholder is a whole range away, else a warning; an info
        where it makes up most of the data, or is zero in over 20 %. No false alarm on 143 real sets.
    Remedy: turn the placeholder into a 0/1 feature and a fill, before scaling.
    Limits: a placeholder inside the natural range cannot be told from a value. Columns of fewer than 12 different
        values are left alone, and so are placeholders that stand once.
    """
    plan = tensor_plan
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    for f, column in enumerate(tensor_kinds):
        if len(column.values) < 12 or column.n < 20:
            continue
        for side in (0, -1):
            found = _isolated(column, side, gap, known_gap, least_share)
            if found is None:
                continue
            value, times, distance, rest, severity = found
            yield Finding(
                message=f"{exact(value)} stands {times:,} times in {column.n:,} rows ({share(times, column.n)}); "
                "all other "
                f"values of `{plan.features[f]}` lie in [{num(rest[0])}, {num(rest[1])}]. It reads as a placeholder "
                "for a "
                "missing value: the scaler takes it for a number, and so will the network.",
                remedy=f"missing = {plan.tensor}[..., {f}] == {exact(value)} where the data are read: keep it as a "
                "0/1 feature and fill the gap, before "
                "any scaling.",
                evidence={
                    "value": float(value),
                    "count": times,
                    "rows": column.n,
                    "gap_over_range": evidence(distance),
                    "threshold": gap,
                },
                features=plan.names([f]),
                severity=severity,
            )


def _isolated(
    column: Column, side: int, gap: float, known_gap: float, least_share: float
) -> tuple[float, int, float, tuple[float, float], Severity] | None:
    """The value at one end, its count, its distance in ranges of the rest, that range, and the severity."""
    values = column.values.astype(float)
    value, rest = values[side], values[1:] if side == 0 else values[:-1]
    times = int(column.counts[side])
    width = float(rest[-1] - rest[0])
    distance = abs(value - (rest[0] if side == 0 else rest[-1])) / width if width else np.inf
    known = bool(np.isclose(value, PLACEHOLDERS, rtol=1e-6, atol=0).any())
    if times < max(3, least_share * column.n) or distance < (known_gap if known else gap):
        return None
    severity: Severity = "error" if known and distance >= 1 else "warning"
    if times > 0.5 * column.n or (value == 0 and times > 0.2 * column.n):
        severity = "info"
    return value, times, distance, (rest[0], rest[-1]), severity


@sentinel_value.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][rng.random(data["X"].shape) < 0.05] = -999
    return data


@sentinel_value.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"] = np.maximum(data["X"], 0)  # a floor that many values rest on, as rain does
    return data
