"""Arrays, and whatever slices like one: which dtypes are read as which numbers, and why the others are not read."""

import sys
from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.core.plan import Array, Bools, Ints
from seqguard.sources.base import Source
from seqguard.sources.chunked import stored_starts
from seqguard.sources.mapped import Watched
from seqguard.sources.travel import Mapped, described


@dataclass(frozen=True)
class Opened:
    """A tensor that was recognised: readable through `source`, or, with `problem`, only known by shape and dtype.

    `lengths` are the timesteps of each sample where they differ; `nested` says that samples are arrays of their own, so
    that a place is `X[12][5, 1]`. `layout` is the order in which the axes were given; `pre`: shorter
    samples are filled up in front.
    """

    shape: tuple[int, ...]
    dtype: str
    source: Source | None
    problem: str | None = None
    features: tuple[str, ...] = ()
    lengths: Ints | None = None
    nested: bool = False
    pre: bool = False
    layout: str = "NTF"


def read_dtype(dtype: np.dtype[Any]) -> np.dtype[Any] | None:
    """What values of this dtype are read as, None where they are no numbers.

    Native byte order; booleans as uint8; float16 as float32, since its sums overflow at 65,504; long doubles as
    float64.
    """
    if dtype.name == "bfloat16":  # of ml_dtypes: jax and TensorFlow hand it out under kind V
        return np.dtype(np.float32)
    if dtype.kind == "b":
        return np.dtype(np.uint8)
    if dtype.kind == "f" and dtype.itemsize not in (4, 8):
        return np.dtype(np.float32 if dtype.itemsize < 4 else np.float64)
    return dtype.newbyteorder("=") if dtype.kind in "fiu" else None


def open_array(values: Any, *, copied: bool = False) -> Opened:
    """A tensor over an ndarray (subclasses included) without copying it. Masked cells are read as NaN.

    `copied`: pieces are copied as they are read, so that nothing looks at a mapped file later.
    """
    mask = None
    if "numpy.ma" in sys.modules and isinstance(values, np.ma.MaskedArray):  # NumPy imports it when it is first named
        mask = None if values.mask is np.ma.nomask else np.asarray(values.mask)
    data: Array = np.asarray(values)
    why = problem(data)
    source = None if why else ArraySource(data, mask, copied=copied)
    return Opened(data.shape, str(data.dtype), source, why)


def open_sliceable(values: Any) -> Opened:
    """A tensor over an object with `shape` and slices that NumPy can read: h5py and zarr arrays, torch CPU tensors.

    Whatever the object raises when its empty slice is read is left to the caller.
    """
    shape = tuple(int(n) for n in values.shape)
    if not shape:
        return open_array(np.asarray(values[()]))
    empty = np.asarray(values[0:0])
    why = problem(empty)
    return Opened(shape, str(empty.dtype), None if why else SliceSource(values, shape, empty.dtype), why)


def problem(data: Array) -> str | None:
    """Why the values of an array cannot be read as numbers, as a phrase; None where they can."""
    if not data.ndim:
        return f"a single value of dtype {data.dtype}, not an array of samples"
    if read_dtype(data.dtype) is not None:
        return None
    if data.dtype.names:
        return f"structured dtype with the fields {', '.join(data.dtype.names)}"
    if data.dtype.hasobject and data.dtype.kind == "O":
        return _object_problem(data)
    what = {"S": "bytes", "M": "dates", "m": "durations"}.get(data.dtype.kind)
    if data.dtype.kind in "UT":
        what = "text" + _strange_cell(data)
    return f"dtype {data.dtype}" + (f" ({what})" if what else "")


def ragged(lengths: Any, what: str = "samples", of: str = "timesteps") -> str | None:
    """The phrase for samples of different lengths; None where they are all the same."""
    low, high = min(lengths), max(lengths)
    return f"ragged: {what} of {low:,} to {high:,} {of}" if low != high else None


def _object_problem(data: Array) -> str:
    """What stands in an array of objects; lengths of its samples where they are sequences."""
    first = [v for v, _ in zip(data.flat, range(1000), strict=False)]
    if data.ndim == 1 and first and all(_is_sequence(v) for v in first):
        lengths = [len(v) for v in data.tolist() if _is_sequence(v)]
        if len(lengths) == len(data):
            return ragged(lengths) or f"dtype object, holding {len(data):,} arrays"
    types = Counter(type(v).__name__ for v in first)
    holding = f", holding {' and '.join(n for n, _ in types.most_common(3))}" if types else ""
    return f"dtype object{holding}{_strange_cell(data)}"


CELLS = 100_000
"""Cells that are looked at for the first that is no number: 50 ms."""


def _strange_cell(data: Array) -> str:
    """The first text among numbers, or numbers as text, that is none, with its place; nothing of words alone."""
    numbers, strange = False, ""
    for flat, value in zip(range(min(data.size, CELLS)), data.flat, strict=False):
        if not isinstance(value, str | int | float | np.number):
            return ""
        try:
            float(value)
            numbers = True
        except OverflowError:  # a whole number beyond the floats
            numbers = True
        except ValueError:
            at = ", ".join(str(int(i)) for i in np.unravel_index(flat, data.shape))
            strange = strange or f"; {shown(str(value))} at [{at}] is no number"
        if numbers and strange:
            return strange
    return ""


def _is_sequence(value: Any) -> bool:
    return isinstance(value, list | tuple) or (isinstance(value, np.ndarray) and value.ndim > 0)


def as_read(values: Array, dtype: np.dtype[Any], mask: Bools | None = None) -> Array:
    """A chunk in its read dtype, aligned and write-protected: the same memory wherever that is possible."""
    if mask is not None:
        values = np.where(mask, np.array(np.nan, dtype), values.astype(dtype, copy=False))
    elif values.dtype != dtype or not values.flags.aligned:
        with np.errstate(over="ignore"):  # a long double beyond float64 reads as inf
            values = values.astype(dtype)
    view = values.view()
    view.flags.writeable = False
    return view


class ArraySource:
    """Samples of an ndarray: views wherever the dtype needs no conversion.

    Args:
        data: (samples, ...) of a dtype that `read_dtype` knows.
        mask: None, or true at cells without a value, of the same shape; they are read as NaN, whole numbers as floats.
        copied: see `open_array`.
    """

    in_memory = True

    def __init__(self, data: Array, mask: Bools | None = None, *, copied: bool = False) -> None:
        dtype = read_dtype(data.dtype)
        if dtype is None:
            raise TypeError(f"data must hold numbers, got dtype {data.dtype}")
        if mask is not None and dtype.kind != "f":
            dtype = np.dtype(np.float32 if dtype.itemsize <= 2 else np.float64)
        self._data, self._mask, self.dtype = data, mask, dtype
        self._file, self._copied = Watched.find(data), copied

    @property
    def shape(self) -> tuple[int, ...]:
        """As the array's."""
        return self._data.shape

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only.

        Raises:
            ValueError: the file under the array was cut since it was opened.
        """
        if self._file is not None:
            self._file.check()
        mask = None if self._mask is None else self._mask[start:stop]
        piece = self._data[start:stop]
        return as_read(piece.copy() if self._copied else piece, self.dtype, mask)

    def travelling(self, start: int, stop: int) -> tuple[Source, int]:
        """What goes to another process in place of this: a description of the map, or the samples [start, stop)."""
        mapped = Mapped.of(self._data) if self._mask is None else None
        if mapped is not None:
            return MapSource(mapped), 0
        mask = None if self._mask is None else self._mask[start:stop]
        return ArraySource(self._data[start:stop], mask), start

    def across(self, start: int, stop: int) -> Array:
        """[:, start:stop), read-only."""
        mask = None if self._mask is None else self._mask[:, start:stop]
        return as_read(self._data[:, start:stop], self.dtype, mask)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_file": None}


class MapSource:
    """Samples of a file that is mapped when they are first read."""

    in_memory = True

    def __init__(self, mapped: Mapped) -> None:
        self._mapped, self.shape = mapped, mapped.shape
        self.dtype = read_dtype(mapped.dtype) or mapped.dtype
        self._opened: ArraySource | None = None

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        if self._opened is None:
            self._opened = ArraySource(self._mapped.values, copied=True)
        return self._opened.read(start, stop)

    def travelling(self, start: int, stop: int) -> tuple[Source, int]:
        """Itself, closed."""
        return MapSource(self._mapped), 0


class SliceSource:
    """Samples of an object that is sliced like an array; each piece is read when it is asked for.

    Where the object stores chunks, whole ones are read, and the last of them are kept: pieces that are asked for in
    ascending order decode each chunk once.

    Args:
        data: anything whose `data[start:stop]` NumPy reads as an array.
        shape: its shape, as plain integers.
        dtype: of its pieces.
    """

    def __init__(self, data: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        read = read_dtype(dtype)
        if read is None:
            raise TypeError(f"data must hold numbers, got dtype {dtype}")
        self._data, self.shape, self.dtype = data, shape, read
        self.chunk_starts = stored_starts(data, shape, dtype.itemsize)
        self._held: tuple[int, int, Array] | None = None

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        stop = min(stop, self.shape[0])
        if self.chunk_starts is None or start >= stop:
            return as_read(np.asarray(self._data[start:stop]), self.dtype)
        parts = []
        while start < stop:
            first, end, values = self._decoded(start, stop)
            parts.append(values[start - first : stop - first])
            start = min(stop, end)
        return as_read(parts[0] if len(parts) == 1 else np.concatenate(parts), self.dtype)

    def _decoded(self, start: int, stop: int) -> tuple[int, int, Array]:
        """Whole chunks from the one that holds sample `start` on: those at hand, or as many as reach to `stop`."""
        if self._held is not None and self._held[0] <= start < self._held[1]:
            return self._held
        assert self.chunk_starts is not None
        first = int(self.chunk_starts[np.searchsorted(self.chunk_starts, start, "right") - 1])
        after = np.searchsorted(self.chunk_starts, stop)
        end = int(self.chunk_starts[after]) if after < len(self.chunk_starts) else self.shape[0]
        self._held = None  # let go before the next are decoded
        self._held = first, end, np.asarray(self._data[first:end])
        return self._held

    def travelling(self, start: int, stop: int) -> tuple[Source, int]:
        """What goes to another process in place of this: the same, to be opened there, or the samples [start, stop)."""
        data = described(self._data)
        if data is None:
            return ArraySource(np.array(self.read(start, stop))), start
        sent = copy(self)
        sent._data = data
        return sent, 0

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_held": None}

    def across(self, start: int, stop: int) -> Array:
        """[:, start:stop), read-only."""
        return as_read(np.asarray(self._data[:, start:stop]), self.dtype)
