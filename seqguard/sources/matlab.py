"""MATLAB's files: version 7.3 is HDF5 with the axes turned round, older ones are read by SciPy."""

import os
import struct
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from seqguard.core.errors import NotInstalled, shortened
from seqguard.core.plan import Array
from seqguard.sources.arrays import Opened, SliceSource, open_array
from seqguard.sources.hdf5 import data_sets, open_set, opened
from seqguard.sources.limits import check_unpacked

Members = dict[str, Callable[[], Opened]]

HDF5 = b"\x89HDF\r\n\x1a\n"
USERBLOCK = 512
"""Where the HDF5 of a version 7.3 file begins, behind MATLAB's own header."""
COMPRESSED = 15
"""miCOMPRESSED of the MAT-file format: an element that is packed by zlib."""
WIDEST = 8
PIECE = 2**20


def open_mat(path: Path) -> Members:
    """The variables of a file. A row of numbers, (1, n) to MATLAB, which has no other lists, is (n,).

    Raises:
        ValueError: no MATLAB file, damaged, or one that unpacks to more than the budget.
        NotInstalled: h5py or SciPy is missing.
    """
    with open(path, "rb") as file:
        head = file.read(USERBLOCK + len(HDF5))
    return _newer(path) if head[USERBLOCK:] == HDF5 or head.startswith(HDF5) else _older(path)


def _newer(path: Path) -> Members:
    found = data_sets(opened(path))
    return {name: partial(_turned, path, data) for name, data in found.items() if name[0] != "#" and data.shape}


def _turned(path: Path, data: Any) -> Opened:
    """A variable of version 7.3, whose axes HDF5 has in the opposite order."""
    if "MATLAB_empty" in data.attrs:
        return open_array(np.zeros((0, 0)))
    kind = data.attrs.get("MATLAB_class", b"")
    if kind in (b"char", b"cell"):
        return Opened(data.shape[::-1], str(kind.decode()), None, f"MATLAB's class {kind.decode()}")
    known = open_set(path, data)
    shape = known.shape[::-1]
    if known.source is None:
        return Opened(shape, known.dtype, None, known.problem)
    if len(shape) == 2 and shape[0] == 1:
        return open_array(np.asarray(data[:, 0]))
    return Opened(shape, known.dtype, SliceSource(Turned(data), shape, data.dtype))


class Turned:
    """A data set with its axes turned round: `[start:stop]` of it are samples of the last axis."""

    def __init__(self, data: Any) -> None:
        self._data = data

    def __getitem__(self, samples: slice) -> Array:
        return np.asarray(self._data[..., samples]).T


def _older(path: Path) -> Members:
    try:
        from scipy import io
    except ImportError as error:
        raise NotInstalled(f"{path} needs SciPy: pip install scipy") from error
    with open(path, "rb") as file:
        _check_packed(path, file)
    try:
        variables = io.whosmat(str(path))
    except Exception as error:  # SciPy raises what it likes for damaged files
        raise _unreadable(path, error) from error
    size = os.path.getsize(path)
    for name, shape, _ in variables:
        check_unpacked(f"{path}: {name}", size, int(np.prod(shape, dtype=object)) * WIDEST)
    return {name: partial(_loaded, path, name) for name, _, _ in variables}


def _loaded(path: Path, name: str) -> Opened:
    from scipy import io

    try:
        value = io.loadmat(str(path), variable_names=[name])[name]
    except Exception as error:  # as above
        raise _unreadable(path, error) from error
    if hasattr(value, "toarray"):
        check_unpacked(f"{path}: {name}", os.path.getsize(path), int(np.prod(value.shape, dtype=object)) * WIDEST)
        value = value.toarray()
    value = np.asarray(value)
    return open_array(value[0] if value.ndim == 2 and len(value) == 1 else value)


def _unreadable(path: Path, error: Exception) -> ValueError:
    return ValueError(f"{path} is no MATLAB file, or damaged: {shortened(' '.join(str(error).split()), 200)}")


def _check_packed(path: Path, file: IO[bytes]) -> None:
    """Hold what the elements of a version 5 file unpack to against the budget: SciPy unpacks before it looks."""
    head = file.read(128)
    if len(head) < 128 or head[126:128] not in (b"IM", b"MI"):  # version 4 packs nothing
        return
    order = "<" if head[126:128] == b"IM" else ">"
    while len(tag := file.read(8)) == 8:
        kind, length = struct.unpack(f"{order}II", tag)
        if kind != COMPRESSED:
            file.seek(length, 1)
            continue
        taken, unpacker, left = 0, zlib.decompressobj(), length
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            while piece:
                try:
                    taken += len(unpacker.decompress(piece, PIECE))
                except zlib.error as error:
                    raise _unreadable(path, error) from error
                check_unpacked(str(path), length, taken)
                piece = unpacker.unconsumed_tail
