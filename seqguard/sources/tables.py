"""A table as the windows it will become: `windows`. Only the table's own rows are held, once and in order."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.sources.base import Table
from seqguard.sources.cells import offered, time_like
from seqguard.sources.columns import panel
from seqguard.sources.frames import (
    check_names,
    column_names,
    feature_columns,
    numbers,
    row_groups,
    target_columns,
)
from seqguard.sources.split import Split
from seqguard.sources.standing import Asked, standing
from seqguard.sources.tabular import to_frame
from seqguard.sources.times import row_times
from seqguard.sources.windowed import TargetSource, WindowSource, first_rows, ordered

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, eq=False, repr=False)
class Windows(Split):
    """What `windows` gives: a `Split` whose X and y are read out of the table's rows as they are asked for.

    Attributes:
        table: how the rows stood in the table.
    """

    table: Table | None = None

    def __repr__(self) -> str:
        y = None if self.y is None else self.y.shape
        return f"<seqguard.Windows of {self.table and self.table.rows:,} rows: X {self.X.shape}, y {y}>"


LONGEST = 2**31 - 1
"""Rows of a window, of a horizon or between two windows: more than a table in memory has, and far from where sums of
them leave 64 bits."""


def windows(
    frame: Any,
    *,
    window: int,
    horizon: int = 1,
    stride: int = 1,
    target: Hashable | Sequence[Hashable] | None = None,
    time: Hashable | None = None,
    group: Hashable | None = None,
    features: Sequence[Hashable] | None = None,
) -> Windows:
    """Cut a table into the windows that a model will be trained on, without materialising them.

    Rows are taken in time order within each group, and no window runs from one group into the next. What was read can
    be handed to `seqguard.inspect` wherever X may stand.

    Args:
        frame: a pandas DataFrame or Series; with narwhals (extra `tables`) any frame that it reads, also lazy: polars,
            pyarrow, DuckDB, dask; a container that converts itself (`to_pandas`, `to_dataframe`); the path of a table.
        window: rows of each window (timesteps of X).
        horizon: rows after the window whose target is predicted: y is (n, horizon). 0: y is the target in the window's
            own last row. The windows end early enough for it; without a target it is not used.
        stride: rows from one window to the next.
        target: column to predict, or several: y gets a last axis for them.
        time: column or index level that orders the rows: dates, text that pandas reads as dates, or numbers. Without it
            a DatetimeIndex is used where there is one, else the rows stand in their own order.
        group: column or index level that tells apart series that stand below each other (patients, stores, engines). Of
            an index of two levels both are taken where neither is said: dates, or the last level, order the rows.
        features: columns of X; by default all but `time` and `group`, so the target's own past is among them.

    Returns:
        A `Split` with X (n, window, features), y, `groups` and `timestamps` (the time of each window's last row).

    Raises:
        TypeError: an argument is of the wrong kind, or a chosen column holds no numbers: text, categories and dates are
            never encoded in silence, since the code that is chosen decides what the network sees.
        ValueError: a name is no column, or a count is too small.
    """
    frame = to_frame(frame)
    window, horizon, stride = _counts(window, horizon, stride)
    for argument, name in (("time", time), ("group", group)):
        if name is not None:
            check_names(frame, argument, [name])
    time, group = panel(frame, time, group)
    columns, goals = feature_columns(frame, features, {time, group}), target_columns(frame, target)
    times, time_name = row_times(frame, time)
    codes, labels = row_groups(frame, group)
    goal = numbers(frame, goals, "target") if goals else None
    values = numbers(frame, columns, "features", {time, group, *goals})
    names, length = tuple(map(str, columns)), window + horizon if goals else window
    table = standing(frame, codes, times, Asked(time, time_name, group, length), values, names)
    order = np.lexsort((codes,) if times is None else (times, codes))
    starts = first_rows(codes[order], length, stride)
    last = order[starts + window - 1]
    y = None
    if goal is not None:
        wanted = starts + (window if horizon else window - 1)
        y = TargetSource(ordered(goal, order), wanted, max(1, horizon), tuple(map(str, goals)))
    return Windows(
        WindowSource(ordered(values, order), starts, window, names),
        y,
        groups=None if group is None else labels[codes[last]],
        timestamps=None if times is None else times[last],
        table=table,
    )


def cut_table(path: Path, frame: Any, cut: Mapping[str, Any] | None) -> Windows:
    """The windows of a table that stood in a file; `cut` holds the arguments of `windows`.

    Raises:
        ValueError: `cut` has no window; the columns are listed.
    """
    if not cut or "window" not in cut:
        raise ValueError(
            f"{path} is a table: say how it will be cut, such as --window 24 --target NAME (seqguard.windows); "
            f"its columns are {column_names(frame)}{offered(time_like(frame))}"
        )
    return windows(frame, **cut)


def _counts(window: Any, horizon: Any, stride: Any) -> tuple[int, int, int]:
    for name, value, least in (("window", window, 1), ("horizon", horizon, 0), ("stride", stride, 1)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise TypeError(f"{name} must be a number of rows, got {shown(value)}")
        if value < least:
            raise ValueError(f"{name} must be at least {least}, got {shown(value)}")
        if value > LONGEST:
            raise ValueError(f"{name} must be at most {LONGEST:,}, got {shown(value)}")
    return int(window), int(horizon), int(stride)
