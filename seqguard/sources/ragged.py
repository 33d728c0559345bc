"""Samples of different lengths as one tensor: each is filled up at its end with a value that no data hold.

The filler is a NaN whose bits nobody's arithmetic makes, so that a NaN among the readings is told from what was never
there: `plan.padding` is that row, and what is padded is left out of every statistic. Whole numbers are read as float64,
which holds them up to 2**53.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from seqguard.core.plan import FILLER, Array, Ints
from seqguard.sources.arrays import Opened, read_dtype

Take = Callable[[int, int], Array]
"""The rows of samples [start, stop), one below the other: (sum of their lengths, ...)."""


def float_dtype(dtype: np.dtype[Any]) -> np.dtype[Any] | None:
    """What values are read as where some are filled up; None where they are no numbers."""
    read = read_dtype(dtype)
    return None if read is None else read if read.kind == "f" else np.dtype(np.float64)


def filler(dtype: np.dtype[Any]) -> Any:
    """The value that fills up, in a float type: a cast keeps the upper bits of a NaN, which tell it."""
    return np.array([FILLER]).astype(dtype)[0]


class RaggedSource:
    """(n, width, ...) over samples of `lengths` timesteps each.

    Args:
        take: gives the rows of consecutive samples.
        lengths: (n,) timesteps of each.
        row: axes of a timestep.
        dtype: of the rows.
        width: timesteps of the tensor; None for the longest sample.

    Attributes:
        folder: what must stay while samples are read, such as a temporary folder.
    """

    folder: Any = None

    def __init__(
        self, take: Take, lengths: Ints, row: tuple[int, ...], dtype: np.dtype[Any], width: int | None = None
    ) -> None:
        read = float_dtype(dtype)
        if read is None:
            raise TypeError(f"data must hold numbers, got dtype {dtype}")
        self._take, self.lengths, self._row, self._given = take, lengths, row, dtype
        self._width = int(lengths.max(initial=0)) if width is None else width
        self.dtype = read

    @property
    def shape(self) -> tuple[int, ...]:
        """(samples, timesteps of the longest, ...)."""
        return len(self.lengths), self._width, *self._row

    def widened(self, width: int) -> "RaggedSource":
        """The same with more timesteps, as many as another split has."""
        made = RaggedSource(self._take, self.lengths, self._row, self._given, width)
        made.folder = self.folder
        return made

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        lengths = self.lengths[start:stop]
        out = np.full((len(lengths), self._width, *self._row), filler(self.dtype), self.dtype)
        real = np.arange(self._width) < lengths[:, None]
        if real.any():
            out[real] = self._take(start, min(stop, len(self.lengths)))
        out.flags.writeable = False
        return out


class CutSource:
    """An array whose samples are real for `lengths` timesteps and filled up for the rest, whatever stands there.

    Args:
        source: (n, T, ...).
        lengths: (n,) at most T.
        pre: the filling stands in front.
    """

    def __init__(self, source: Any, lengths: Ints, *, pre: bool = False) -> None:
        read = float_dtype(source.dtype)
        assert read is not None  # a source has a dtype that is read
        self._source, self.lengths, self.pre, self.dtype = source, lengths, pre, read
        self.shape: tuple[int, ...] = source.shape

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        out = np.array(self._source.read(start, stop), self.dtype)
        lengths, T = self.lengths[start:stop, None], self.shape[1]
        step = np.arange(T)
        out[step < T - lengths if self.pre else step >= lengths] = filler(self.dtype)
        out.flags.writeable = False
        return out


def open_samples(values: Sequence[Any]) -> Opened:
    """A list of arrays, each of which is one sample (timesteps, ...): rectangular where all are as long."""
    arrays = [rows_of(v) for v in values]
    rows = {a.shape[1:] for a in arrays if a.size} or {arrays[0].shape[1:]}
    if len(rows) == 1:
        (row,) = rows
        arrays = [a if a.size else a.reshape(0, *row) for a in arrays]
    if len(rows) > 1:
        low, high = min(rows), max(rows)
        return Opened((len(arrays),), "object", None, f"ragged: samples whose timesteps have shapes {low} to {high}")
    dtype = np.result_type(*({a.dtype for a in arrays if a.size} or {arrays[0].dtype}))
    if float_dtype(dtype) is None:
        return Opened((len(arrays),), str(dtype), None, f"arrays of dtype {dtype}")
    lengths = np.array([len(a) for a in arrays], np.int64)

    def take(start: int, stop: int) -> Array:
        return np.concatenate(arrays[start:stop])

    return opened(take, lengths, rows.pop(), dtype)


def rows_of(value: Any) -> Array:
    """One sample (timesteps, ...) of whatever holds it."""
    if hasattr(value, "detach") and hasattr(value, "cpu"):
        value = value.detach().cpu()
    if type(value).__module__.startswith("darts."):
        return np.asarray(value.values())
    return np.asarray(value)


def are_samples(values: Any) -> bool:
    """Whether each of the values is a sequence of numbers, or of rows of them, of its own length."""
    for value in values:
        if not isinstance(value, list | tuple) and (not isinstance(value, np.ndarray) or not value.ndim):
            return False
        try:
            made = np.asarray(value)
        except ValueError:  # rows of different length
            return False
        if not made.ndim or float_dtype(made.dtype) is None:
            return False
    return len(values) > 0


def opened(take: Take, lengths: Ints, row: tuple[int, ...], dtype: np.dtype[Any]) -> Opened:
    """The tensor over flat rows: rectangular where all samples are as long."""
    if len(lengths) and lengths.min() == lengths.max():
        even = EvenSource(take, len(lengths), int(lengths[0]), row, dtype)
        return Opened(even.shape, str(dtype), even)
    ragged = RaggedSource(take, lengths, row, dtype)
    return Opened(ragged.shape, str(dtype), ragged, lengths=lengths, nested=True)


class EvenSource:
    """(n, T, ...) over the flat rows of samples that are all as long."""

    def __init__(self, take: Take, n: int, T: int, row: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        read = read_dtype(dtype)
        if read is None:
            raise TypeError(f"data must hold numbers, got dtype {dtype}")
        self._take, self.shape, self.dtype = take, (n, T, *row), read

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        stop = min(stop, self.shape[0])
        if stop <= start:
            return np.zeros((0, *self.shape[1:]), self.dtype)
        out = np.asarray(self._take(start, stop), self.dtype).reshape(stop - start, *self.shape[1:])
        view = out.view()
        view.flags.writeable = False
        return view
