"""Whether the targets of sliding windows are the values of a series in another order."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import Missing, fact
from seqguard._plan import Array, Block, Bools, Floats, Ints, Plan
from seqguard.stats.sample import Sample

FEWEST = 30
HEAD = 512
AHEAD = 64
FOLLOWS = 0.2
"""Share of the targets that follow a feature, from which the others are compared at that lag."""


@dataclass(frozen=True, eq=False, repr=False)
class Alignment:
    """Targets against a feature, `lag` rows after the window: `agree` of `compared` ones, where it moves, are equal.

    `swapped` of the others hold, as a multiset, the values that should stand at their places: `exchanged` of them.
    `distinct` is how many different values those places have; `first` is the first few of them. `unrest` is the von
    Neumann ratio of the targets at those places, 2 for values in random order, and `unrest_there` that of the values
    that should be there.
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
    if not plan.sliding or plan.task == "tokens" or y_plan.task not in ("regression", "ambiguous"):
        raise Missing("needs windows that slide over one series, and numbers as targets")
    if sample.share < 1:
        raise Missing(
            f"only {sample.share:.1%} of the samples are in the sample: set sample= higher to look for "
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
    best = max(found, key=lambda a: a.agree / max(1, a.compared))
    if best.agree > FOLLOWS * best.compared:
        return best
    return max(found, key=lambda a: a.exchanged / max(1, a.swapped))


def _likely_lags(series: Floats, y: Floats, last: Ints, T: int) -> list[int]:
    """The lag in rows (may be negative) under which most targets are the feature, of those within a window or `AHEAD`
    rows after it, and the one at which most of 64 targets in the middle are found anywhere in the series; and 1."""
    start = max(0, len(y) // 2 - HEAD // 2)
    part, at = y[start : start + HEAD].astype(np.float32), last[start : start + HEAD]
    single = series.astype(np.float32)
    shares = {1: 0.0}
    for lag in range(-T + 1, AHEAD + 1):
        inside = (at + lag >= 0) & (at + lag < len(single))
        wanted, given = single[at[inside] + lag], part[inside]
        moves = wanted[1:] != wanted[:-1]
        if moves.sum() >= FEWEST // 2:
            shares[lag] = float((wanted == given)[1:][moves].mean())
    row, target = np.nonzero(single[:, None] == part[None, :64])
    offsets, counts = np.unique(row - at[target], return_counts=True)
    anywhere = [int(offsets[counts.argmax()])] if len(offsets) else []
    likely = dict.fromkeys([max(shares, key=lambda lag: shares[lag]), *anywhere, 1])
    return [lag for lag in likely if abs(lag) < len(series) // 2]


def _at(series: Floats, y: Floats, last: Ints, run: Ints, feature: int, lag: int) -> Alignment:
    at = last + lag
    inside = (at >= 0) & (at < len(series))
    inside[inside] = run[at[inside]] == run[last[inside]]
    index = np.flatnonzero(inside)
    wanted, given = series[at[inside]], y[inside]
    moves = np.concatenate([[True], wanted[1:] != wanted[:-1]])[: len(wanted)]
    close = np.abs(wanted - given) <= 1e-6 * max(float(np.abs(y).max()), 1e-300)
    odd: Bools = ~close
    return Alignment(
        feature,
        lag,
        int(moves.sum()),
        int((close & moves).sum()),
        int(odd.sum()),
        _common(wanted[odd], given[odd]),
        len(np.unique(wanted[odd])),
        _unrest(given[odd]),
        _unrest(wanted[odd]),
        tuple(int(i) for i in index[odd][:5]),
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
