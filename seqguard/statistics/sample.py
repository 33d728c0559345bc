"""Whole blocks of consecutive samples, chosen in the plan by a hash of their number."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Ints, Plan
from seqguard.core.statistic import Statistic, statistic


def within(blocks: Ints, size: int, start: int, stop: int) -> list[tuple[int, int]]:
    """Samples [first, last) of those from `start` to before `stop` that stand in some of the blocks of `size`."""
    low, high = np.searchsorted(blocks, [start // size, (stop - 1) // size + 1]).tolist()
    return [(max(n * size, start), min((n + 1) * size, stop)) for n in blocks[low:high].tolist()]


@dataclass(frozen=True, eq=False, repr=False)
class Sample(Readable):
    """`values` (m, T, F) of the samples with the numbers `index` (m,), ascending; `share` of all samples of the split.

    Blocks of neighbours, the same ones for every tensor of a split, so that inputs and targets can be put side by
    side. What is read from it is sampled: quantiles, repeated values, correlations.
    """

    values: Array
    index: Ints
    share: float

    @property
    def follows(self) -> "np.typing.NDArray[np.bool_]":
        """(m,): whether the sample before in the split is also the one before here."""
        return np.concatenate([[False], np.diff(self.index) == 1])


@statistic
class SampleStatistic(Statistic[Sample]):
    """Copies of the plan's blocks."""

    result = Sample

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._blocks = np.array(plan.blocks)
        self._kept: list[tuple[int, Array]] = []
        self._n = 0

    def update(self, block: Block) -> None:
        n, start, size = len(block), block.start, self.plan.block
        self._n += n
        low, high = np.searchsorted(self._blocks, [start // size, (start + n - 1) // size + 1])
        for number in self._blocks[low:high]:
            i, j = max(number * size - start, 0), min((number + 1) * size - start, n)
            self._kept.append((start + i, block.values[i:j].copy()))

    def merge(self, later: "SampleStatistic") -> None:
        self._n += later._n
        self._kept += later._kept

    def move(self, by: int) -> None:
        self._kept = [(start + by, values) for start, values in self._kept]

    def thin(self, plan: Plan, entries: int) -> None:
        self.plan, self._blocks, size = plan, np.array(plan.blocks), plan.block
        self._kept = [
            (first, values[first - start : last - start])
            for start, values in self._kept
            for first, last in within(self._blocks, size, start, start + len(values))
        ]

    def finalize(self) -> Sample:
        kept = sorted(self._kept, key=lambda piece: piece[0])
        values = np.concatenate([v for _, v in kept])
        index = np.concatenate([np.arange(i, i + len(v)) for i, v in kept])
        return Sample(values, index, len(values) / self._n)
