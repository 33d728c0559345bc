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

CALLED = ("time", "t", "date", "datetime", "timestamp", "timestep", "step", "timepoints", "timepoint", "ds", "year")
"""Names of the level that orders the rows."""


def open_panel(frame: Any, asked: Asked) -> Opened:
    """A frame as one sample an instance.

    Raises:
        TypeError: a table of rows, which is cut into windows first; or a column that holds no numbers.
    """
    names = [str(n) for n in frame.columns]
    if frame.index.nlevels > 1:
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
    """One level of the index orders the rows, the others tell the instances apart: these come in the order in which
    they stand, or sorted where their rows do not stand together.

    Raises:
        TypeError: a column holds no numbers.
        ValueError: two rows of an instance have one time.
    """
    wrong = [name for name in frame.columns if getattr(frame[name].dtype, "kind", "O") not in "iufb"]
    if wrong:
        raise TypeError(
            f"{asked.argument} must hold numbers, but its column {shown(wrong[0])} holds {frame[wrong[0]].dtype}"
        )
    level = _time_level(frame.index)
    codes = frame.index.droplevel(level).factorize(sort=True)[0]
    runs = np.flatnonzero(np.diff(codes, prepend=-1))
    if len(runs) == len(np.unique(codes)):
        codes = np.cumsum(np.diff(codes, prepend=-1) != 0)
    if frame.index.has_duplicates:
        twice = frame.index[frame.index.duplicated()][0]
        raise ValueError(
            f"{asked.argument} has two rows at ({', '.join(map(str, twice))}) of its index: drop one of each, "
            f"{asked.argument}[~{asked.argument}.index.duplicated()], or name a level for what tells them apart"
        )
    order = np.lexsort((frame.index.get_level_values(level).factorize(sort=True)[0], codes))
    dtype = np.result_type(*(_plain(frame[n].dtype) for n in frame.columns))
    values: Array = frame.to_numpy(dtype=dtype, na_value=np.nan) if dtype.kind == "f" else frame.to_numpy(dtype=dtype)
    rows = values if (np.diff(order) == 1).all() else values[order]
    _, lengths = np.unique(codes[order], return_counts=True)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return opened(lambda i, j: rows[starts[i] : starts[j]], lengths.astype(np.int64), rows.shape[1:], rows.dtype)


def _time_level(index: Any) -> int:
    """The level that orders the rows: the one that holds times, or is called so; else the last."""
    levels = range(index.nlevels)
    dated = [
        i for i in levels if getattr(index.levels[i].dtype, "kind", "") in "mM" or hasattr(index.levels[i], "freq")
    ]
    called = [i for i in levels if str(index.names[i]).lower() in CALLED]
    for found in (dated, called):
        if len(found) == 1:
            return found[0]
    return int(index.nlevels) - 1


def _plain(dtype: Any) -> Any:
    """NumPy's dtype; a float where values may be missing."""
    if isinstance(dtype, np.dtype):
        return dtype
    return np.dtype(np.float32 if dtype.itemsize <= 2 else np.float64)


def _is_series(cell: Any) -> bool:
    if isinstance(cell, list | tuple):
        return len(cell) > 0 and all(isinstance(v, int | float | np.number) for v in cell[:1])
    return not isinstance(cell, str | bytes) and getattr(cell, "ndim", 0) == 1 and len(cell) > 0
