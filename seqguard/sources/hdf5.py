"""HDF5: the data sets of a file by their full names, each read piece by piece as it is asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from seqguard.core.errors import NoData, NotInstalled, shortened
from seqguard.core.plan import Array
from seqguard.sources.arrays import Opened, open_sliceable
from seqguard.sources.limits import check_unpacked
from seqguard.sources.ragged import float_dtype
from seqguard.sources.ragged import opened as opened_rows

WEIGHTS = ("model_weights", "layer_names", "keras_version", "_layer_checkpoint_dependencies")
"""Members and attributes of the files in which Keras keeps a model: keras/src/legacy/saving and saving_lib."""

PIECE = 1024
"""Samples of different length that are read together."""


DAMAGED = (RuntimeError, OSError, KeyError, ValueError, UnicodeError)
"""What h5py raises for damaged groups."""


def open_hdf5(path: Path) -> dict[str, Callable[[], Opened]]:
    """The data sets of a file.

    Raises:
        ValueError: no HDF5 file.
        NoData: a model's weights.
        NotInstalled: h5py is missing.
    """
    file = opened(path)
    frames = looked_through(path, file)
    if frames:
        raise ValueError(
            f"{path} was written by pandas: pass pandas.read_hdf({path.name!r}, {frames[0]!r}) to seqguard.windows"
        )
    return {name: partial(open_set, path, found) for name, found in data_sets(file).items() if found.shape}


def looked_through(path: Path, file: Any) -> list[str]:
    """The frames of pandas in a file.

    Raises:
        NoData: a model's weights.
        ValueError: it is damaged.
    """
    try:
        weights = any(name in file or name in file.attrs for name in WEIGHTS) or ("layers" in file and "vars" in file)
        frames = [] if weights else [name for name in file if "pandas_type" in file[name].attrs]
    except DAMAGED as error:
        raise ValueError(f"{path} is damaged: {shortened(str(error), 200)}") from error
    if weights:
        raise NoData(f"{path} holds the weights of a Keras model, and no data")
    return frames


def opened(path: Path) -> Any:
    """The open file; it is closed when nothing refers to it any more.

    Raises:
        ValueError: no HDF5 file.
        NotInstalled: h5py is missing.
    """
    try:
        import h5py
    except ImportError as error:
        raise NotInstalled(f"{path} needs h5py: pip install 'seqguard[hdf5]'") from error
    try:
        return h5py.File(path, "r")
    except OSError as error:
        said = " ".join(str(error).split())
        raise ValueError(f"{path} is no HDF5 file, or damaged: {shortened(said, 200)}") from error


def data_sets(file: Any) -> dict[str, Any]:
    """Every data set by its full name. Links into other files are not followed: `visititems` takes hard ones only."""
    import h5py

    found: dict[str, Any] = {}

    def visit(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = item

    try:
        file.visititems(visit)
    except DAMAGED as error:
        raise ValueError(f"{file.filename} is damaged: {shortened(str(error), 200)}") from error
    return found


def vlen(data: Any) -> Opened | None:
    """A data set of samples of different length (h5py.vlen_dtype), read in pieces; None for any other."""
    inner = (getattr(data.dtype, "metadata", None) or {}).get("vlen")
    if not isinstance(inner, np.dtype) or len(data.shape) != 1 or float_dtype(inner) is None:
        return None
    n = int(data.shape[0])
    lengths = np.array([len(s) for i in range(0, n, PIECE) for s in data[i : i + PIECE]], np.int64)

    def take(start: int, stop: int) -> Array:
        return np.concatenate(list(data[start:stop]))

    return opened_rows(take, lengths, (), inner)


def open_set(path: Path, data: Any) -> Opened:
    """One data set, whose claims are held against what is stored.

    Raises:
        ValueError: it lies in another file, unpacks to more than the budget, or cannot be read.
    """
    what = f"{path}: {data.name}"
    try:
        if data.is_virtual or data.external:
            raise ValueError(f"{what} keeps its values in other files, which are not read; copy it into one (h5repack)")
        size = data.dtype.itemsize
        stored = data.id.get_storage_size()
        check_unpacked(what, stored, int(np.prod(data.shape, dtype=object)) * size)
        if data.chunks:
            check_unpacked(f"{what}, a chunk of it", stored, int(np.prod(data.chunks, dtype=object)) * size)
        return vlen(data) or open_sliceable(data)
    except ValueError:
        raise
    except Exception as error:  # filters and damaged trees have errors of their own
        raise ValueError(f"{what} cannot be read: {shortened(' '.join(str(error).split()), 200)}") from error
