"""Samples in which nothing moves."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Block, Plan
from seqguard.core.statistic import Statistic, statistic

FIRST = 5


@dataclass(frozen=True, eq=False, repr=False)
class StillSamples(Readable):
    """`count` of the samples whose timesteps are all equal, in every feature, and the `first` few of them."""

    count: int
    first: tuple[int, ...]


@statistic
class StillSamplesStatistic(Statistic[StillSamples]):
    """Compares three timesteps first: what moves is seen there, and the rest of the sample is not read."""

    result = StillSamples

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._count = 0
        self._first: list[int] = []

    def update(self, block: Block) -> None:
        if self.plan.T < 2:
            return
        x = block.values
        x = block.real(x[:, :1])
        start = x[:, 0]
        at = np.flatnonzero((start == x[:, -1]).all(1) & (start == x[:, self.plan.T // 2]).all(1))
        if len(at):
            some = x[at]
            at = at[(some == some[:, :1]).all((1, 2))]
            self._count += len(at)
            self._first = (self._first + (block.start + at[:FIRST]).tolist())[:FIRST]

    def merge(self, later: "StillSamplesStatistic") -> None:
        self._count += later._count
        self._first = (self._first + later._first)[:FIRST]

    def move(self, by: int) -> None:
        self._first = [i + by for i in self._first]

    def finalize(self) -> StillSamples:
        return StillSamples(self._count, tuple(self._first))
