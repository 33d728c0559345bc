"""Frames that hold one series an instance: (instance, time) in the index, as sktime and panel data have it, or series
in the cells, as sktime's older frames have."""

from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked
from seqguard.sources.arrays import Opened
from seqguard.sources.ragged import open_samples, opened
from seqguard.sources.refusal import EXPECTED


def open_panel(frame: Any, asked: Asked) -> Opened:
    """A frame as one sample an instance.

    Raises:
        TypeError: a table of rows, which is cut into windows first; or a column that holds no numbers.
    """
    names = [str(n) for n in frame.columns]
    if frame.index.nlevels == 2:
        return replace(_by_index(frame, asked), features=tuple(names))
    if len(frame) and len(names) and all(_is_series(v) for v in frame.iloc[0]):
        samples = [np.column_stack([np.asarray(cell) for cell in row]) for row in frame.itertuples(index=False)]
        return replace(open_samples(samples), features=tuple(names))
    raise TypeError(
        f"{asked.argument} must be {EXPECTED}, got a table: cut it with seqguard.windows(frame, window=24, "
        "target='...'); a table whose rows are whole samples is passed as "
        f"{asked.argument}.to_numpy().reshape(n, timesteps, features)"
    )


def _by_index(frame: Any, asked: Asked) -> Opened:
    """The first level of the index tells the instances apart; within each the rows are taken in the order of the
    second."""
    wrong = [name for name in frame.columns if getattr(frame[name].dtype, "kind", "O") not in "iufb"]
    if wrong:
        raise TypeError(
            f"{asked.argument} must hold numbers, but its column {shown(wrong[0])} holds {frame[wrong[0]].dtype}"
        )
    codes = frame.index.codes[0]
    order = np.lexsort((frame.index.codes[1], codes))
    dtype = np.result_type(*(_plain(frame[n].dtype) for n in frame.columns))
    values: Array = frame.to_numpy(dtype=dtype, na_value=np.nan) if dtype.kind == "f" else frame.to_numpy(dtype=dtype)
    rows = values if (np.diff(order) == 1).all() else values[order]
    _, lengths = np.unique(codes[order], return_counts=True)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return opened(lambda i, j: rows[starts[i] : starts[j]], lengths.astype(np.int64), rows.shape[1:], rows.dtype)


def _plain(dtype: Any) -> Any:
    """NumPy's dtype; a float where values may be missing."""
    if isinstance(dtype, np.dtype):
        return dtype
    return np.dtype(np.float32 if dtype.itemsize <= 2 else np.float64)


def _is_series(cell: Any) -> bool:
    return not isinstance(cell, str | bytes) and getattr(cell, "ndim", 0) == 1 and len(cell) > 0
