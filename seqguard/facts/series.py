"""The rows under the sampled windows, each once."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._hash import row_hashes
from seqguard._plan import Array, Block, Bools, Plan
from seqguard.stats.sample import Sample

REPEATED = 0.6
"""Below this share of distinct rows-with-neighbours, unlinked windows are taken for shuffled windows of one series."""


@dataclass(frozen=True)
class Series:
    """`rows` (r, F) under the sampled windows, padded steps left out; `starts` (r,) marks rows that time does not
    lead into.

    Windows that slide give every row once. Shuffled windows of one series give each row, known by itself and its
    neighbours in time, once as well: `distinct` (r,) marks those rows (all of them where windows slide or are
        independent).
    """

    rows: Array
    starts: Bools
    distinct: Bools


@fact
def series(plan: Plan, sample: Sample) -> Series:
    """Every row under the sampled windows once."""
    link = np.zeros(len(sample.values), bool)
    link[1:] = plan.linked(sample.values[1:], sample.values[:-1])
    block = Block(plan, 0, sample.values, link & sample.follows)
    rows, starts = block.rows, block.starts
    if block.padded is not None and not plan.step:
        keep = ~block.padded.reshape(-1)
        starts = starts | np.concatenate([[False], ~keep[:-1]])
        rows, starts = rows[keep], starts[keep]
    return Series(rows, starts, _once(rows, plan))


def _once(rows: Array, plan: Plan) -> Bools:
    all_rows = np.ones(len(rows), bool)
    if plan.step or plan.T < 3 or len(rows) < 3:
        return all_rows
    own = row_hashes(rows)
    context = own * np.uint64(3)
    context[1:] ^= own[:-1] * np.uint64(5)
    context[:-1] ^= own[1:] * np.uint64(7)
    _, first = np.unique(context, return_index=True)
    if len(first) >= REPEATED * len(rows):
        return all_rows
    once = np.zeros(len(rows), bool)
    once[first] = True
    return once
