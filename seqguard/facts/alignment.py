"""Whether the targets of sliding windows are the values of a series in another order."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import Missing, fact
from seqguard._plan import Array, Bools, Floats, Ints, Plan
from seqguard.stats.sample import Sample

FEWEST = 30
HEAD = 512
AHEAD = 64
FOLLOWS = 0.05
"""Share of the targets that follow a feature, from which the others are compared at that lag."""


@dataclass(frozen=True)
class Alignment:
    """Targets against a feature, `lag` windows on: `agree` of the `compared` ones where the feature moves are equal.

    `swapped` of the others hold, as a multiset, the values that should stand at their places: `exchanged` of them.
    `distinct` is how many different values those places have; `first` is the first few of them. `unrest` is the von Neumann
    ratio of the targets at those places, 2 for values in random order, and `unrest_there` that of the values that should be there.
    """

    feature: int
    lag: int
    compared: int
    agree: int
    swapped: int
    exchanged: int
    distinct: int
    unrest: float
    unrest_there: float
    first: tuple[int, ...]


@fact
def alignment(plan: Plan, sample: Sample, y_plan: Plan, y_sample: Sample) -> Alignment:
    """Find the feature and lag that the target follows best, and look at what does not follow."""
    if plan.step != 1 or plan.T < 3 or plan.task == "tokens" or y_plan.task not in ("regression", "ambiguous"):
        raise Missing("needs windows that slide by one row, and numbers as targets")
    if sample.share < 1:
        raise Missing(f"only {sample.share:.1%} of the samples are in the sample: set sample= higher to look for exchanged targets")
    last, y = sample.values[:, -1].astype(np.float64), y_sample.values[:, 0, 0].astype(np.float64)
    if len(y) < FEWEST or not (np.isfinite(last).all() and np.isfinite(y).all()) or np.ptp(y) == 0:
        raise Missing("needs 30 windows and finite values")
    link = np.concatenate([[False], plan.linked(sample.values[1:], sample.values[:-1])])
    run = np.cumsum(~link)
    moving = np.flatnonzero(np.ptp(last, axis=0) > 0)
    if not len(moving):
        raise Missing("no feature moves")
    lags = {int(f): _likely_lags(last[:, f], y, plan.T) for f in moving}
    found = [_at(last[:, f], y, run, f, lag) for f, likely in lags.items() for lag in likely]
    best = max(found, key=lambda a: a.agree / max(1, a.compared))
    if best.agree > FOLLOWS * best.compared:
        return best
    return max(found, key=lambda a: a.exchanged / max(1, a.swapped))


def _likely_lags(series: Floats, y: Floats, T: int) -> list[int]:
    """The lag (in windows, may be negative) under which most targets are the feature, of those within a window or `AHEAD`
    rows, and the one at which most of 64 targets in the middle are found anywhere in the series; and 1."""
    n = len(y)
    start = max(0, n // 2 - HEAD // 2)
    part = y[start : start + HEAD].astype(np.float32)
    single = series.astype(np.float32)
    shares = {}
    for lag in range(-T + 1, AHEAD + 1):
        low, high = max(start + lag, 0), min(start + len(part) + lag, n)
        if high - low < FEWEST // 2:
            continue
        wanted, given = single[low:high], part[low - start - lag : high - start - lag]
        moves = wanted[1:] != wanted[:-1]
        shares[lag] = float((wanted == given)[1:][moves].mean()) if moves.any() else 0.0
    few = part[:64]
    at, target = np.nonzero(single[:, None] == few[None])
    offsets, counts = np.unique(at - target - start, return_counts=True)
    anywhere = [int(offsets[counts.argmax()])] if len(offsets) else []
    return [lag for lag in dict.fromkeys([max(shares, key=lambda lag: shares[lag]), *anywhere, 1]) if abs(lag) < n // 2]


def _at(series: Floats, y: Floats, run: Ints, feature: int, lag: int) -> Alignment:
    n = len(y)
    here = slice(max(0, -lag), min(n, n - lag))
    there = slice(max(0, lag), min(n, n + lag))
    wanted, given, same_run = series[there], y[here], run[here] == run[there]
    moves = np.concatenate([[True], wanted[1:] != wanted[:-1]])
    close = np.abs(wanted - given) <= 1e-6 * max(float(np.abs(y).max()), 1e-300)
    odd: Bools = same_run & ~close
    index = np.flatnonzero(odd) + here.start
    return Alignment(
        feature,
        lag,
        int((moves & same_run).sum()),
        int((close & moves & same_run).sum()),
        int(odd.sum()),
        _common(wanted[odd], given[odd]),
        len(np.unique(wanted[odd])),
        _unrest(given[odd]),
        _unrest(wanted[odd]),
        tuple(int(i) for i in index[:5]),
    )


def _common(a: Array, b: Array) -> int:
    """How many values two arrays have in common, as multisets of float32."""
    values, inverse = np.unique(np.concatenate([a, b]).astype(np.float32), return_inverse=True)
    counts = (np.bincount(part, minlength=len(values)) for part in (inverse[: len(a)], inverse[len(a) :]))
    first, second = counts
    return int(np.minimum(first, second).sum())


def _unrest(values: Floats) -> float:
    """Mean square step over the variance (von Neumann, 1941)."""
    variance = float(values.var()) if len(values) > 1 else 0.0
    return float((np.diff(values) ** 2).mean()) / variance if variance > 0 else 0.0
