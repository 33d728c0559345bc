"""Content hashes of runs of rows, by which windows are recognised in another split whatever their cut."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import NO_LIMIT, Block, Bools, Ints, Plan, Words
from seqguard.core.statistic import Statistic, statistic
from seqguard.statistics.kept import Kept
from seqguard.statistics.rows import hashed_rows

RICH = 0.75
"""An n-gram tells something only if three quarters of its rows differ: in a resting series all rows are equal."""


@dataclass(frozen=True, eq=False, repr=False)
class Sketch(Readable):
    """Distinct runs of `span` rows within one window, ascending by `key`; `share` of all are kept, by their hash.

    A place in `first` is `sample * T + timestep` of the last row; `count` says how often, `ending` how often at the
    end of a window.
    """

    key: Words
    first: Ints
    count: Ints
    ending: Ints
    span: int
    share: float


@statistic
class SketchStatistic(Statistic[Sketch]):
    """One prefix sum of row hashes gives the hash of every run."""

    result = Sketch

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._kept = Kept((np.minimum, np.add, np.add))

    def update(self, block: Block) -> None:
        p = self.plan
        if p.T == 1:
            return
        rows, runs = hashed_rows(block)
        key = runs.every(p.span)[max(0, block.skip + 1 - p.span) :]
        at = np.flatnonzero(key <= np.uint64(min(p.keep, self._kept.limit)))
        key, ends = key[at], at + max(p.span, block.skip + 1)
        sample, step = block.place(ends - 1)
        inside = step >= p.span - 1
        inside[inside] = distinct(rows, ends[inside], p.span) >= RICH * p.span
        place = (sample * p.T + step)[inside]
        ending: Bools = step[inside] == p.T - 1
        self._kept.add(key[inside], place, np.ones(len(place), np.int64), ending.astype(np.int64))

    def merge(self, later: "SketchStatistic") -> None:
        self._kept.merge(later._kept)

    def move(self, by: int) -> None:
        self._kept.move((1,), by * self.plan.T)

    def thin(self, plan: Plan, entries: int) -> None:
        self.plan = plan
        self._kept = self._kept.thinned(entries, plan.keep)

    def finalize(self) -> Sketch:
        limit = min(self.plan.keep, self._kept.limit)
        key, first, count, ending = self._kept.columns((np.int64, np.int64, np.int64))
        return Sketch(key, first, count, ending, self.plan.span, limit / NO_LIMIT)


def distinct(rows: Words, ends: Ints, length: int) -> Ints:
    """How many different rows the runs of `length` rows hold that end before the row numbers `ends`."""
    window = np.sort(rows[ends[:, None] - 1 - np.arange(length)], 1)
    return (window[:, 1:] != window[:, :-1]).sum(1) + 1  # type: ignore[no-any-return]  # NumPy types the sum as Any
