"""How long each feature holds one value: the longest runs with their places, and how many there are of each length."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Floats, Ints, Plan
from seqguard.core.statistic import Statistic, statistic

LENGTHS = 33
"""Runs are counted by length up to 31; those of 32 rows and more together."""
LONGEST = 8
"""Runs per feature that are kept with their place."""


@dataclass(frozen=True, eq=False, repr=False)
class RunLengths(Readable):
    """Runs of one value in time, per feature, over every row once; padded rows and NaN end a run.

    Attributes:
        rows: rows looked at.
        counts, zeros: (F, 33) runs by length, and those of zero among them; lengths 0 and 1 are not counted, the last
            column holds all from 32 rows up.
        length, value, cell: (F, 8) the longest runs, longest first and first in time among equals: their rows, their
            value, and `sample * T + timestep` of their first row. Length 0 where there are fewer.
        frozen: (F,) samples that hold one value from their first to their last step, in samples that are not windows of
            one series; `frozen_first` (F,) the first of them, -1 where there is none.
    """

    rows: int
    counts: Ints
    zeros: Ints
    length: Ints
    value: Floats
    cell: Ints
    frozen: Ints
    frozen_first: Ints


class _Part:
    """The runs of consecutive rows: those that end inside are closed, the first and the last may go on outside.

    `gap` stands for hidden rows behind the last row: no run goes on across it. Until a run is `closed` the tables of
    lengths are empty, and take no memory.
    """

    closed = True

    def __init__(self, width: int) -> None:
        self.rows = 0
        self.gap = self.starts = self.closed = False
        self.head = self.last = np.zeros(width)
        self.prefix = self.suffix = self.prefix_cell = self.suffix_cell = np.zeros(width, np.int64)
        self.counts = np.zeros((width, LENGTHS), np.int64)
        self.zeros = np.zeros((width, LENGTHS), np.int64)
        self.top = np.zeros((width, 0, 3))  # length, value, cell; cells stay exact in float64 below 2**53
        self.frozen = np.zeros(width, np.int64)
        self.frozen_first = np.full(width, -1)

    def close(self, feature: Ints, length: Ints, value: Floats, cell: Ints, steps: int) -> None:
        """Take in runs that have ended; those of one row say nothing. `steps` is a sample's length, 0 in windows."""
        held = length >= 2
        feature, length, value, cell = feature[held], length[held], value[held], cell[held]
        if not len(feature):
            return
        if not self.closed:
            self.counts, self.zeros, self.closed = np.zeros_like(self.counts), np.zeros_like(self.zeros), True
        column = np.minimum(length, LENGTHS - 1)
        np.add.at(self.counts, (feature, column), 1)
        np.add.at(self.zeros, (feature, column), value == 0)
        self._keep_longest(feature, np.stack([length, value, cell], 1))
        whole = (length == steps) & (cell % max(steps, 1) == 0)
        np.add.at(self.frozen, feature[whole], 1)
        first = np.full(len(self.frozen), np.iinfo(np.int64).max)
        np.minimum.at(first, feature[whole], cell[whole] // max(steps, 1))
        seen = self.frozen_first >= 0
        found = first < np.iinfo(np.int64).max
        self.frozen_first = np.where(seen & found, np.minimum(self.frozen_first, first), self.frozen_first)
        self.frozen_first = np.where(~seen & found, first, self.frozen_first)

    def _keep_longest(self, feature: Ints, runs: Floats) -> None:
        width, kept, _ = self.top.shape
        owner = np.concatenate([np.repeat(np.arange(width), kept), feature])
        runs = np.concatenate([self.top.reshape(-1, 3), runs])
        order = np.lexsort((runs[:, 2], -runs[:, 0], owner))
        owner, runs = owner[order], runs[order]
        rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
        best = rank < LONGEST
        top = np.zeros((width, LONGEST, 3))
        top[owner[best], rank[best]] = runs[best]
        self.top = top

    def add(self, later: "_Part", steps: int) -> None:
        """Append the rows that come right after these."""
        if not later.rows:
            self.gap |= later.gap
            return
        if not self.rows:
            gap = self.gap
            self.__dict__.update(later.__dict__)
            self.starts |= gap
            return
        joins = (self.last == later.head) & (not (self.gap or later.starts))
        here, there = self.prefix == self.rows, later.prefix == later.rows
        features = np.arange(len(joins))
        self._absorb(later)
        inner = joins & ~here & ~there
        ended = ~joins & ~here
        begun = ~joins & ~there
        for mask, length, value, cell in (
            (inner, self.suffix + later.prefix, self.last, self.suffix_cell),
            (ended, self.suffix, self.last, self.suffix_cell),
            (begun, later.prefix, later.head, later.prefix_cell),
        ):
            self.close(features[mask], length[mask], value[mask], cell[mask], steps)
        self.prefix = np.where(joins & here, self.rows + later.prefix, self.prefix)
        grows = joins & there
        self.suffix = np.where(grows, self.suffix + later.rows, later.suffix)
        self.suffix_cell = np.where(grows, self.suffix_cell, later.suffix_cell)
        self.last, self.gap = later.last, later.gap
        self.rows += later.rows

    def _absorb(self, later: "_Part") -> None:
        if self.closed or later.closed:
            self.counts, self.zeros, self.closed = self.counts + later.counts, self.zeros + later.zeros, True
        if later.top.shape[1]:
            held = later.top[:, :, 0] > 0
            feature = np.nonzero(held)[0]
            self._keep_longest(feature, later.top[held])
        self.frozen = self.frozen + later.frozen
        self.frozen_first = np.where(self.frozen_first >= 0, self.frozen_first, later.frozen_first)

    def open(self, rows: Array, starts: Bools, prefix: tuple[Ints, Ints], suffix: tuple[Ints, Ints]) -> None:
        """Set the ends: the first and the last row, and the runs that touch them with their first cells."""
        self.rows, self.starts = len(rows), bool(starts[0])
        self.head, self.last = rows[0].astype(np.float64), rows[-1].astype(np.float64)
        self.prefix, self.prefix_cell = prefix
        self.suffix, self.suffix_cell = suffix


@statistic
class RunLengthsStatistic(Statistic[RunLengths]):
    """Runs inside a block come from one comparison of each row with the one before; runs across blocks are joined."""

    result = RunLengths

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._part = _Part(plan.F)
        self._steps = 0 if plan.step or plan.T < 2 else plan.T

    def update(self, block: Block) -> None:
        self._part.add(self._read(block), self._steps)

    def merge(self, later: "RunLengthsStatistic") -> None:
        self._part.add(later._part, self._steps)

    def move(self, by: int) -> None:
        part, rows = self._part, by * self.plan.T
        part.prefix_cell, part.suffix_cell = part.prefix_cell + rows, part.suffix_cell + rows
        part.top = part.top + np.where(part.top[:, :, :1] > 0, [0, 0, rows], 0)
        part.frozen_first = np.where(part.frozen_first >= 0, part.frozen_first + by, part.frozen_first)

    def finalize(self) -> RunLengths:
        whole = _Part(self.plan.F)
        whole.add(self._part, self._steps)
        part = self._part
        if part.rows:
            features = np.arange(self.plan.F)
            rest = part.prefix < part.rows
            if part.closed:
                whole.counts, whole.zeros = part.counts.copy(), part.zeros.copy()
            whole.frozen, whole.frozen_first = part.frozen.copy(), part.frozen_first.copy()
            whole.close(features, part.prefix, part.head, part.prefix_cell, self._steps)
            whole.close(features[rest], part.suffix[rest], part.last[rest], part.suffix_cell[rest], self._steps)
        top = np.zeros((self.plan.F, LONGEST, 3))
        top[:, : whole.top.shape[1]] = whole.top
        return RunLengths(
            rows=part.rows,
            counts=whole.counts,
            zeros=whole.zeros,
            length=top[:, :, 0].astype(np.int64),
            value=top[:, :, 1],
            cell=top[:, :, 2].astype(np.int64),
            frozen=whole.frozen,
            frozen_first=whole.frozen_first,
        )

    def _read(self, block: Block) -> _Part:
        part = _Part(self.plan.F)
        rows, starts = block.fresh, block.starts[block.skip :]
        number = np.arange(block.skip, block.skip + len(rows))
        hidden = self._hidden(block, rows)
        if hidden is not None and hidden.any():
            part.gap = bool(hidden[-1])
            starts = starts | np.concatenate([[False], hidden[:-1]])
            rows, starts, number = rows[~hidden], starts[~hidden], number[~hidden]
        if not len(rows):
            return part
        feature, first, length = _runs(rows, starts)
        prefix, suffix = np.ones(self.plan.F, np.int64), np.ones(self.plan.F, np.int64)
        at_start, at_end = first == 0, first + length == len(rows)
        prefix[feature[at_start]], suffix[feature[at_end]] = length[at_start], length[at_end]
        inner = ~at_start & ~at_end
        cell = self._cell(block, number[first])
        value = rows[first, feature].astype(np.float64)
        part.close(feature[inner], length[inner], value[inner], cell[inner], self._steps)
        start_cell = np.full(self.plan.F, self._cell(block, number[:1])[0])
        end_cell = self._cell(block, number[len(rows) - suffix])
        part.open(rows, starts, (prefix, start_cell), (suffix, end_cell))
        return part

    def _hidden(self, block: Block, rows: Array) -> Bools | None:
        if block.padded is None:
            return None
        if not self.plan.step:
            return block.padded.reshape(-1)
        row = np.asarray(self.plan.padding.row, rows.dtype)  # type: ignore[union-attr]  # padded implies padding
        return (rows == row).all(1)  # type: ignore[no-any-return]  # NumPy types the comparison as Any

    def _cell(self, block: Block, number: Ints) -> Ints:
        sample, step = block.place(number)
        return sample * self.plan.T + step


def _runs(rows: Array, starts: Bools) -> tuple[Ints, Ints, Ints]:
    """(feature, first row, rows) of every run of two rows or more."""
    same = rows[1:] == rows[:-1]
    same[starts[1:]] = False
    at, column = np.divmod(np.flatnonzero(same), rows.shape[1])
    if not len(at):
        return at, at, at
    order = np.argsort(column, kind="stable")  # by feature, each in the order of time
    at, column = at[order], column[order]
    begin = np.flatnonzero(np.concatenate([[True], (np.diff(at) != 1) | (np.diff(column) != 0)]))
    return column[begin], at[begin], np.diff(begin, append=len(at)) + 1
