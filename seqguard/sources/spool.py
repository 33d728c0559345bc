"""What came out of a stream, kept so that it can be looked at anywhere: in memory while it is small, else in a file.

A stream is gone through once, from front to back. Plans look at places of the whole tensor and the pass goes over it,
so that what a stream holds is judged as an array with the same samples is. The file has no name and is gone with the
process; it is read by position and not mapped, since pages of a map count as memory of the process.
"""

import os
import tempfile
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import Opened, read_dtype
from seqguard.sources.ragged import opened

IN_MEMORY = 32 * 2**20
"""Bytes of a tensor that are kept in memory."""


class Spool:
    """One tensor of a stream, taken in batch by batch."""

    def __init__(self) -> None:
        self._pieces: list[Array] = []
        self._file: Stored | None = None
        self._bytes = 0
        self._dtype: np.dtype[Any] | None = None
        self._row: tuple[int, ...] = ()
        self._scalar = False
        self._lengths: list[Ints] = []
        self._problem: str | None = None

    @property
    def samples(self) -> int:
        """How many were taken in."""
        return sum(map(len, self._lengths))

    @property
    def nbytes(self) -> int:
        """Of the values that were taken in."""
        return self._bytes

    def take(self, batch: Array) -> None:
        """The samples of a batch (m, timesteps, ...), or (m,) of one value each."""
        if batch.dtype.kind not in "fiub" and read_dtype(batch.dtype) is None:
            self._problem = self._problem or f"dtype {batch.dtype}"
        if self._dtype is None:
            self._dtype, self._scalar, self._row = batch.dtype, batch.ndim == 1, batch.shape[2:]
        if (batch.ndim == 1) != self._scalar or batch.shape[2:] != self._row:
            low, high = sorted([self._row, batch.shape[2:]])
            self._problem = self._problem or f"ragged: batches whose timesteps have shapes {low} and {high}"
        if batch.dtype != self._dtype and not np.can_cast(batch.dtype, self._dtype, "same_kind"):
            self._problem = self._problem or f"batches of dtype {self._dtype} and of {batch.dtype}"
        self._lengths.append(np.full(len(batch), 1 if batch.ndim == 1 else batch.shape[1], np.int64))
        if self._problem is None:
            rows = int(self._lengths[-1].sum())  # -1 has no meaning where a row has no values
            self._keep(np.ascontiguousarray(batch, self._dtype).reshape(rows, *self._row))

    def _keep(self, rows: Array) -> None:
        self._bytes += rows.nbytes
        if self._file is None and self._bytes > IN_MEMORY:
            self._file = Stored(self._row, rows.dtype)
            for piece in self._pieces:
                self._file.append(piece)
            self._pieces = []
        if self._file is None:
            self._pieces.append(rows.copy())
        else:
            self._file.append(rows)

    def close(self) -> Opened:
        """The tensor."""
        lengths = np.concatenate(self._lengths) if self._lengths else np.zeros(0, np.int64)
        if self._problem is not None or self._dtype is None:
            return Opened((len(lengths),), str(self._dtype), None, self._problem or "no samples, and only one axis")
        starts = np.concatenate([[0], np.cumsum(lengths)])
        rows: Any = self._file
        if rows is None:
            rows = np.concatenate(self._pieces) if self._pieces else np.zeros((0, *self._row), self._dtype)

        def take(start: int, stop: int) -> Array:
            found: Array = rows[int(starts[start]) : int(starts[stop])]
            return found

        if self._scalar:
            return _flat(take, len(lengths), self._dtype)
        return opened(take, lengths, self._row, self._dtype)


class Stored:
    """Rows in a file without a name, read by position, from any thread; it is gone with this object."""

    def __init__(self, row: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self._file = tempfile.TemporaryFile(prefix="seqguard-", buffering=0)  # noqa: SIM115  # closed with this object
        self._row, self._dtype = row, dtype
        self._width = int(np.prod(row, dtype=np.int64)) * dtype.itemsize

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def append(self, rows: Array) -> None:
        """Write rows behind the others."""
        view, done = memoryview(rows.data).cast("B") if rows.nbytes else memoryview(b""), 0
        try:
            while done < len(view):
                done += self._file.write(view[done : done + 2**30]) or 0
        except OSError as error:
            said = f"no room in {tempfile.gettempdir()} for what is read of a stream ({error.strerror})"
            raise ValueError(f"{said}: set TMPDIR to a folder with room, or max_samples=") from error

    def __getitem__(self, at: slice) -> Array:
        out = np.empty((at.stop - at.start, *self._row), self._dtype)
        view, done = memoryview(out.data).cast("B") if out.nbytes else memoryview(b""), 0
        while done < len(view):
            piece = os.pread(self._file.fileno(), min(len(view) - done, 2**30), at.start * self._width + done)
            if not piece:
                raise ValueError("the file of what was read of a stream was cut")
            view[done : done + len(piece)] = piece
            done += len(piece)
        return out


class _Values:
    """(n,) values of a stream."""

    def __init__(self, take: Any, n: int, dtype: np.dtype[Any]) -> None:
        read = read_dtype(dtype)
        assert read is not None  # what is no number was told before
        self._take, self.shape, self.dtype = take, (n,), read

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        out = np.asarray(self._take(start, min(stop, self.shape[0])), self.dtype).reshape(-1).view()
        out.flags.writeable = False
        return out


def _flat(take: Any, n: int, dtype: np.dtype[Any]) -> Opened:
    return Opened((n,), str(dtype), _Values(take, n, dtype))
