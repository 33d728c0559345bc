"""Arrays inside a zip: mapped where they are stored, streamed where they are compressed."""

import struct
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from seqguard.core.plan import Array
from seqguard.sources.arrays import Opened, as_read, open_array, problem, read_dtype

LOADED = 64 * 2**20
"""Bytes up to which a compressed member is decompressed whole: cheaper than inflating it again for every look back."""

PIECE = 2**20


def read_header(file: IO[bytes], what: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """(shape, whether in Fortran order, dtype) of an open .npy stream, which then stands at its values.

    Raises:
        ValueError: no .npy stream.
    """
    try:
        version = npy.read_magic(file)
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        return read(file)
    except (ValueError, EOFError, KeyError) as error:
        raise ValueError(f"{what} is no .npy array: {error}") from error


def map_array(path: Path, file: IO[bytes], what: str) -> Opened:
    """The .npy stream at the position of `file`, mapped into memory and never loaded."""
    shape, fortran, dtype = read_header(file, what)
    if dtype.hasobject:
        return pickled(shape)
    if 0 in shape or not shape:
        size = dtype.itemsize * (0 if 0 in shape else 1)
        return open_array(np.frombuffer(file.read(size), dtype).reshape(shape))
    try:
        return open_array(np.memmap(path, dtype, "r", file.tell(), shape, "F" if fortran else "C"))
    except ValueError as error:
        raise ValueError(f"{what} is cut short: {error}") from error


def pickled(shape: tuple[int, ...]) -> Opened:
    """Objects are never unpickled: a file could run any code."""
    return Opened(shape, "object", None, "dtype object, stored as a pickle that is not opened")


def open_zip_member(path: Path, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> Opened:
    """One array of an .npz.

    Raises:
        ValueError: the member is no array, or damaged.
    """
    what = f"{path}: {member.filename}"
    if member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & 1:
        with open(path, "rb") as file:
            file.seek(member.header_offset + 26)
            file.seek(sum(struct.unpack("<HH", file.read(4))), 1)
            return map_array(path, file, what)
    with archive.open(member) as stream:
        shape, fortran, dtype = read_header(stream, what)
        if dtype.hasobject:
            return pickled(shape)
        if member.file_size <= LOADED or not shape:
            values = np.frombuffer(stream.read(), dtype, int(np.prod(shape)))
            return open_array(values.reshape(shape, order="F" if fortran else "C"))
        why = problem(np.empty((0, *shape[1:]), dtype))
        if why:
            return Opened(shape, str(dtype), None, why)
        if fortran:
            return open_array(_unpacked(stream, shape, dtype))
    return Opened(shape, str(dtype), ZipSource(path, member.filename, shape, dtype))


def _unpacked(stream: IO[bytes], shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """A compressed array in Fortran order, where no run of bytes is a sample: unpacked to a temporary file, mapped."""
    with tempfile.TemporaryFile() as file:
        while piece := stream.read(PIECE):
            file.write(piece)
        file.flush()
        return np.memmap(file, dtype, "r", 0, shape, "F")  # the map keeps the file open for itself


class ZipSource:
    """Samples of a compressed .npz member, inflated as they are read; only the piece asked for is held.

    Reading in ascending order inflates the member once. Going back starts it again from its beginning.
    """

    def __init__(self, path: Path, member: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        read = read_dtype(dtype)
        if read is None:
            raise TypeError(f"{member} must hold numbers, got dtype {dtype}")
        self._path, self._member, self._stored = path, member, dtype
        self.shape, self.dtype = shape, read
        self._sample = int(np.prod(shape[1:])) * dtype.itemsize
        self._stream: IO[bytes] | None = None
        self._at = 0

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only.

        Raises:
            ValueError: the member is damaged.
        """
        start, stop = min(start, self.shape[0]), min(stop, self.shape[0])
        if self._stream is None or start < self._at:
            self._open()
        try:
            self._skip((start - self._at) * self._sample)
            raw = self._take((stop - start) * self._sample)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ValueError(f"{self._path}: {self._member} is damaged: {error}") from error
        self._at = stop
        return as_read(np.frombuffer(raw, self._stored).reshape(stop - start, *self.shape[1:]), self.dtype)

    def _open(self) -> None:
        if self._stream is not None:
            self._stream.close()
        with zipfile.ZipFile(self._path) as archive:
            self._stream = archive.open(self._member)
        read_header(self._stream, self._member)
        self._at = 0

    def _skip(self, size: int) -> None:
        while size > 0:
            size -= len(self._take(min(size, PIECE)))

    def _take(self, size: int) -> bytearray:
        """Exactly `size` bytes; a stream may give less at once."""
        assert self._stream is not None
        taken = bytearray()
        while len(taken) < size:
            piece = self._stream.read(size - len(taken))
            if not piece:
                raise EOFError(f"it ends {size - len(taken):,} bytes early")
            taken += piece
        return taken

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_stream": None, "_at": 0}
