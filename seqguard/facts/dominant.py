"""The value that a feature holds most of the time, where there is one."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._plan import Array, Bools, Floats, Plan
from seqguard.facts.series import Series
from seqguard.stats.sample import Sample

PICKS = 15
"""Rows that are asked for the value: one that holds 90 % of them is missed once in a million times."""


@dataclass(frozen=True)
class Dominant:
    """Figures of each feature (F,), over the `n` sampled rows: padding left out, repeated rows counted as often as they
    stand.

    Attributes:
        value: the candidate; NaN where no row is finite.
        share: how many of the rows hold it; exact where it is above one half.
        below, above: whether other finite values stand on that side of it.
        n: rows.
    """

    value: Floats
    share: Floats
    below: Bools
    above: Bools
    n: int


@fact
def dominant(plan: Plan, sample: Sample, series: Series) -> Dominant:
    """The commonest of a few evenly spaced rows, counted over all rows of the sampled windows, as the network sees
    them.
    """
    rows = sample.values.reshape(-1, plan.F) if plan.step else series.rows
    picked = rows[np.linspace(0, len(rows) - 1, PICKS).astype(int)] if len(rows) else rows
    value = np.array([_commonest(column) for column in picked.T], rows.dtype)
    return Dominant(
        value.astype(np.float64),
        (rows == value).sum(0) / max(1, len(rows)),
        np.any(rows < value, axis=0),
        np.any(rows > value, axis=0),
        len(rows),
    )


def _commonest(values: Array) -> np.generic:
    distinct, counts = np.unique(values, return_counts=True)
    best: np.generic = distinct[counts.argmax()]
    return best
