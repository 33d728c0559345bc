"""Medians of columns."""

import numpy as np

from seqguard.core.plan import Floats


def medians(columns: Floats) -> Floats:
    """The median of what is not NaN in each column of (rows, columns), rows of any number of axes: `np.nanmedian` goes
    through masked arrays of few rows, which takes twenty times as long."""
    rows = np.ascontiguousarray(columns.reshape(-1, columns.shape[-1]).T)
    n = rows.shape[1]
    if not n or np.isnan(rows).any():
        return np.nanmedian(rows, axis=1)
    low, high = (n - 1) // 2, n // 2
    rows.partition((low, high), axis=1)
    middle: Floats = (rows[:, low] + rows[:, high]) / 2
    return middle
