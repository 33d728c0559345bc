"""The rows under the windows, each once."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from seqguard.core.arguments import BUDGET
from seqguard.core.declare import fact
from seqguard.core.hashing import RunHashes, row_hashes
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Ints, Plan, Words
from seqguard.statistics.fresh import FreshRows
from seqguard.statistics.sample import Sample

REPEATED = 0.6
"""Below this share of distinct rows-with-neighbours, unlinked windows are taken for shuffled windows of one series."""

MATCHES = 512
"""Runs of rows that two windows have in common which are compared."""
FEWEST_MATCHES = 4
FEWEST_ROWS = 3
"""Different rows that an overlap must hold to tell: at rest everything equals everything."""


@dataclass(frozen=True, eq=False, repr=False)
class Series(Readable):
    """`rows` (r, F) under the windows, padded steps left out; `starts` (r,) marks rows that time does not lead into.
    They are all there are, or a sample `of` so many.

    Windows that slide give every row once. Shuffled windows of one series give each row, known by itself and its
    neighbours in time, once as well: `distinct` (r,) marks those rows (all of them where windows slide or are
        independent).
    """

    rows: Array
    starts: Bools
    distinct: Bools
    of: int

    @cached_property
    def piece(self) -> Ints:
        """(r,): the number of the piece of the series that each row stands in."""
        return np.cumsum(self.starts) - 1

    @cached_property
    def begins(self) -> Ints:
        """The first row of each piece."""
        return np.flatnonzero(self.starts)

    @cached_property
    def shuffled(self) -> bool:
        """Whether the samples are windows of one series in shuffled order."""
        return not bool(self.distinct.all())

    @property
    def distinct_share(self) -> float:
        """The share of the rows that are marked as distinct."""
        return float(self.distinct.mean()) if len(self.distinct) else 1.0


@fact
def series(plan: Plan, fresh: FreshRows, sample: Sample) -> Series:
    """Every kept row once."""
    if plan.own_rows:
        return Series(fresh.rows, fresh.starts, _once(fresh.rows, fresh.starts, plan), fresh.of)
    block = unlinked(plan, sample)
    rows, starts = block.rows, block.starts
    if block.padded is not None:
        keep = ~block.padded.reshape(-1)
        starts = starts | np.concatenate([[False], ~keep[:-1]])
        rows, starts = rows[keep], starts[keep]
    rows, starts = (affordable(part, plan, sample) for part in (rows, starts))
    return Series(rows, starts, _once(rows, starts, plan), fresh.of)


def affordable(rows: Array, plan: Plan, sample: Sample) -> Array:
    """The rows, and of a single sample that alone is longer than the budget its first ones."""
    return rows[: max(1, BUDGET // plan.F)] if len(sample.values) == 1 else rows


def unlinked(plan: Plan, sample: Sample) -> Block:
    """The sampled samples as a block of samples that continue nothing."""
    return Block(plan, 0, sample.values, np.zeros(len(sample.values), bool))


def _once(rows: Array, starts: Bools, plan: Plan) -> Bools:
    """Mark each row once, by itself and both neighbours in time; a window's first and last row lack one of them."""
    every = np.ones(len(rows), bool)
    if plan.step or plan.T < 5 or len(rows) < 5 or np.count_nonzero(starts) < 2:
        return every
    own = row_hashes(rows)
    context = own[1:-1] * np.uint64(3) ^ own[:-2] * np.uint64(5) ^ own[2:] * np.uint64(7)
    inner = np.flatnonzero(~starts[1:-1] & ~starts[2:])
    _, first = np.unique(context[inner], return_index=True)
    if len(first) >= REPEATED * len(inner) or not _overlap(own, starts, plan.T):
        return every
    once = np.zeros(len(rows), bool)
    once[1 + inner[first]] = True
    return once


def _overlap(own: Words, starts: Bools, T: int) -> bool:
    """Whether windows that have a run of rows in common are equal as far as they then overlap, as windows of one series
    are. Few different rows meet by luck, and part again.

    Runs are taken so long that luck gives a tenth of one, or half a window; each is compared with the one before it at
    another timestep. The share of those that stay together must lie nearer to 1 than to what luck gives.
    """
    _, times = np.unique(own, return_counts=True)
    luck = float(((times / len(own)) ** 2).sum())
    span = T // 2 if luck == 1 else min(max(3, T // 2), max(3, math.ceil(math.log(10 * len(own)) / -math.log(luck))))
    begins = np.flatnonzero(starts)
    window = np.cumsum(starts) - 1
    at = np.arange(len(own) - span + 1)
    at = at[window[at] == window[at + span - 1]]
    key = RunHashes(own).every(span)[at]
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    a, b = at[order[again]], at[order[again + 1]]
    moved = a - begins[window[a]] != b - begins[window[b]]
    a, b = a[moved], b[moved]
    if len(a) > MATCHES:
        chosen = np.linspace(0, len(a) - 1, MATCHES).astype(int)
        a, b = a[chosen], b[chosen]
    told, lucky = [], []
    ends = np.append(begins[1:], len(own))
    for i, j in zip(a.tolist(), b.tolist(), strict=True):
        before = min(i - begins[window[i]], j - begins[window[j]])
        rows = before + min(ends[window[i]] - i, ends[window[j]] - j)
        shared = own[i - before : i - before + rows]
        if rows > span and len(np.unique(shared)) >= FEWEST_ROWS:
            told.append(bool((shared == own[j - before : j - before + rows]).all()))
            lucky.append(luck ** (rows - span))
    if len(told) < FEWEST_MATCHES:
        return False
    return float(np.mean(told)) >= (1 + float(np.mean(lucky))) / 2
