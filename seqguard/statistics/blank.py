"""Samples that hold nothing: zero in every cell."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Block, Plan
from seqguard.core.statistic import Statistic, statistic

MOST = 256


@dataclass(frozen=True, eq=False, repr=False)
class Blank(Readable):
    """`count` of the samples that are all zero and their `first` numbers (at most 256).

    `alone` of them, with `alone_first`, do not continue the window before: of runs of blank windows the first.
    """

    count: int
    first: tuple[int, ...]
    alone: int
    alone_first: tuple[int, ...]


@statistic
class BlankStatistic(Statistic[Blank]):
    """Only samples whose first and last cell are zero are looked at."""

    result = Blank

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._count = self._alone = 0
        self._first: list[int] = []
        self._alone_first: list[int] = []

    def update(self, block: Block) -> None:
        x = block.real(np.zeros(1, block.values.dtype))
        maybe = np.flatnonzero((x[:, 0, 0] == 0) & (x[:, -1, -1] == 0))
        if not len(maybe):
            return
        blank = maybe[~x[maybe].any((1, 2))]
        alone = blank[~block.link[blank]]
        self._count += len(blank)
        self._alone += len(alone)
        self._first = (self._first + (block.start + blank[:MOST]).tolist())[:MOST]
        self._alone_first = (self._alone_first + (block.start + alone[:MOST]).tolist())[:MOST]

    def merge(self, later: "BlankStatistic") -> None:
        self._count += later._count
        self._alone += later._alone
        self._first = (self._first + later._first)[:MOST]
        self._alone_first = (self._alone_first + later._alone_first)[:MOST]

    def move(self, by: int) -> None:
        self._first = [i + by for i in self._first]
        self._alone_first = [i + by for i in self._alone_first]

    def finalize(self) -> Blank:
        return Blank(self._count, tuple(self._first), self._alone, tuple(self._alone_first))
