"""Feeds blocks to statistics and merges parts, so that chunks, threads and partitions of a cluster are the same code.

The fold owns the boundaries. Blocks are cells of the grid of `reading.chunks` whatever pieces the data come in, and a
part knows the sample before its first one, or holds its first sample back until a merge tells. A report is therefore
the same for any cut of the data, to the last digit where the parts begin on the grid.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np

from seqguard.core.plan import Array, Block, Plan
from seqguard.core.statistic import STATISTICS, Statistic
from seqguard.reading.chunks import grid_samples

Profile = Mapping[type, Any]
"""Finished results of one tensor of one split, by their type."""


class Fold:
    """The statistics of a contiguous part of one tensor.

    Args:
        plan: of the tensor.
        results: the types to compute.
        before: (1, T, F) the sample right before the part, (0, T, F) where it begins the split, None where that is not
            known yet: then the first sample is held back until the part is merged into the one before it.
    """

    def __init__(self, plan: Plan, results: Iterable[type], before: Array | None = None) -> None:
        self.plan = plan
        self.statistics: dict[type, Statistic[Any]] = {r: STATISTICS[r](plan) for r in results}
        self._grid = grid_samples(plan)
        self._head: tuple[int, Array] | None = None
        self._last = None if before is None else before.copy()
        self._waiting: tuple[int, Array] | None = None  # samples of a cell that is not whole yet
        self._filled = 0

    def update(self, start: int, values: Array) -> None:
        """Take in consecutive samples (m, T, F), the first of which is sample `start` of the split."""
        if not len(values):
            return
        if self._last is None:
            self._head, self._last = (start, values[:1].copy()), values[:1].copy()
            start, values = start + 1, values[1:]
        while len(values):
            values, start = self._take(start, values)

    def merge(self, later: Self) -> Self:
        """The fold of both parts, which stay as they are; `later` covers the samples right after this one's."""
        both = self._closed()
        if later._head is not None:
            if both._last is None:
                both._head, both._last = later._head, later._head[1]
            else:
                both._feed(*later._head)
        for result, own in both.statistics.items():
            own.merge(later.statistics[result])
        if later._last is not None:
            both._last = later._last
        if later._waiting is not None:
            both._waiting, both._filled = (later._waiting[0], later._waiting[1].copy()), later._filled
        return both

    def finalize(self) -> Profile:
        """The finished results. The fold itself stays as it was."""
        if self._head is None and self._waiting is None:  # a copy would hold the tables of hashes twice
            return {result: own.finalize() for result, own in self.statistics.items()}
        whole = Fold(self.plan, self.statistics, np.zeros((0, self.plan.T, self.plan.F)))
        whole = whole.merge(self)._closed()
        return {result: own.finalize() for result, own in whole.statistics.items()}

    def _closed(self) -> Self:
        """A copy in which nothing waits for the rest of its cell. States are copied as the laws of a statistic allow:
        an empty one takes in the other."""
        copy = type(self)(self.plan, self.statistics)
        for result, own in copy.statistics.items():
            own.merge(self.statistics[result])
        copy._head, copy._last = self._head, self._last
        if self._waiting is not None:
            start, values = self._waiting
            copy._feed(start, values[: self._filled])
        return copy

    def _take(self, start: int, values: Array) -> tuple[Array, int]:
        """Feed the samples up to the end of their cell, or let them wait for the others of it; the rest of them."""
        end = (start // self._grid + 1) * self._grid
        end = min(end, self.plan.n) if start < self.plan.n else end
        now, rest = values[: end - start], values[end - start :]
        if self._waiting is None and len(now) == end - start:
            self._feed(start, now)
            return rest, end
        if self._waiting is None:
            room = np.empty((end - start, *values.shape[1:]), values.dtype)
            self._waiting, self._filled = (start, room), 0
        first, room = self._waiting
        room[self._filled : self._filled + len(now)] = now
        self._filled += len(now)
        if self._filled == len(room):
            self._waiting = None
            self._feed(first, room)
        return rest, start + len(now)

    def _feed(self, start: int, values: Array) -> None:
        assert self._last is not None
        link = np.zeros(len(values), bool)
        if len(self._last):
            link[:1] = self.plan.linked(values[:1], self._last)
        link[1:] = self.plan.linked(values[1:], values[:-1])
        block = Block(self.plan, start, values, link)
        for own in self.statistics.values():
            own.update(block)
        self._last = values[-1:].copy()  # the source may reuse its buffer
