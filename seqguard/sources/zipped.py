"""Arrays inside a zip: mapped where they are stored, streamed where they are compressed."""

import io
import lzma
import math
import os
import shutil
import struct
import tempfile
import weakref
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.lib import format as npy

from seqguard.core.errors import shortened
from seqguard.core.plan import Array
from seqguard.sources.arrays import Opened, as_read, open_array, problem, read_dtype
from seqguard.sources.limits import check_unpacked

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, struct.error, OverflowError)
"""What zipfile raises for damaged archives, unknown methods (a RuntimeError) and offsets beyond the file."""

LOADED = 64 * 2**20
"""Bytes up to which a compressed member is decompressed whole: cheaper than inflating it again for every look back."""

PIECE = 2**20

HEADER = 2**16
"""Bytes of a header that are read; NumPy itself parses no more than 10,000."""

READERS = {
    (1, 0): npy.read_array_header_1_0,
    (2, 0): npy.read_array_header_2_0,
    (3, 0): npy.read_array_header_2_0,  # the same in UTF-8, which matters for names of fields only
}


@dataclass(frozen=True)
class Header:
    """What a .npy stream says of itself.

    Attributes:
        shape, fortran, dtype: of the array.
        size: bytes of the values that follow, as a Python integer that does not wrap.
        length: bytes before them.
    """

    shape: tuple[int, ...]
    fortran: bool
    dtype: np.dtype[Any]
    size: int
    length: int

    def check(self, what: str, there: int) -> None:
        """Raise ValueError unless `there` bytes are enough for what is claimed."""
        if self.dtype.hasobject or self.size <= there:
            return
        claim = f"its header claims {self.shape} of {self.dtype}, {self.size:,} bytes"
        raise ValueError(f"{what} is cut short: {shortened(claim, 200)}, and {there:,} are there")


def read_header(file: IO[bytes], what: str) -> Header:
    """The header of an open .npy stream, which then stands at its values.

    Raises:
        ValueError: no .npy stream, of an unknown version, or with a header that says nothing that can be.
    """
    try:
        version = npy.read_magic(file)
        if version not in READERS:
            raise ValueError(f"version {version[0]}.{version[1]} is not known")
        prefix = file.read(2 if version == (1, 0) else 4)
        length = int.from_bytes(prefix, "little")
        if length > HEADER:
            raise ValueError(f"its header says that it is {length:,} bytes long")
        shape, fortran, dtype = READERS[version](io.BytesIO(prefix + file.read(length)))
    except Exception as error:  # it is parsed by Python's and NumPy's own parsers, which raise what they like
        said = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{what} is no .npy array: {shortened(said, 200)}") from error
    size = dtype.itemsize * math.prod(shape)
    if any(n < 0 for n in shape) or math.prod(max(n, 1) for n in shape) * max(dtype.itemsize, 1) >= 2**63:
        raise ValueError(f"{what} is no .npy array: no array has the shape {shortened(str(shape), 200)}")
    return Header(shape, fortran, dtype, size, npy.MAGIC_LEN + len(prefix) + length)


def map_array(path: Path, file: IO[bytes], what: str, length: int | None = None) -> Opened:
    """The .npy stream at the position of `file`, mapped into memory and never loaded.

    `length`: bytes of the stream; None: up to the end of the file.
    """
    start = file.tell()
    header = read_header(file, what)
    if header.dtype.hasobject:
        return pickled(header.shape)
    rest = os.fstat(file.fileno()).st_size - file.tell()
    header.check(what, rest if length is None else min(rest, start + length - file.tell()))
    if not header.size or not header.shape:
        return open_array(np.frombuffer(file.read(header.size), header.dtype).reshape(header.shape))
    order: Literal["F", "C"] = "F" if header.fortran else "C"
    try:
        mapped = np.memmap(path, header.dtype, "r", file.tell(), header.shape, order)
    except (ValueError, OSError) as error:  # it became shorter meanwhile, or there is no room for the map
        raise ValueError(f"{what} cannot be mapped: {error}") from error
    return open_array(mapped, copied=True)


def pickled(shape: tuple[int, ...]) -> Opened:
    """Objects are never unpickled: a file could run any code."""
    return Opened(shape, "object", None, "dtype object, stored as a pickle that is not opened")


def open_zip_member(path: Path, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> Opened:
    """One array of an .npz.

    Raises:
        ValueError: the member is no array, damaged, or unpacks to more than the budget.
    """
    what = f"{path}: {member.filename}"
    if member.compress_type == zipfile.ZIP_STORED and not member.flag_bits & 1:
        with open(path, "rb") as file:
            file.seek(member.header_offset)
            local = file.read(30)
            if len(local) < 30 or not local.startswith(b"PK\x03\x04"):
                raise ValueError(f"{what} is damaged: there is no member at byte {member.header_offset:,}")
            file.seek(sum(struct.unpack("<HH", local[26:])), 1)
            return map_array(path, file, what, member.file_size)
    with archive.open(member) as stream:
        header = read_header(stream, what)
        shape, dtype = header.shape, header.dtype
        if dtype.hasobject:
            return pickled(shape)
        header.check(what, member.file_size - header.length)
        check_unpacked(what, member.compress_size, header.size)
        if header.size <= LOADED or not shape:
            values = np.frombuffer(stream.read(header.size), dtype, math.prod(shape))
            return open_array(values.reshape(shape, order="F" if header.fortran else "C"))
        why = problem(np.empty((0, *shape[1:]), dtype))
        if why:
            return Opened(shape, str(dtype), None, why)
        if header.fortran:
            return open_array(_unpacked(stream, header, what), copied=True)
    return Opened(shape, str(dtype), ZipSource(path, member.filename, header))


def _unpacked(stream: IO[bytes], header: Header, what: str) -> Array:
    """A compressed array in Fortran order, where no run of bytes is a sample: unpacked to a temporary file, mapped.

    Raises:
        ValueError: there is no room for it, or it ends early.
    """
    folder = tempfile.gettempdir()
    if (free := shutil.disk_usage(folder).free) < header.size:
        raise ValueError(
            f"{what} is compressed in Fortran order and needs {header.size:,} bytes in {folder} (TMPDIR), "
            f"which has {free:,}; save it with numpy.ascontiguousarray"
        )
    with tempfile.TemporaryFile() as file:
        while file.tell() < header.size:
            piece = stream.read(min(PIECE, header.size - file.tell()))
            if not piece:
                raise EOFError(f"it ends {header.size - file.tell():,} bytes early")
            file.write(piece)
        file.flush()
        # the map keeps the file open for itself
        return np.memmap(file, header.dtype, "r", 0, header.shape, "F")


class ZipSource:
    """Samples of a compressed .npz member, inflated as they are read; only the piece asked for is held.

    Reading in ascending order inflates the member once. Going back starts it again from its beginning.
    """

    def __init__(self, path: Path, member: str, header: Header) -> None:
        read = read_dtype(header.dtype)
        if read is None:
            raise TypeError(f"{member} must hold numbers, got dtype {header.dtype}")
        self._path, self._member, self._stored = path, member, header.dtype
        self.shape, self.dtype = header.shape, read
        self._sample = header.size // max(header.shape[0], 1)
        self._stream: IO[bytes] | None = None
        self._close: weakref.finalize[Any, Any] | None = None  # a stream outlives its archive, so nobody else does
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
        except DAMAGED as error:
            raise ValueError(f"{self._path}: {self._member} is damaged: {error}") from error
        self._at = stop
        return as_read(np.frombuffer(raw, self._stored).reshape(stop - start, *self.shape[1:]), self.dtype)

    def _open(self) -> None:
        if self._close is not None:
            self._close()
        with zipfile.ZipFile(self._path) as archive:
            self._stream = archive.open(self._member)
        self._close = weakref.finalize(self, self._stream.close)
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
        return {**self.__dict__, "_stream": None, "_close": None, "_at": 0}
