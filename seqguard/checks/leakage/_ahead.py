"""Features that were made of the target's series with values that come later: averages over a window that is centred,
or over a period that has not ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from seqguard.core.declare import Missing
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.measures.unexplained import unexplained
from seqguard.statistics.sample import Sample

Kind = Literal["sum", "mean", "highest", "lowest", "last", "rank"]

ROWS = 1_500
"""Samples that are fitted: an exact relation shows on few."""
REACHES = (13, 40)
"""Rows to either side that a weighted sum may reach; the longer one where there are rows enough to fit it."""
PER_WEIGHT = 4
"""Rows to a weight, from which on a fit that is exact by luck is none."""
DISTINCT = 20
SMALL = 1e-4
"""Of the largest weight: below it a weight is rounding."""
RUNS = 10
"""Periods, from which an exact relation with what they hold is no luck."""
WIDE = 64
ALL, DIFFERENT = 0.995, 0.5
"""Share of the rows in which a feature is one of the targets around it; distinct targets to a row, of which none is
another by chance."""


@dataclass(frozen=True)
class Ahead:
    """`feature` is a weighted sum of the target's series from `back` rows before the target to `lead` rows after it
    ("sum"), or holds the mean, an extreme or the last of periods of `length` rows, which end `lead` rows after the
    target, or is one of the targets from `back` rows before to `lead` rows after it ("rank"), in `length` rows a later
    one.

    `rest` is 1 - r**2 of that, `past` of the rows before the target alone. `n` rows, or periods, were compared.
    """

    feature: int
    kind: Kind
    back: int
    lead: int
    length: int
    rest: float
    past: float
    n: int


def segments(plan: Plan, sample: Sample, y: Floats) -> list[tuple[Array, Floats]]:
    """(rows, F) of the window's last rows and the targets, for each run of windows one row apart."""
    if plan.step != 1 or plan.task == "tokens":
        raise Missing("needs windows that slide over one series row by row")
    x, follows = sample.values, sample.follows[1:]
    joined = np.concatenate([[False], follows & plan.linked(x[1:], x[:-1])])
    ends = [*np.flatnonzero(~joined), len(x)]
    found, left = [], ROWS
    for a, end in pairwise(ends):
        b = min(end, a + left)
        if b - a > 2 * REACHES[0] and np.isfinite(y[a:b]).all():
            found.append((x[a:b, -1].astype(np.float64), y[a:b]))
            left -= b - a
    return found


def averages(plan: Plan, parts: list[tuple[Array, Floats]], exact: float, open_past: float) -> Iterator[Ahead]:
    """The features that are a weighted sum of the target's series over rows on both sides of the target."""
    done: set[int] = set()
    for reach in REACHES:
        kept = [(rows, y) for rows, y in parts if len(y) > 3 * reach]
        if sum(len(y) - 2 * reach for _, y in kept) < 2 * PER_WEIGHT * (2 * reach + 1):
            return
        lags = np.concatenate([np.lib.stride_tricks.sliding_window_view(y, 2 * reach + 1) for _, y in kept])
        rows = np.concatenate([rows[reach : len(rows) - reach] for rows, _ in kept])
        usable = [f for f in _usable(rows) if f not in done]
        for f, rest, weights in _exact(lags, rows, usable, exact):
            past, _ = _fit(lags[:, :reach], rows[:, f])
            large = np.flatnonzero(np.abs(weights) > SMALL * np.abs(weights).max()) - reach
            done.add(f)
            if past > open_past and len(large) >= 3 and large[0] < 0 <= large[-1]:
                yield Ahead(f, "sum", -int(large[0]), int(large[-1]), len(large), rest, past, len(rows))


def _usable(rows: Floats) -> Iterator[int]:
    """The features that hold numbers of many values."""
    for f in range(rows.shape[1]):
        if np.isfinite(rows[:, f]).all() and len(np.unique(rows[:, f])) >= DISTINCT:
            yield f


def _exact(lags: Floats, rows: Floats, features: list[int], exact: float) -> Iterator[tuple[int, float, Floats]]:
    """(feature, 1 - r**2, weights) of those that the lags tell to rounding. All are fitted at once on the first half
    before one is looked at."""
    if not features:
        return
    half = len(lags) // 2
    centred = lags[:half] - lags[:half].mean(0)
    q, _ = np.linalg.qr(centred)
    wanted = rows[:half, features] - rows[:half, features].mean(0)
    left = wanted - q @ (q.T @ wanted)
    power = (wanted**2).sum(0)
    for f, rest in zip(features, (left**2).sum(0) / np.where(power > 0, power, np.inf), strict=True):
        if rest < exact:
            found, weights = _fit(lags, rows[:, f])
            if found < exact:
                yield f, found, weights


def _fit(lags: Floats, wanted: Floats) -> tuple[float, Floats]:
    """1 - r**2 on the second half of a line fitted on the first, and its weights."""
    half = len(lags) // 2
    mean, level = lags[:half].mean(0), wanted[:half].mean()
    weights = np.linalg.lstsq(lags[:half] - mean, wanted[:half] - level, rcond=1e-12)[0]
    left = wanted[half:] - level - (lags[half:] - mean) @ weights
    power = float(np.var(wanted[half:]))
    return (float(np.mean(left**2)) / power if power > 0 else 1.0), weights


def ranks(parts: list[tuple[Array, Floats]], done: set[int]) -> Iterator[Ahead]:
    """The features whose values are targets around them (the highest, the lowest or the median of some rows), of which
    a part comes later."""
    reach = REACHES[0]
    kept = [(rows, y) for rows, y in parts if len(y) > 3 * reach]
    if not kept:
        return
    around = np.concatenate([np.lib.stride_tricks.sliding_window_view(y, 2 * reach + 1) for _, y in kept])
    rows = np.concatenate([rows[reach : len(rows) - reach] for rows, _ in kept])
    if len(np.unique(around[:, reach])) < DIFFERENT * len(around):
        return
    for f in _usable(rows):
        if f in done:
            continue
        same = around == rows[:, f, None]
        if same.mean(0).max() >= ALL:
            continue  # the target's series itself, some rows on: an autoencoder, or a future leak
        later = ~same[:, :reach].any(1) & same[:, reach:].any(1)
        ahead = np.unique(same[later].argmax(1)) if later.any() else np.zeros(0, int)
        if same.any(1).mean() >= ALL and later.sum() >= RUNS and len(ahead) > 1:
            yield Ahead(f, "rank", reach, int(ahead[-1]) - reach, int(later.sum()), 0.0, 1.0, len(rows))


def periods(parts: list[tuple[Array, Floats]], exact: float) -> Iterator[Ahead]:
    """The features that hold, over each period, what the target's series comes to in it."""
    for f in range(parts[0][0].shape[1]):
        pieces = [_runs(rows[:, f]) for rows, _ in parts]
        lengths = np.concatenate([ends - starts for starts, ends in pieces])
        if len(lengths) < RUNS or not 2 <= lengths.min() <= lengths.max() <= WIDE:
            continue
        held = np.concatenate([rows[starts, f] for (rows, _), (starts, _) in zip(parts, pieces, strict=True)])
        if not np.isfinite(held).all() or len(np.unique(held)) < RUNS:
            continue
        for shift in range(-1, int(lengths.min())):
            found = _period(parts, pieces, held, f, shift, exact)
            if found is not None:
                yield found
                break


def _runs(column: Floats) -> tuple[Ints, Ints]:
    """Where runs of one value start and end; the first and the last are cut by the edges and left out."""
    changes = np.flatnonzero(column[1:] != column[:-1]) + 1
    return changes[:-1], changes[1:]


def _period(
    parts: list[tuple[Array, Floats]], pieces: list[tuple[Ints, Ints]], held: Floats, f: int, shift: int, exact: float
) -> Ahead | None:
    """Whether a feature holds the mean, the highest, lowest or last of the targets of its period, which stand `shift`
    rows before its own rows."""
    told: list[Floats] = []
    inside: list[Bools] = []
    for (_, y), (starts, ends) in zip(parts, pieces, strict=True):
        a, b = starts - shift, ends - shift
        within = (a >= 0) & (b <= len(y))
        inside.append(within)
        a, b = a[within], b[within]
        if len(a):
            total = np.concatenate([[0.0], np.cumsum(y - y.mean())])
            high, low = (np.array([up(y[i:j]) for i, j in zip(a, b, strict=True)]) for up in (np.max, np.min))
            told.append(np.stack([(total[b] - total[a]) / (b - a) + y.mean(), high, low, y[b - 1]]))
    wanted = held[np.concatenate(inside)]
    if len(wanted) < RUNS:
        return None
    length = int(np.median(np.concatenate([ends - starts for starts, ends in pieces])))
    kinds: tuple[Kind, ...] = ("mean", "highest", "lowest", "last")
    for kind, values in zip(kinds, np.concatenate(told, 1), strict=True):
        rest = unexplained(values, wanted)
        if rest < exact:
            return Ahead(f, kind, shift, length - 1 - shift, length, rest, 1.0, len(wanted))
    return None
