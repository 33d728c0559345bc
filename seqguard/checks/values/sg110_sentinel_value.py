"""A placeholder for "no value" among the values."""

from bisect import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import drop_samples, number, values_of
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import among, evidence, exact, num, share, times
from seqguard.core.thresholds import threshold
from seqguard.facts.values.fills import WEEKLY
from seqguard.facts.values.spikes import Spikes
from seqguard.measures.readings import once
from seqguard.statistics.sample import Sample

PLACEHOLDERS = sorted(
    (
        -9,
        -99,
        -200,
        -999,
        -9999,
        -99999,
        -32768,
        99,
        999,
        9999,
        99999,
        999999,
        32767,
        65535,
        1e20,
        -1e20,
        1e30,
        9.96921e36,
    )
)
"""What instruments, surveys and NetCDF write for "missing". -1 is left out: it is a value of its own in many data."""
ROUNDED = 1e-6
"""Of a placeholder: how far from it a value may lie that was rounded on its way."""
FEWEST_TIMES = 3
"""Rows in which an unknown value stands."""
FEWEST_VALUES, FEWEST_ENDS = 12, 4
"""Distinct values from which on an unknown value can stand out; a known placeholder needs three others."""


FEWEST_STRETCHES = 3
"""Unbroken stretches in which an unknown value stands: what stands in one or two was one reading or two."""


@dataclass(frozen=True)
class Outlying:
    """A value at one end of a column: how often it stands, the range [`low`, `high`] of the others, and its distance
    from them in units of that range and of the range of their middle 90 %.
    """

    value: float
    times: int
    low: float
    high: float
    ranges: float
    middles: float
    known: bool


@check(
    "SG110",
    severity="error",
    explains=("SG111", "SG205", "SG212", "SG301", "SG302", "SG303", "SG304"),
    aliases=(
        "sentinel",
        "-999 for missing",
        "placeholder for missing",
    ),
)
def sentinel_value(
    tensor_plan: Each[Plan],
    tensor_kinds: Each[Kinds],
    tensor: Each[Spikes],
    tensor_sample: Each[Sample],
    tensor_series: Each[Series],
    *,
    gap: float = threshold(0.5, 0, source="143 real sets: none; -999 in 2 % of the rows found in .84"),
    known_gap: float = threshold(0.25, 0, source="143 real sets: no false alarm"),
    least_share: float = threshold(0.0005, 0, 1, source="143 real sets: none; -999 in 0.5 % of the rows found in .57"),
) -> Iterable[Finding]:
    """An extreme value, far from all others, repeats itself.

    Why: -999 for "no measurement" is a number to the scaler, which shrinks everything else to a point, and to the
        network, which learns when the sensor was off.
    Evidence: the lowest or highest distinct value, not zero, stands at least three times and in 0.05 % of the rows (an
        unknown one in three stretches of the series, and of windows out of order in three readings), and is further
        from the next value than half the range of the rest. A known placeholder (-999, 9999, -32768, ...) needs a
        quarter of that range, or the range of the middle 90 % of the rest, which single large values do not stretch, or
        to be the only negative value. An error where a known placeholder is a whole range or three middle ranges away
        or the only negative value, else a warning; a note where it makes up most of the data, and for an unknown value
        in more than 12 % of the rows or at one distance from each other, as closed days are. One that stands once or
        twice must be a whole range and three middle ranges away; a positive one is a warning then. No false alarm on
        143 real sets.
    Remedy: turn the placeholder into a 0/1 feature and a fill, before scaling.
    Limits: a placeholder inside the natural range cannot be told from a value. Columns of fewer than 12 different
        values are left alone but for known placeholders. Zero is left to zero-imputation.
    """
    plan = tensor_plan
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    spikes = {(s.feature, s.value): s for s in tensor.table}
    columns = ((f, column) for f, column in tensor_kinds.least(FEWEST_ENDS) if _in_question(column))
    for f, column in columns:
        for found in _at_the_ends(column):
            severity = _judge(found, column.n, gap, known_gap, least_share)
            if severity is None:
                continue
            if not found.known and once(plan, tensor_sample, f, found.value, found.times):
                continue  # an outlier, in several windows
            readings = _of_samples(tensor_sample, f) if column.static or f in plan.still else tensor_series
            if not found.known and _stretches(readings, f, found.value) < FEWEST_STRETCHES:
                continue  # one reading that was held, as a weekly figure is beside hourly ones
            spike = spikes.get((f, found.value))
            if not found.known and spike is not None and spike.regular:
                severity = "info"  # closed days, after scaling
            value = exact(found.value)
            yield Finding(
                message=f"{value} occurs {times(found.times)} in {among(column.n, column.of, 'row')} "
                f"({share(found.times, column.n)}); all other values of `{plan.features[f]}` lie in [{num(found.low)}, "
                f"{num(found.high)}]. It reads as a placeholder for a missing value: the scaler takes it for a number, "
                "and so will the network.",
                remedy=f"Where the data are read, keep `missing = {plan.tensor}[..., {f}] == {number(found.value)}` "
                "as a 0/1 "
                "feature "
                "and fill the gap, before any scaling.",
                fix=_without(plan, f, found.value),
                evidence={
                    "value": found.value,
                    "count": found.times,
                    "rows": column.n,
                    "gap_over_range": evidence(found.ranges),
                    "gap_over_middle": evidence(found.middles),
                    "threshold": known_gap if found.known else gap,
                },
                features=plan.names([f]),
                severity=severity,
            )


def _without(plan: Plan, f: int, value: float) -> str:
    values = values_of(plan, f)
    tensor = "X" if plan.role == "x" else "y"
    kept = f"({values} != {number(value)}).reshape(len({tensor}), -1).all(1)"
    return drop_samples(kept, f"{number(value)} in {tensor}") if values else ""


def _stretches(series: Series, f: int, value: float) -> int:
    """In how many unbroken stretches of the series a value stands; `FEWEST_STRETCHES` of shuffled windows, which hold
    pieces of them many times."""
    if series.shuffled:
        return FEWEST_STRETCHES
    here = series.rows[:, f] == value
    begins = here.copy()
    begins[1:] &= ~here[:-1] | series.starts[1:]
    return int(begins.sum())


def _of_samples(sample: Sample, f: int) -> Series:
    """The samples as the rows of a series, for a feature that holds one value in each of them."""
    return Series(sample.values[:, 0], ~sample.follows, np.ones(len(sample.values), bool), len(sample.values))


def _in_question(column: Column) -> bool:
    """Whether the lowest or the highest value stands often enough, or is known: most columns are done with here."""
    return max(column.counts[0], column.counts[-1]) >= FEWEST_TIMES or any(
        _known(float(column.values[i])) for i in (0, -1)
    )


def _known(value: float) -> bool:
    at = bisect(PLACEHOLDERS, value)
    return any(abs(value - near) <= ROUNDED * abs(near) for near in PLACEHOLDERS[max(0, at - 1) : at + 1])


def _at_the_ends(column: Column) -> Iterable[Outlying]:
    values, counts = column.values.astype(float), column.counts
    if len(values) < FEWEST_ENDS:
        return
    for end, rest, weights in ((0, values[1:], counts[1:]), (-1, values[:-1], counts[:-1])):
        value = float(values[end])
        known = _known(value)
        if value == 0 or (not known and (len(values) < FEWEST_VALUES or column.n < 20)):
            continue
        below, above = rest[np.searchsorted(np.cumsum(weights) / weights.sum(), [0.05, 0.95])]
        distance = max(rest[0] - value, value - rest[-1])
        width, middle = float(rest[-1] - rest[0]), float(above - below)
        yield Outlying(
            value=value,
            times=int(counts[end]),
            low=float(rest[0]),
            high=float(rest[-1]),
            ranges=float(distance / width),
            middles=float(distance / (middle or width)),
            known=known,
        )


def _judge(found: Outlying, rows: int, gap: float, known_gap: float, least_share: float) -> Severity | None:
    below = found.known and found.value <= -99
    if found.times < max(FEWEST_TIMES, least_share * rows):
        far = found.known and found.ranges >= 1 and found.middles >= 3
        return ("error" if below else "warning") if far else None
    impossible = below and found.low >= 0
    near = found.ranges >= (known_gap if found.known else gap) or (found.known and found.middles >= 1)
    if not near and not impossible:
        return None
    if found.times > (0.5 if found.known else WEEKLY) * rows:
        return "info"
    return "error" if impossible or (found.known and (found.ranges >= 1 or found.middles >= 3)) else "warning"


@sentinel_value.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][rng.random(data["X"].shape) < 0.05] = -999
    return data


@sentinel_value.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.poisson(0.5, (200, 12, 1)).astype(float)  # counts with few different values
    X[rng.random(X.shape) < 0.02] = -999
    return {"X": X, "y": rng.standard_normal(200)}


@sentinel_value.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"] = np.maximum(data["X"], 0)  # a floor that many values rest on, as rain does
    return data


@sentinel_value.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"] = np.round(data["X"]) + 99  # 99 is a reading here
    return data
