"""A 64-bit hash of every sample and of parts of it, by which equal samples are found within a split and across two."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import NO_LIMIT, Block, Ints, Plan, Words
from seqguard.core.statistic import Statistic, statistic
from seqguard.statistics.kept import Kept
from seqguard.statistics.rows import hashed_rows, hashes

SAME = np.minimum
"""Joins a column that is equal wherever the key is."""


PER_SAMPLE = ("key", "first", "last", "count", "front", "back", "head", "tail", "changes")
"""The fields that have one entry for each distinct sample."""


@dataclass(frozen=True, eq=False, repr=False)
class Fingerprints(Readable):
    """One entry for each distinct sample, ascending by `key`; `total` samples were seen.

    Attributes:
        key: the whole sample.
        first, last: numbers of the first and the last such sample.
        count: how many there are.
        front, back: the first half of its steps, and the rest (of its features, where it has one step).
        head, tail: all steps but the last, all but the first: what windows of one series share with their neighbours.
        changes: steps that differ from the one before; of a single step 1.
        limit: only keys up to it were kept.
    """

    key: Words
    first: Ints
    last: Ints
    count: Ints
    front: Words
    back: Words
    head: Words
    tail: Words
    changes: Ints
    total: int
    limit: int

    @property
    def share(self) -> float:
        """Of the distinct samples, how many were kept."""
        return self.limit / NO_LIMIT


@statistic
class FingerprintsStatistic(Statistic[Fingerprints]):
    """Any run of rows is hashed from one prefix sum over row hashes. Parts that a single step or value does not have
    are 1 everywhere, and not kept."""

    result = Fingerprints

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        halves = plan.T > 1 or plan.F > 1
        self._kept = Kept((np.minimum, np.maximum, np.add, *[SAME] * (2 * halves + 3 * (plan.T > 1))))

    def update(self, block: Block) -> None:
        p, n = self.plan, len(block)
        self._kept.total += n
        index, one = block.start + np.arange(n), np.ones(n, np.int64)
        rows, runs = hashed_rows(block)
        if p.T == 1:
            half = p.F // 2
            sides = (block.values[:, 0, :half], block.values[:, 0, half:]) if half else ()
            self._kept.add(rows[block.ends - 1], index, index, one, *(hashes(side, p) for side in sides))
            return
        ends, half = block.ends, p.T // 2
        key = runs.ending(ends, p.T)
        if p.still:
            key = key ^ hashes(block.values[:, 0, list(p.still)], p)
        parts = (
            runs.ending(ends - (p.T - half), half),
            runs.ending(ends, p.T - half),
            runs.ending(ends - 1, p.T - 1),
            runs.ending(ends, p.T - 1),
        )
        changed = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(rows[1:] != rows[:-1], out=changed[2:])
        self._kept.add(key, index, index, one, *parts, changed[ends] - changed[ends - p.T + 1])

    def merge(self, later: "FingerprintsStatistic") -> None:
        self._kept.merge(later._kept)

    def move(self, by: int) -> None:
        self._kept.move((1, 2), by)

    def thin(self, plan: Plan, entries: int) -> None:
        self.plan = plan
        self._kept = self._kept.thinned(entries)

    def finalize(self) -> Fingerprints:
        types = (np.int64, np.int64, np.int64, np.uint64, np.uint64, np.uint64, np.uint64, np.int64)
        kept = self._kept.columns(types[: len(self._kept.joins)])
        alone = [np.broadcast_to(kind(1), len(kept[0])) for kind in types[len(kept) - 1 :]]  # of a single step
        columns = (*kept, *alone)
        return Fingerprints(
            **dict(zip(PER_SAMPLE, columns, strict=True)), total=self._kept.total, limit=self._kept.limit
        )
