"""The rows under the windows, each once."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.hashing import row_hashes
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Plan
from seqguard.statistics.fresh import FreshRows
from seqguard.statistics.sample import Sample

REPEATED = 0.6
"""Below this share of distinct rows-with-neighbours, unlinked windows are taken for shuffled windows of one series."""


@dataclass(frozen=True, eq=False, repr=False)
class Series(Readable):
    """`rows` (r, F) under the windows, padded steps left out; `starts` (r,) marks rows that time does not lead into.
    They are all there are, or a sample `of` so many.

    Windows that slide give every row once. Shuffled windows of one series give each row, known by itself and its
    neighbours in time, once as well: `distinct` (r,) marks those rows (all of them where windows slide or are
        independent).
    """

    rows: Array
    starts: Bools
    distinct: Bools
    of: int

    @property
    def shuffled(self) -> bool:
        """Whether the samples are windows of one series in shuffled order."""
        return not bool(self.distinct.all())


@fact
def series(plan: Plan, fresh: FreshRows, sample: Sample) -> Series:
    """Every kept row once."""
    if plan.own_rows:
        return Series(fresh.rows, fresh.starts, _once(fresh.rows, fresh.starts, plan), fresh.of)
    block = unlinked(plan, sample)
    rows, starts = block.rows, block.starts
    if block.padded is not None:
        keep = ~block.padded.reshape(-1)
        starts = starts | np.concatenate([[False], ~keep[:-1]])
        rows, starts = rows[keep], starts[keep]
    return Series(rows, starts, _once(rows, starts, plan), fresh.of)


def unlinked(plan: Plan, sample: Sample) -> Block:
    """The sampled samples as a block of samples that continue nothing."""
    return Block(plan, 0, sample.values, np.zeros(len(sample.values), bool))


def _once(rows: Array, starts: Bools, plan: Plan) -> Bools:
    """Mark each row once, by itself and both neighbours in time; a window's first and last row lack one of them."""
    every = np.ones(len(rows), bool)
    if plan.step or plan.T < 5 or len(rows) < 5:
        return every
    own = row_hashes(rows)
    context = own[1:-1] * np.uint64(3) ^ own[:-2] * np.uint64(5) ^ own[2:] * np.uint64(7)
    inner = np.flatnonzero(~starts[1:-1] & ~starts[2:])
    _, first = np.unique(context[inner], return_index=True)
    if len(first) >= REPEATED * len(inner):
        return every
    once = np.zeros(len(rows), bool)
    once[1 + inner[first]] = True
    return once
