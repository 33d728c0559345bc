"""A feature that changes its unit at one row."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, log
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Floats, Plan
from seqguard.core.text import evidence, listing, num
from seqguard.core.thresholds import threshold
from seqguard.facts.series.places import Places

SIDE, FEWEST_SIDE = 150, 50
"""Rows on each side whose steps are compared, and the fewest."""
DISTINCT = 50
STAY, STAYS = 5, 0.5
"""Rows on each side whose middles must lie half of the jump apart: in another unit it stays where it jumped to."""


@dataclass(frozen=True)
class Jump:
    """The largest step of a feature, `row` of the series: over the second largest, over the usual steps of its louder
    side, the factor between the steps of both sides, and the largest such factor (as a logarithm) elsewhere."""

    feature: int
    row: int
    over_second: float
    over_usual: float
    factor: float
    elsewhere: float


@check(
    "SG214",
    severity="warning",
    aliases=(
        "stock split not adjusted",
        "unit changed",
        "Fahrenheit and Celsius",
        "scale changes at a row",
        "discontinuity",
        "sensor recalibrated",
        "misspliced",
    ),
)
def unit_jump(
    plan: Input[Plan],
    series: Input[Series],
    places: Input[Places],
    *,
    over_second: float = threshold(2.5, 1, source="214 sound sets: 0.63 of all four limits at once is the nearest"),
    over_usual: float = threshold(10.0, 1, source="214 sound sets: as over_second; shares split four to one have 70"),
    change: float = threshold(0.5, 0, source="214 sound sets: as over_second; a factor of 1.65 between the steps"),
    elsewhere: float = threshold(1.5, 1, source="214 sound sets: as over_second; a regime changes in several places"),
    rows: int = threshold(500, 200, source="206 sound sets: of 200 rows one (an epidemic begins), of 500 none"),
) -> Iterable[Finding]:
    """A feature jumps once, by far more than ever else, and moves in another unit from there on.

    Situation: A stock was split or a sensor replaced, and the series goes on in another unit.
    Why: prices before a split of shares, Fahrenheit after Celsius, g after m/s²: from one row on the same number means
        something else. The scaler takes the jump for the range, and one of the parts is crushed.
    Evidence: the largest step of the series is 2.5 times the second largest and ten times the usual steps beside it,
        five rows stay there,
        and the usual step before and after it differ by a factor of 1.65 or more, half as much again (as a logarithm)
        as at any other row. A jump without a change of the steps is an event, a change without a jump a regime. Of
        214 sound sets none; a factor of 4, 9.81 and 1,000 put into them was found in 46, 66 and 76.
    Remedy: convert the rows before the jump, and cut windows then.
    Limits: most changes are not seen: smooth series hide them, and a change of sign or of level alone leaves the
        steps as they are. Looked for in the longest unbroken part of what is kept of the series.
    """
    found = sorted(
        _jumps(plan, series, over_second, over_usual, change, elsewhere, rows), key=lambda j: -abs(log(j.factor))
    )
    if not found:
        return
    worst = found[0]
    same = [j for j in found if abs(j.row - worst.row) <= 1]
    names = plan.names(j.feature for j in same)
    sample, step = divmod(int(places.cell[worst.row]), plan.T)
    factor = worst.factor if worst.factor > 1 else 1 / worst.factor
    yield Finding(
        message=f"{listing(names)} changes its unit at {plan.at(sample, step, worst.feature)}: it jumps there by "
        f"{num(worst.over_second)} times its second largest step, and its steps are {num(factor)} times "
        f"{'larger' if worst.factor > 1 else 'smaller'} from there on. "
        + (f"{len(same)} features jump at the same row. " if len(same) > 1 else "")
        + "The same number means something else on both sides.",
        remedy=f"Look at the raw rows around {plan.at(sample, step)}, and convert the rows before it (a split of "
        "shares, another unit, another sensor) before scaling and cutting windows.",
        evidence={
            "over_second_largest": evidence(worst.over_second),
            "over_usual": evidence(worst.over_usual),
            "factor": evidence(worst.factor),
            "elsewhere": evidence(exp(worst.elsewhere)),
            "features": len(same),
        },
        features=names,
        samples=(sample,),
    )


def _jumps(
    plan: Plan, series: Series, over_second: float, over_usual: float, change: float, elsewhere: float, rows: int
) -> Iterable[Jump]:
    if plan.task == "tokens" or series.shuffled:
        return
    begins = np.flatnonzero(series.starts)
    ends = np.append(begins[1:], len(series.rows))
    if not len(begins) or (ends - begins).max() < rows:
        return
    longest = int((ends - begins).argmax())
    begin, end = int(begins[longest]), int(ends[longest])
    for f in plan.moving:
        values = series.rows[begin:end, f].astype(np.float64)
        steps = np.abs(np.diff(values))
        at = int(steps.argmax())
        if not np.isfinite(steps[at]) or min(at, len(steps) - at - 1) < FEWEST_SIDE:
            continue
        second = max(float(steps[: at - 2].max(initial=0)), float(steps[at + 3 :].max(initial=0)))
        side = min(SIDE, at, len(steps) - at - 1)
        before, after = (float(np.median(s)) for s in (steps[at - side : at], steps[at + 1 : at + 1 + side]))
        if not (steps[at] > over_second * second and min(before, after) > 0):
            continue
        if steps[at] <= over_usual * max(before, after) or abs(log(after / before)) <= change:
            continue
        if abs(_level(values[at + 1 :][:STAY]) - _level(values[: at + 1][-STAY:])) < STAYS * steps[at]:
            continue  # it comes back: a peak
        if len(np.unique(values)) < DISTINCT:
            continue
        other = _elsewhere(steps, at, side)
        if abs(log(after / before)) > elsewhere * other:
            yield Jump(
                f,
                begin + at + 1,
                float(steps[at]) / max(second, 1e-300),
                float(steps[at]) / max(before, after),
                after / before,
                other,
            )


def _level(values: Floats) -> float:
    return float(np.median(values))


def _elsewhere(steps: Floats, at: int, side: int) -> float:
    """The largest change of the usual step (as a logarithm) at other rows; infinite where there are too few."""
    rows = np.arange(side, len(steps) - side, max(1, len(steps) // 200))
    rows = rows[np.abs(rows - at) > side]
    if len(rows) < 5:
        return float("inf")
    parts = np.lib.stride_tricks.sliding_window_view(steps, side)
    before, after = (np.median(parts[r], axis=1) + 1e-300 for r in (rows - side, rows))
    return float(np.abs(np.log(before / after)).max())


def _shares(rng: np.random.Generator, factor: float) -> np.ndarray:
    price = 100 * np.exp(np.cumsum(rng.normal(0, 0.015, (900, 1)), axis=0))
    price[:600] *= factor
    return cut(price, 20)[0]


@unit_jump.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _shares(rng, 8.0)}


@unit_jump.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _shares(rng, 1.0)}


@unit_jump.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 900, 1)
    series[600:] += 100  # the level moves, the unit stays
    return {"X": cut(series, 20)[0]}
