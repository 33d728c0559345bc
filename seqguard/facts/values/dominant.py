"""The value that a feature holds most of the time, where there is one."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

PICKS = 15
"""Rows that are asked for the value: one that holds 90 % of them is missed once in a million times."""


@dataclass(frozen=True, eq=False, repr=False)
class Dominant(Readable):
    """Figures of each feature (F,), over `n` timesteps: padding left out, repeated rows counted as often as they stand,
    as the network sees them.

    Attributes:
        value: the candidate; NaN where no row is finite.
        share: how many of the rows hold it; exact where it is above 0.8, else perhaps an estimate from a few rows.
        times: the rows that hold it, where the share is exact, else 0.
        below, above: whether other finite values stand on that side of it; looked for where the share is exact.
        n, of: timesteps looked at, of so many.
    """

    value: Floats
    share: Floats
    times: Ints
    below: Bools
    above: Bools
    n: int
    of: int


@fact
def dominant(plan: Plan, sample: Sample, series: Series) -> Dominant:
    """The commonest of a few evenly spaced rows, counted over all rows of the sampled windows."""
    rows = sample.values.reshape(-1, plan.F) if plan.step else series.rows
    width, n = plan.F, len(rows)
    value, share, times = np.zeros(width), np.zeros(width), np.zeros(width, np.int64)
    below, above = np.zeros(width, bool), np.zeros(width, bool)
    picked = rows[np.linspace(0, n - 1, PICKS).astype(int)] if n else rows
    for f in range(width if n else 0):
        distinct, counts = np.unique(picked[:, f], return_counts=True)
        candidate = distinct[counts.argmax()]
        value[f], share[f] = candidate, counts.max() / PICKS
        if counts.max() > PICKS // 3:
            column = rows[:, f]
            times[f] = np.count_nonzero(column == candidate)
            share[f] = times[f] / n
            below[f], above[f] = (column < candidate).any(), (column > candidate).any()
    return Dominant(value, share, times, below, above, n, plan.n * plan.T if plan.step else series.of)
