"""Whether the targets of sliding windows are the values of a series in another order."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Block, Bools, Floats, Ints, Plan
from seqguard.core.text import share
from seqguard.statistics.sample import Sample

FEWEST = 30
HEAD = 512
AHEAD = 64
FOLLOWS = 0.2
"""Cohen's kappa of targets and feature from which the others are compared at that lag: agreement beyond that of values
drawn in any order."""
MOST = 0.9
"""Share of the samples from which the sample is enough: exchanged targets come from all of them."""
FEW = 10
"""Targets of which a share is told."""


@dataclass(frozen=True, eq=False, repr=False)
class Alignment(Readable):
    """Targets against a feature, `lag` rows after the window: `agree` of `compared` ones, where it moves, are equal, by
    `kappa` more than values in any order would be.

    `swapped` others are not; `exchanged` of their values are, as a multiset, those that should stand at their places.
    `log_chance` is the decimal logarithm of the probability that as many values, drawn from the series, would be.
    `share` is that of the samples that were looked at. `moved_on` is the largest share of the others that stand the
    same number of rows further on: these were not exchanged but moved. `first` is the first few of them.
    """

    feature: int
    lag: int
    compared: int
    agree: int
    kappa: float
    swapped: int
    exchanged: int
    log_chance: float
    share: float
    moved_on: float
    first: tuple[int, ...]


@fact
def alignment(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Alignment:
    """Find the feature and lag that the target follows best, and look at what does not follow."""
    if not plan.sliding or plan.task == "tokens" or y_plan.task not in ("regression", "ambiguous"):
        raise Missing("needs windows that slide over one series, and numbers as targets")
    if sample.share < MOST:
        raise Missing(
            f"only {share(sample.share, 1)} of the samples are in the sample: set sample= higher to look for "
            f"exchanged targets"
        )
    link = np.concatenate([[False], plan.linked(sample.values[1:], sample.values[:-1])])
    block = Block(plan, 0, sample.values, link)
    y = y_sample.values[:, 0, 0].astype(np.float64)
    if (
        len(y) < FEWEST
        or not (np.isfinite(block.rows.sum(dtype=np.float64)) and np.isfinite(y).all())
        or np.ptp(y) == 0
    ):
        raise Missing("needs 30 windows and finite values")
    run: Ints = np.cumsum(block.starts)
    last = block.ends - 1
    found = []
    for f in plan.moving:
        series = block.rows[:, f].astype(np.float64)
        if np.ptp(series) > 0:
            found += [_at(series, y, last, run, int(f), lag) for lag in _likely_lags(series, y, last, plan.T)]
    if not found:
        raise Missing("no feature moves")
    found = [replace(a, share=sample.share) for a in found]
    best = max(found, key=lambda a: a.kappa)
    return best if best.kappa > FOLLOWS else min(found, key=lambda a: a.log_chance)


def _likely_lags(series: Floats, y: Floats, last: Ints, T: int) -> list[int]:
    """The lag in rows (may be negative) under which most targets are the feature, of those within a window or `AHEAD`
    rows after it, and the one at which most of 64 targets in the middle are found anywhere in the series; and 1."""
    start = max(0, len(y) // 2 - HEAD // 2)
    part, at = y[start : start + HEAD].astype(np.float32), last[start : start + HEAD]
    single = series.astype(np.float32)
    lags = np.arange(-T + 1, AHEAD + 1)
    place = at + lags[:, None]
    inside = (place >= 0) & (place < len(single))
    wanted = single[np.clip(place, 0, len(single) - 1)]
    moves = inside[:, 1:] & inside[:, :-1] & (wanted[:, 1:] != wanted[:, :-1])
    told = moves.sum(1)
    same = ((wanted == part)[:, 1:] & moves).sum(1) / np.maximum(told, 1)
    enough = told >= FEWEST // 2
    shares = {1: 0.0, **dict(zip(lags[enough].tolist(), same[enough].tolist(), strict=True))}
    offsets, counts = np.unique(_apart(single, part[:64], at[:64]), return_counts=True)
    anywhere = [int(offsets[counts.argmax()])] if len(offsets) else []
    likely = dict.fromkeys([max(shares, key=lambda lag: shares[lag]), *anywhere, 1])
    return [lag for lag in likely if abs(lag) < len(series) // 2]


def _apart(series: Array, values: Array, at: Ints) -> Ints:
    """How far from its place `at` each value stands, wherever the series holds it."""
    order = np.argsort(series, kind="stable")
    first, end = (np.searchsorted(series[order], values, side=side) for side in ("left", "right"))
    times = end - first
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    apart: Ints = order[np.repeat(first, times) + within] - np.repeat(at, times)
    return apart


def _at(series: Floats, y: Floats, last: Ints, run: Ints, feature: int, lag: int) -> Alignment:
    at = last + lag
    inside = (at >= 0) & (at < len(series))
    inside[inside] = run[at[inside]] == run[last[inside]]
    index = np.flatnonzero(inside)
    wanted, given = series[at[inside]], y[inside]
    moves = np.concatenate([[True], wanted[1:] != wanted[:-1]])[: len(wanted)]
    close = np.abs(wanted - given) <= 1e-6 * max(float(np.abs(y).max()), 1e-300)
    odd: Bools = ~close
    exchanged, log_chance = _common(wanted[odd], given[odd], series)
    return Alignment(
        feature,
        lag,
        int(moves.sum()),
        int((close & moves).sum()),
        _kappa(wanted[moves], given[moves], close[moves]),
        int(odd.sum()),
        exchanged,
        log_chance,
        1.0,
        _moved_on(series, given[odd], at[index[odd]]),
        tuple(int(i) for i in index[odd][:5]),
    )


def _kappa(wanted: Floats, given: Floats, same: Bools) -> float:
    """Cohen's kappa: (agreement - chance) / (1 - chance), 0 where too few can agree."""
    if len(same) < FEW:
        return 0.0
    n = len(wanted)
    values, inverse = np.unique(np.concatenate([wanted, given]).astype(np.float32), return_inverse=True)
    first, second = (np.bincount(part, minlength=len(values)) for part in (inverse[:n], inverse[n:]))
    chance = float(first @ second) / n**2
    return (float(same.mean()) - chance) / (1 - chance) if chance < 1 else 0.0


def _common(a: Array, b: Array, series: Array) -> tuple[int, float]:
    """How many values two arrays have in common, as multisets of float32, and how likely that is by chance.

    The probability is that of the multinomial distribution over the values of the series; each value that is not in
    common may be any of them, on either side.
    """
    n = len(a)
    values, inverse = np.unique(np.concatenate([a, b, series]).astype(np.float32), return_inverse=True)
    first, second, there = (
        np.bincount(part, minlength=len(values)) for part in (inverse[:n], inverse[n : 2 * n], inverse[2 * n :])
    )
    common = np.minimum(first, second)
    held = np.flatnonzero((common > 0) & (there > 0))
    common, k = common[held], int(common.sum())
    factorials = np.concatenate([[0.0], np.log(np.arange(1, k + 1)).cumsum()])
    likely = factorials[k] - factorials[common].sum() + common @ np.log(there[held] / len(series))
    return k, float(likely + 2 * (n - k) * np.log(len(values))) / np.log(10)


def _moved_on(series: Floats, given: Floats, at: Ints) -> float:
    """Of the values that stand once in the series, the share that stands equally far from its place."""
    values, first, counts = np.unique(series.astype(np.float32), return_index=True, return_counts=True)
    wanted = given.astype(np.float32)
    place = np.minimum(np.searchsorted(values, wanted), len(values) - 1)
    once = (values[place] == wanted) & (counts[place] == 1)
    offsets, counts = np.unique(first[place[once]] - at[once], return_counts=True)
    return float(counts.max() / max(FEW, once.sum())) if len(offsets) else 0.0
