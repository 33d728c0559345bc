"""The rows under the samples, each once: whole where a tensor has few enough of them, else of whole blocks."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Ints, Plan
from seqguard.core.statistic import Statistic, statistic
from seqguard.statistics.sample import joined, stretches


@dataclass(frozen=True, eq=False, repr=False)
class FreshRows(Readable):
    """`rows` (r, F) of the plan's `row_blocks`, padded steps left out; `starts` (r,) marks those that time does not
    lead into, `cell` (r,) is the `sample * T + timestep` at which each comes fresh.

    `of` counts the rows of the whole tensor: `rows` is a sample of them, or all. Samples that share no rows and are
    kept as they are give none here: `Sample` holds them.
    """

    rows: Array
    starts: Bools
    cell: Ints
    of: int


@statistic
class FreshRowsStatistic(Statistic[FreshRows]):
    """Copies of the fresh rows; a sample whose predecessor was left out gives all of its own."""

    result = FreshRows

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._blocks = np.array(plan.row_blocks if plan.own_rows else (), int)
        self._kept: list[tuple[int, Array, Bools, Ints]] = []
        self._of = 0

    def update(self, block: Block) -> None:
        n, start, size = len(block), block.start, self.plan.block
        hidden = self._hidden(block)
        self._of += len(block.rows) - block.skip - (int(hidden.sum()) if hidden is not None else 0)
        first, after = stretches(self._blocks, size, start, start + n) - start
        if len(first):
            self._keep(block, first, after, hidden)

    def _keep(self, block: Block, first: Ints, after: Ints, hidden: Bools | None) -> None:
        """Take in the rows of the samples in stretches, each from the one at `first` of the block to before `after`."""
        T, ends = self.plan.T, block.ends
        number = block.start + int(first[0])
        follows = np.zeros(len(first), bool)  # between two stretches a block was left out
        follows[0] = bool(block.link[first[0]]) and (number % self.plan.block != 0 or self._has(number - 1))
        low, high = ends[first] - np.where(follows, self.plan.step, T), ends[after - 1]
        at, sample = joined(low, high), joined(first, after)
        begins = np.cumsum(high - low) - (high - low)
        starts = block.starts[at]
        starts[begins] = ~follows
        rows_of = np.diff(ends, prepend=0)[sample]
        rows_of[np.cumsum(after - first) - (after - first)] = ends[first] - low
        sample = np.repeat(sample, rows_of)
        cell = (block.start + sample) * T + at - ends[sample] + T
        rows = block.rows[low[0] : high[0]].copy() if len(first) == 1 else block.rows[at]
        if hidden is not None:
            here = ~hidden[at]
            again = ~here[:-1]
            again[begins[1:] - 1] = False
            starts[1:] |= again
            rows, starts, cell = rows[here], starts[here], cell[here]
        self._kept.append((number, rows, starts, cell))

    def _has(self, sample: int) -> bool:
        number = sample // self.plan.block
        at = int(np.searchsorted(self._blocks, number))
        return at < len(self._blocks) and bool(self._blocks[at] == number)

    def _hidden(self, block: Block) -> Bools | None:
        """(rows,): padded ones, of samples that continue nothing."""
        return None if self.plan.step or block.padded is None else block.padded.reshape(-1)

    def merge(self, later: "FreshRowsStatistic") -> None:
        self._kept += later._kept
        self._of += later._of

    def move(self, by: int) -> None:
        self._kept = [(number + by, rows, starts, cell + by * self.plan.T) for number, rows, starts, cell in self._kept]

    def thin(self, plan: Plan, entries: int) -> None:
        self.plan, self._blocks = plan, np.array(plan.row_blocks if plan.own_rows else (), int)
        kept, self._kept = self._kept, []
        for _, rows, starts, cell in kept:
            sample = cell // plan.T
            here = np.isin(sample // plan.block, self._blocks)
            starts = starts | np.concatenate([[False], ~here[:-1]])  # what stood before was left out
            if here.any():
                self._kept.append((int(sample[here][0]), rows[here], starts[here], cell[here]))

    def finalize(self) -> FreshRows:
        kept = sorted(self._kept, key=lambda piece: piece[0])
        if not kept:
            return FreshRows(np.zeros((0, self.plan.F)), np.zeros(0, bool), np.zeros(0, np.int64), self._of)
        rows, starts, cell = (np.concatenate([piece[k] for piece in kept]) for k in (1, 2, 3))
        return FreshRows(rows, starts, cell, self._of)
