"""Values that lost their decimal point."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.core.text import evidence, listing, num, share
from seqguard.core.thresholds import threshold

ROWS = 8_000
"""Rows looked at: a column whose text was misread is so from end to end."""
GAP = 0.1
"""Of the range, the gap between both groups: tenfold values leave one, whatever is added to them."""
POWERS = (10.0, 100.0, 1_000.0, 1e6)
QUANTILES = np.linspace(0.05, 0.95, 19)


@dataclass(frozen=True)
class Lost:
    """A feature of which the values in `large` are `power` times too large: spread `ratio` times that of the others,
    and of the same shape to `shape` (of their range, at each of 19 quantiles)."""

    feature: int
    power: float
    ratio: float
    shape: float
    share: float
    runs: int
    small: float
    large: float


@check(
    "SG215",
    severity="warning",
    aliases=(
        "thousands separator",
        "decimal comma",
        "decimal point lost",
        "0.673 becomes 673",
        "mixed-units",
        "some values 1000 times larger",
    ),
)
def lost_decimal_point(
    plan: Each[Plan],
    series: Each[Series],
    *,
    near: float = threshold(
        0.25, 0, 1, source="formula: the ratio of two interquartile ranges of 100 values has a standard error of 0.2"
    ),
    shape: float = threshold(
        0.15, 0, 1, source="formula: a quantile of 30 values has a standard error of 0.1 of their range"
    ),
    least: int = threshold(30, 4, source="formula: of fewer values a shape is not known to 0.1"),
) -> Iterable[Finding]:
    """Some values of a feature are 10, 100 or 1,000 times the others, scattered over all rows.

    Situation: A file was read with the wrong decimal sign, and some values lost their point.
    Why: a file with thousands separators was read with the wrong decimal sign, so that 0.673 became 673 where 0.62
        stayed. The scaler takes the large ones for the range, and the others are one point.
    Evidence: the values fall into two groups with a gap between them, both scattered over the rows. The spread of one
        is 10, 100, 1,000 or a million times that of the other, to a quarter, and their shapes are the same at each of
        19 quantiles to 0.15 of their range: one distribution at two sizes, whatever scaler it went through.
    Remedy: read the file again with its signs: `read_csv(decimal=",", thousands=".")`.
    Limits: fewer than 30 such values, or a column whose values reach over a decade themselves, are not seen. One
        unbroken stretch in another unit is told by mixed-units.
    """
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot":
        return
    found = list(_found(plan, series, near, shape, least))
    if not found:
        return
    worst = found[0]
    names = plan.names(w.feature for w in found)
    who = listing(names) if plan.F > 1 or plan.role == "x" else plan.label
    yield Finding(
        message=f"{who} lost its decimal point in {share(worst.share, 1)} of the rows, in {worst.runs:,} runs: those "
        f"values are {num(worst.power)} times the others (their spread {num(worst.ratio)} times) and have the same "
        f"shape. Near {num(worst.large)} and near {num(worst.small)} stands the same reading.",
        remedy='Read the file again with its own signs, `pd.read_csv(path, decimal=",", thousands=".")`, and compare a '
        "few cells with the text.",
        evidence={
            "power": worst.power,
            "ratio": evidence(worst.ratio),
            "shape": evidence(worst.shape),
            "share": evidence(worst.share),
            "runs": worst.runs,
        },
        features=names if plan.F > 1 or plan.role == "x" else (),
    )


def _found(plan: Plan, series: Series, near: float, shape: float, least: int) -> Iterable[Lost]:
    rows = series.rows[series.distinct][:ROWS] if series.shuffled else series.rows[:ROWS]
    if len(rows) < 4 * least:
        return
    for f in plan.moving:
        x = rows[:, f].astype(np.float64)
        x = x[np.isfinite(x)]
        if len(x) < 4 * least or (large := _apart(x, least)) is None:
            continue
        big, small = x[large], x[~large]
        wide, narrow = (np.subtract(*np.quantile(v, (0.75, 0.25))) for v in (big, small))
        if narrow <= 0:
            continue
        ratio = float(wide / narrow)
        power = min(POWERS, key=lambda p: abs(np.log(ratio / p)))
        apart = float(np.abs(_shape(big) - _shape(small)).max())
        switched = int(large[0]) + int(np.count_nonzero(large[1:] & ~large[:-1]))
        if abs(ratio / power - 1) < near and apart < shape and switched >= least:
            yield Lost(
                int(f),
                power,
                ratio,
                apart,
                float(large.mean()),
                switched,
                float(np.median(small)),
                float(np.median(big)),
            )


def _apart(x: Floats, least: int) -> Bools | None:
    """The wider of two groups, on either side of the widest gap, where both hold enough values."""
    ordered = np.sort(x)
    gaps = np.diff(ordered)[least - 1 : len(x) - least]
    if not len(gaps):
        return None
    at = int(gaps.argmax()) + least - 1
    width = float(ordered[-1] - ordered[0])
    if gaps[at - least + 1] <= GAP * width:
        return None
    above: Bools = x > ordered[at]
    return above if np.ptp(x[above]) > np.ptp(x[~above]) else ~above


def _shape(values: Floats) -> Floats:
    told: Floats = np.quantile(values, QUANTILES)
    width = told[-1] - told[0]
    return (told - told[0]) / width if width > 0 else np.zeros(len(told))


def _read(rng: np.random.Generator, lost: bool) -> np.ndarray:
    values = np.round(0.6 + 0.02 * random_walk(rng, 900, 1), 3)
    if lost:
        three = np.round(values * 1000) % 10 != 0  # "0.62" keeps its point, "0.673" is read as 673
        values = np.where(three, values * 1000, values)
    return cut(values, 12)[0]


@lost_decimal_point.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _read(rng, lost=True)}


@lost_decimal_point.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _read(rng, lost=False)}


@lost_decimal_point.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    on = rng.random((900, 1)) < 0.5  # a machine that idles and runs
    return {"X": cut(np.where(on, 500 + 40 * rng.standard_normal((900, 1)), 2 + rng.standard_normal((900, 1))), 12)[0]}
