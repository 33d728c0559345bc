"""Feeds blocks to statistics and merges parts, so that chunks, threads and partitions of a cluster are the same code.

The fold owns the boundaries: a part holds its first sample back until the sample before it is known, and merging feeds
it with its link. A report is therefore the same for any cut of the data.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Self

import numpy as np

from seqguard.core.plan import Array, Block, Plan
from seqguard.core.statistic import STATISTICS, Statistic

Profile = Mapping[type, Any]
"""Finished results of one tensor of one split, by their type."""


class Fold:
    """The statistics of a contiguous part of one tensor."""

    def __init__(self, plan: Plan, results: Iterable[type]) -> None:
        self.plan = plan
        self.statistics: dict[type, Statistic[Any]] = {r: STATISTICS[r](plan) for r in results}
        self._head: tuple[int, Array] | None = None
        self._last: Array | None = None

    def update(self, start: int, values: Array) -> None:
        """Take in consecutive samples (m, T, F), the first of which is sample `start` of the split."""
        if not len(values):
            return
        if self._last is None:
            self._head, self._last = (start, values[:1].copy()), values[:1]
            start, values = start + 1, values[1:]
        if len(values):
            link = np.empty(len(values), bool)
            link[:1] = self.plan.linked(values[:1], self._last)
            link[1:] = self.plan.linked(values[1:], values[:-1])
            self._feed(Block(self.plan, start, values, link))
            self._last = values[-1:]
        self._last = self._last.copy()  # the source may reuse its buffer

    def merge(self, later: Self) -> Self:
        """The fold of both parts; `later` covers the samples right after this one's."""
        if later._head is None:
            return self
        if self._last is None:
            return later
        start, values = later._head
        self._feed(Block(self.plan, start, values, self.plan.linked(values, self._last)))
        for result, own in self.statistics.items():
            own.merge(later.statistics[result])
        self._last = later._last
        return self

    def finalize(self) -> Profile:
        """The finished results. The fold itself stays as it was."""
        whole = Fold(self.plan, self.statistics)
        if self._head is not None:
            start, values = self._head
            whole._feed(Block(self.plan, start, values, np.zeros(1, bool)))
        for result, own in whole.statistics.items():
            own.merge(self.statistics[result])
        return {result: own.finalize() for result, own in whole.statistics.items()}

    def _feed(self, block: Block) -> None:
        for own in self.statistics.values():
            own.update(block)
