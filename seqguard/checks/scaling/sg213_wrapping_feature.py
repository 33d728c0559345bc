"""Angles and counters that jump over their whole range."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import number
from seqguard.core.places import Each
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.core.text import count, evidence, listing, num, share
from seqguard.core.thresholds import threshold

ROWS = 20_000
"""Rows looked at: a feature that wraps seldom is rarely wrong."""
DISTINCT = 50
MIDDLE = 0.3
"""Share of the values in the middle three fifths of the range: what rests at two levels switches and does not wrap."""
AGAINST = 0.75
"""Share of the jumps whose neighbouring steps run the other way: an angle goes on, and a switch rests."""
MANY, AGAINST_MANY = 15, 0.55
"""Jumps from which on a smaller share is enough: around north, noise goes to and fro, and half of the steps agree."""
BETWEEN = 5
"""Jumps over the range for each step of 0.3 to 0.8 of it."""
ONE_WAY = 0.95


@dataclass(frozen=True)
class Wrap:
    """A feature that jumps `times` over `low` to `high`, `up` being the share of upward jumps; the 99th of 100 other
    steps is `usual` of the range."""

    feature: int
    times: int
    up: float
    usual: float
    low: float
    high: float


@check(
    "SG213",
    severity="warning",
    aliases=(
        "raw angle",
        "wind direction as a number",
        "wraps at 360",
        "phase wrap",
        "heading",
        "counter overflow",
        "discontinuity at north",
    ),
)
def wrapping_feature(
    plan: Each[Plan],
    series: Each[Series],
    *,
    jump: float = threshold(0.8, 0.5, 1, source="407 sound sets: steps so large among small ones are wraps in 4 of 4"),
    usual: float = threshold(
        0.15, 0, 0.5, source="407 sound sets: the 99th of 100 other steps of what wraps is 0.1 at most"
    ),
    times: int = threshold(4, 1, source="a share that was split jumps once; angles that wrap do 15 times and more"),
) -> Iterable[Finding]:
    """A feature jumps from one end of its range to the other and goes on there: an angle or counter as a number.

    Situation: Wind direction, an hour or a counter goes from its highest value to its lowest, though nothing jumped.
    Why: 359 and 1 degree are neighbours, and as numbers they are as far apart as can be. The loss at each crossing is
        that of a wild miss, and what the network learns of both sides has nothing in common.
    Evidence: four or more steps of 0.8 of the range, hardly any between 0.3 and that, 99 % of the others below 0.15;
        a third of the values lie in the middle, and three quarters of the jumps are followed and preceded by steps the
        other way (of 15 and more 55 in 100: around north, noise goes to and fro). On 407 sound sets it spoke on four,
        and each was an angle or an overflow. A note where all jumps go one way (a counter, an hour of the day), which a
        tree or an embedding may want so.
    Remedy: give sine and cosine of the angle instead; count the turns of a counter: `np.unwrap(x, period=...)`.
    Limits: looked for in up to 20,000 rows. An angle that was averaged or interpolated over the crossing no longer
        jumps. Whole degrees and finer are seen, compass points are not.
    """
    if plan.task in ("tokens", "classification", "multilabel") or plan.T * plan.n < 3 or plan.layout == "one-hot":
        return
    found = [w for w in wraps(series, jump, usual, times) if w.feature not in plan.still]
    for one_way in (False, True):
        group = [w for w in found if (max(w.up, 1 - w.up) > ONE_WAY) is one_way]
        if group:
            yield _finding(plan, group, one_way)


def wraps(series: Series, jump: float, usual: float, times: int) -> Iterable[Wrap]:
    """The features that wrap in the first rows of the series."""
    rows, starts = series.rows[:ROWS], series.starts[:ROWS]
    joined = ~starts[1:]
    if len(rows) < 3 or joined.sum() < times:
        return
    for f in range(rows.shape[1]):
        x = rows[:, f].astype(np.float64)
        low, high = float(x.min()), float(x.max())
        if not (np.isfinite(low) and np.isfinite(high)) or low == high:
            continue
        steps = np.where(joined, np.diff(x), 0) / (high - low)
        size = np.abs(steps)
        large = size > jump
        if large.sum() < times or BETWEEN * ((size > 0.3) & ~large).sum() > large.sum():
            continue
        rest = size[joined & ~large]
        others = float(np.quantile(rest, 0.99)) if len(rest) else 1.0
        inside = float(((x > low + 0.2 * (high - low)) & (x < high - 0.2 * (high - low))).mean())
        against = AGAINST_MANY if large.sum() >= MANY else AGAINST
        if others < usual and inside > MIDDLE and len(np.unique(x)) >= DISTINCT and _against(steps, large) > against:
            yield Wrap(f, int(large.sum()), float((steps[large] > 0).mean()), others, low, high)


def _against(steps: Floats, large: Bools) -> float:
    """Of the jumps beside which the feature moves, the share whose neighbours run the other way."""
    padded = np.pad(np.where(large, 0, steps), 2)
    at = np.flatnonzero(large) + 2
    beside = padded[at - 2] + padded[at - 1] + padded[at + 1] + padded[at + 2]
    moves = beside != 0
    return float((np.sign(beside) == -np.sign(steps[at - 2]))[moves].mean()) if moves.any() else 0.0


def _finding(plan: Plan, group: list[Wrap], one_way: bool) -> Finding:
    worst = max(group, key=lambda w: w.times)
    names = plan.names(w.feature for w in group)
    who = listing(names) if plan.F > 1 or plan.role == "x" else plan.label
    name = names[0] if plan.role == "x" else plan.tensor
    return Finding(
        message=f"{who} wraps like {'a counter' if one_way else 'an angle'}: {count(worst.times, 'time')} it jumps "
        f"between {num(worst.low)} and {num(worst.high)} and goes on there, while 99 % of its other steps are below "
        f"{share(worst.usual, 1)} of that range. The two ends are neighbours, and to the network they are as far "
        "apart as can be.",
        remedy=f"Count the turns of `{name}`: `np.unwrap(x, period={number(worst.high - worst.low)})`."
        if one_way
        else f"Replace `{name}` by its sine and cosine: `np.sin(2 * np.pi * x / period)`, and the same of np.cos.",
        evidence={"jumps": worst.times, "upwards": evidence(worst.up), "usual": evidence(worst.usual)},
        features=names if plan.F > 1 or plan.role == "x" else (),
        severity="info" if one_way else None,
    )


@wrapping_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    angle = np.cumsum(0.1 * random_walk(rng, 800, 1), axis=0) % (2 * np.pi)
    return {"X": cut(angle, 24)[0]}


@wrapping_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    angle = np.cumsum(0.1 * random_walk(rng, 800, 1), axis=0)
    return {"X": cut(np.concatenate([np.sin(angle), np.cos(angle)], 1), 24)[0]}


@wrapping_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    level = np.repeat(rng.integers(0, 2, 80), 10) + 0.02 * rng.standard_normal(800)
    return {"X": cut(level[:, None], 24)[0]}
