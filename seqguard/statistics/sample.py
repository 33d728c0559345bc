"""Whole blocks of consecutive samples, chosen in the plan by a hash of their number."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Ints, Plan
from seqguard.core.statistic import Statistic, statistic


def stretches(blocks: Ints, size: int, start: int, stop: int) -> Ints:
    """(2, k): where the samples from `start` to before `stop` that stand in some of the blocks of `size` begin, and one
    past where they end; blocks next to each other are one stretch."""
    low, high = np.searchsorted(blocks, [start // size, (stop - 1) // size + 1]).tolist()
    numbers = blocks[low:high]
    apart = np.flatnonzero(np.diff(numbers) > 1)
    first, last = numbers[np.append(0, apart + 1)[: len(numbers)]], numbers[np.append(apart, -1)[: len(numbers)]]
    return np.stack([np.maximum(first * size, start), np.minimum((last + 1) * size, stop)])


def joined(first: Ints, after: Ints) -> Ints:
    """The numbers from each of `first` to before each of `after`, one stretch behind the other."""
    lengths = after - first
    numbers: Ints = np.arange(lengths.sum()) + np.repeat(first - np.cumsum(lengths) + lengths, lengths)
    return numbers


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
    """Copies of the plan's blocks: of the stretches of samples (2, k) that were read at once, with their values."""

    result = Sample

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._blocks = np.array(plan.blocks)
        self._pieces: list[tuple[Ints, Array]] = []
        self._n = 0

    def update(self, block: Block) -> None:
        n, start = len(block), block.start
        self._n += n
        held = stretches(self._blocks, self.plan.block, start, start + n)
        if held.shape[1]:
            first, after = held - start
            values = block.values[first[0] : after[0]].copy() if len(first) == 1 else block.values[joined(first, after)]
            self._pieces.append((held, values))

    def merge(self, later: "SampleStatistic") -> None:
        self._n += later._n
        self._pieces += later._pieces

    def move(self, by: int) -> None:
        self._pieces = [(held + by, values) for held, values in self._pieces]

    def thin(self, plan: Plan, entries: int) -> None:
        self.plan, self._blocks, size = plan, np.array(plan.blocks), plan.block
        pieces, self._pieces = self._pieces, []
        for held, values in pieces:
            index = joined(*held)
            some = stretches(self._blocks, size, int(held[0, 0]), int(held[1, -1]))
            kept = np.isin(index, joined(*some))
            if kept.any():
                self._pieces.append((_runs(index[kept]), values[kept]))

    def finalize(self) -> Sample:
        pieces = sorted(self._pieces, key=lambda piece: int(piece[0][0, 0]))
        values = np.concatenate([values for _, values in pieces])
        return Sample(values, joined(*np.concatenate([held for held, _ in pieces], 1)), len(values) / self._n)


def _runs(index: Ints) -> Ints:
    """(2, k): ascending numbers as stretches."""
    apart = np.flatnonzero(np.diff(index) > 1)
    return np.stack([index[np.append(0, apart + 1)], index[np.append(apart, -1)] + 1])
