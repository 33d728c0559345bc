"""A part of a tensor that goes to another process: by description where it can be opened again, else by its own
samples. A memory map, an open file or the rest of an array never travel by value."""

import mmap
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.sources.base import Source, chunk_starts, in_memory


class Span:
    """The samples [start, stop) of a source and the one before them, under their numbers in it.

    In this process the source is read. Pickled, it takes along what the source says travels in its place, by
    `travelling(start, stop)`: another source, and the number that its first sample has.
    """

    def __init__(self, source: Source, start: int, stop: int) -> None:
        self._source, self._first = source, 0
        self._start, self._stop = max(0, start - 1), stop
        self.shape, self.dtype = source.shape, source.dtype
        self.in_memory, self.chunk_starts = in_memory(source), chunk_starts(source)

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        return self._source.read(start - self._first, stop - self._first)

    def __getstate__(self) -> dict[str, Any]:
        source: Any = self._source
        send = getattr(source, "travelling", None)
        if send is None:  # what reads a stream, lists or a foreign library is not opened again elsewhere
            send = lambda start, stop: (Sent(np.array(source.read(start, stop))), start)  # noqa: E731
        sent = send(self._start - self._first, self._stop - self._first)  # it may be sent on
        return {**self.__dict__, "_source": sent[0], "_first": self._first + sent[1]}


class Sent:
    """Samples that travelled by themselves."""

    in_memory = True

    def __init__(self, values: Array) -> None:
        self._values, self.shape, self.dtype = values, values.shape, values.dtype

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        piece = self._values[start:stop]
        piece.flags.writeable = False
        return piece


@dataclass
class Mapped:
    """A window of a file that is mapped again where it arrives: what describes it, never its bytes."""

    path: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: np.dtype[Any]
    _values: Array | None = field(default=None, repr=False)

    @classmethod
    def of(cls, values: Array) -> "Mapped | None":
        """The description of an array over a memory map or a view of one; None where it lies in memory."""
        base: Any = values
        root = None
        while base is not None and not isinstance(base, mmap.mmap):
            root = base if isinstance(base, np.memmap) and isinstance(base.base, mmap.mmap) else root
            base = getattr(base, "base", None)
        if base is None or root is None or root.filename is None or min(values.strides, default=0) < 0:
            return None
        ahead = values.__array_interface__["data"][0] - root.__array_interface__["data"][0]
        return cls(str(root.filename), root.offset + ahead, values.shape, values.strides, values.dtype)

    @property
    def values(self) -> Array:
        """The array, mapped when it is first asked for."""
        if self._values is None:
            last = sum((n - 1) * step for n, step in zip(self.shape, self.strides, strict=True))
            size = last + self.dtype.itemsize if 0 not in self.shape else 0
            held = np.memmap(self.path, np.uint8, "r", self.offset, (size,)) if size else np.zeros(0, np.uint8)
            self._values = np.ndarray(self.shape, self.dtype, held, 0, self.strides)
        return self._values

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_values": None}


@dataclass
class Reopened:
    """A data set of an HDF5 file that is opened again where it arrives, read-only and without a lock."""

    path: str
    name: str
    _values: Any = field(default=None, repr=False)

    def __getitem__(self, key: Any) -> Any:
        if self._values is None:
            import h5py

            try:
                file = h5py.File(self.path, "r", locking=False)
            except OSError:  # in a process that has it open, HDF5 wants the locking that it was opened with
                file = h5py.File(self.path, "r")
            self._values = file[self.name]
        return self._values[key]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_values": None}


def described(values: Any) -> Any:
    """What stands for a container that is sliced when it travels; None where it goes by its samples."""
    root, kind = type(values).__module__.split(".")[0], type(values).__name__
    if root == "h5py" and kind == "Dataset":
        if values.file.mode != "r":
            values.file.flush()
        return Reopened(values.file.filename, values.name)
    if root == "zarr" and kind == "Array" and type(values.store).__name__ not in ("MemoryStore", "KVStore"):
        return values
    return values if isinstance(values, Reopened) else None
