"""Content hashes of samples and of n-grams of rows, by which windows are recognised in another split."""

from dataclasses import dataclass

import numpy as np

from seqguard._hash import RunHashes, row_hashes
from seqguard._plan import NO_LIMIT, Block, Bools, Ints, Plan, Words
from seqguard.stats.base import Statistic, statistic

CAPACITY = 2**20
RICH = 0.75
"""An n-gram tells something only if three quarters of its rows differ: in a resting series everything equals
everything."""


@dataclass(frozen=True)
class Hashes:
    """Distinct `key`s below the plan's limit, ascending, with the `first` place, the `count` and the `marked` count
    of each.

    Of samples, a place is the sample's number and `marked` counts those with at least two different rows. Of n-grams, a
    place is `sample * T + timestep` of their last row and `marked` counts those that end a window. `total` counts what
    was seen of them, kept or not.
    """

    key: Words
    first: Ints
    count: Ints
    marked: Ints
    total: int


@dataclass(frozen=True)
class Sketch:
    """Hashes of whole samples and of runs of `span` rows within one window; `share` of the n-grams is kept."""

    samples: Hashes
    ngrams: Hashes
    span: int
    share: float


class _Kept:
    """Occurrences by key, packed when there are too many, cut off at `CAPACITY` keys."""

    def __init__(self) -> None:
        self.parts: list[tuple[Words, Ints, Ints, Ints]] = []
        self.size = self.total = 0
        self.limit = NO_LIMIT

    def add(self, key: Words, first: Ints, count: Ints, marked: Ints) -> None:
        below = key <= np.uint64(self.limit)
        if not below.all():
            key, first, count, marked = key[below], first[below], count[below], marked[below]
        if len(key):
            self.parts.append((key, first, count, marked))
            self.size += len(key)
        if self.size > 2 * CAPACITY:
            self.pack()

    def pack(self) -> None:
        if not self.parts:
            return
        key, first, count, marked = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        order = np.argsort(key, kind="stable")
        key = key[order]
        starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
        count, marked = np.add.reduceat(count[order], starts), np.add.reduceat(marked[order], starts)
        key, first = key[starts], np.minimum.reduceat(first[order], starts)
        if len(key) > CAPACITY:
            self.limit = int(key[CAPACITY]) - 1
            key, first, count, marked = key[:CAPACITY], first[:CAPACITY], count[:CAPACITY], marked[:CAPACITY]
        self.parts, self.size = [(key, first, count, marked)], len(key)

    def merge(self, later: "_Kept") -> None:
        self.total += later.total
        if later.limit < self.limit:
            self.limit = later.limit
            own, self.parts, self.size = self.parts, [], 0
            for part in own:
                self.add(*part)
        for part in later.parts:
            self.add(*part)

    def finalize(self) -> Hashes:
        self.pack()
        none = np.zeros(0, np.int64)
        key, first, count, marked = self.parts[0] if self.parts else (np.zeros(0, np.uint64), none, none, none)
        return Hashes(key, first, count, marked, self.total)


@statistic
class SketchStatistic(Statistic[Sketch]):
    """One prefix sum of row hashes gives the hash of every n-gram and of every sample."""

    result = Sketch

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._samples, self._ngrams = _Kept(), _Kept()

    def update(self, block: Block) -> None:
        p = self.plan
        rows = row_hashes(block.rows if not p.still else block.rows[:, p.moving])
        runs = RunHashes(rows)
        self._add_samples(block, rows, runs)
        if p.T > 1:
            self._add_ngrams(block, rows, runs)

    def _add_samples(self, block: Block, rows: Words, runs: RunHashes) -> None:
        p, n = self.plan, len(block)
        self._samples.total += n
        varied = distinct(rows, block.ends, p.T, p.span) >= min(2, p.T)
        index, one = block.start + np.arange(n), np.ones(n, np.int64)
        self._samples.add(runs.ending(block.ends, p.T), index, one, varied.astype(np.int64))

    def _add_ngrams(self, block: Block, rows: Words, runs: RunHashes) -> None:
        p = self.plan
        ends = np.arange(max(p.span, block.skip + 1), len(rows) + 1)
        key = runs.ending(ends, p.span)
        low = key <= np.uint64(min(p.keep, self._ngrams.limit))
        ends, key = ends[low], key[low]
        sample, step = block.place(ends - 1)
        inside = step >= p.span - 1
        inside[inside] = distinct(rows, ends[inside], p.span, p.span) >= RICH * p.span
        place = (sample * p.T + step)[inside]
        ending: Bools = step[inside] == p.T - 1
        self._ngrams.total += len(place)
        self._ngrams.add(key[inside], place, np.ones(len(place), np.int64), ending.astype(np.int64))

    def merge(self, later: "SketchStatistic") -> None:
        self._samples.merge(later._samples)
        self._ngrams.merge(later._ngrams)

    def finalize(self) -> Sketch:
        limit = min(self.plan.keep, self._ngrams.limit)
        return Sketch(self._samples.finalize(), self._ngrams.finalize(), self.plan.span, limit / NO_LIMIT)


def distinct(rows: Words, ends: Ints, length: int, most: int) -> Ints:
    """How many different rows stand among the last `most` of the runs of `length` rows that end before `ends`."""
    window = np.sort(rows[ends[:, None] - 1 - np.arange(min(length, most))], 1)
    return (window[:, 1:] != window[:, :-1]).sum(1) + 1  # type: ignore[no-any-return]  # NumPy types the sum as Any
