"""The value that a feature holds most of the time, where there is one."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

CELLS = 2**19
"""Compared at once: wide columns are looked at some at a time."""
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
    if n:
        picked = rows[np.linspace(0, n - 1, PICKS).astype(int)]
        value, most = commonest(picked) if n > 1 else (picked[0] + 0.0, np.full(width, PICKS))
        share = most / PICKS
        told = np.flatnonzero(most > PICKS // 3)
        for some in np.array_split(told, max(1, -(-len(told) * n // CELLS))):
            columns, candidate = rows[:, some], value[some]
            times[some] = (columns == candidate).sum(0)
            below[some], above[some] = (columns < candidate).any(0), (columns > candidate).any(0)
        share[told] = times[told] / n
    return Dominant(value, share, times, below, above, n, plan.n * plan.T if plan.step else series.of)


def commonest(picked: Array) -> tuple[Floats, Ints]:
    """(F,) the commonest value of each column, the lowest of those that stand as often, and how often it stands."""
    ordered = np.sort(picked, axis=0)
    if (ordered[1:] > ordered[:-1]).all():
        return ordered[0] + 0.0, np.ones(ordered.shape[1], np.int64)  # measured values: each stands once
    lengths = np.ones(ordered.shape, np.int64)
    for i in range(1, len(ordered)):
        same = (ordered[i] == ordered[i - 1]) | ((ordered[i] != ordered[i]) & (ordered[i - 1] != ordered[i - 1]))
        lengths[i] = np.where(same, lengths[i - 1] + 1, 1)
    at = lengths.argmax(0)[None]
    return np.take_along_axis(ordered, at, 0)[0] + 0.0, np.take_along_axis(lengths, at, 0)[0]
