"""Windows over rows in order, read as they are asked for: X, and the targets behind them."""

import numpy as np

from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import as_read, read_dtype
from seqguard.sources.standing import runs


def first_rows(codes: Ints, length: int, stride: int) -> Ints:
    """Rows in which windows of `length` begin, none of which leaves its group. `codes` is sorted."""
    pieces = [np.arange(a, b - length + 1, stride, dtype=np.int64) for a, b in runs(codes)]
    return np.concatenate([np.zeros(0, np.int64), *pieces])


def ordered(rows: Array, order: Ints) -> Array:
    """The rows in order, without a copy where they stand so."""
    return rows if (np.diff(order) == 1).all() else rows[order]


class WindowSource:
    """(n, window, features) over rows in order.

    Args:
        rows: (rows, features), one series below the other.
        starts: (n,) the row in which each window begins, ascending.
        window: rows of a window.
        features: names of the columns.
    """

    in_memory = True

    def __init__(self, rows: Array, starts: Ints, window: int, features: tuple[str, ...]) -> None:
        self._rows, self._starts, self._window, self.features = rows, starts, window, features
        self.dtype = read_dtype(rows.dtype) or rows.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """(n, window, features)."""
        return len(self._starts), self._window, self._rows.shape[1]

    def read(self, start: int, stop: int) -> Array:
        """Windows [start, stop), read-only: a view of the rows where they follow each other evenly."""
        starts = self._starts[start:stop]
        steps = np.diff(starts)
        if len(steps) and (steps == steps[0]).all():
            rows = self._rows[starts[0] : starts[-1] + self._window]
            every = np.lib.stride_tricks.sliding_window_view(rows, self._window, 0)
            return as_read(every[:: steps[0]].transpose(0, 2, 1), self.dtype)
        return as_read(self._rows[starts[:, None] + np.arange(self._window)], self.dtype)

    def travelling(self, start: int, stop: int) -> tuple["WindowSource", int]:
        """What goes to another process in place of this: the rows under the windows [start, stop)."""
        starts = self._starts[start:stop]
        low, high = (int(starts[0]), int(starts[-1]) + self._window) if len(starts) else (0, 0)
        return type(self)(self._rows[low:high].copy(), starts - low, self._window, self.features), start


class TargetSource(WindowSource):
    """The target of each window: (n, horizon); of several targets (n, targets), or (n, horizon, targets)."""

    @property
    def shape(self) -> tuple[int, ...]:
        """As above."""
        n, horizon, columns = super().shape
        return (n, horizon) if columns == 1 else (n, columns) if horizon == 1 else (n, horizon, columns)

    def read(self, start: int, stop: int) -> Array:
        """Targets of the windows [start, stop), read-only."""
        values = super().read(start, stop)
        return values.reshape(len(values), *self.shape[1:])
