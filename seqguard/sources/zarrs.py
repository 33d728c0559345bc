"""Zarr stores, of version 2 and 3: the arrays of a folder by their full names, read chunk by chunk."""

import json
import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from seqguard.core.errors import NotInstalled, shortened
from seqguard.sources.arrays import Opened, open_sliceable
from seqguard.sources.limits import check_unpacked, read_text

MARKS = ("zarr.json", ".zgroup", ".zarray", ".zmetadata")
"""Files of which one stands in the folder of every group and array."""

TEXT = 16 * 2**20
"""Bytes of a description: `.zmetadata` and a root's zarr.json list those of all arrays below."""


def is_store(path: Path) -> bool:
    """Whether a folder is a Zarr group or array."""
    return any((path / name).is_file() for name in MARKS)


def open_zarr(path: Path) -> Any:
    """The arrays of a group by their full names, or the one array that the store is.

    Raises:
        ValueError: no Zarr store, damaged, or one that unpickles.
        NotInstalled: zarr is missing.
    """
    if not path.is_dir() or not is_store(path):
        raise ValueError(f"{path} is no Zarr store: it has none of {', '.join(MARKS)}")
    for text in _descriptions(path):
        _check_codecs(path, text)
    try:
        import zarr
    except ImportError as error:
        raise NotInstalled(f"{path} needs zarr: pip install 'seqguard[zarr]'") from error
    try:
        found = zarr.open(str(path), mode="r")
        if isinstance(found, zarr.Array):
            return _open_array(path, "", found)
        members = [(name, item) for name, item in found.members(max_depth=None) if isinstance(item, zarr.Array)]
    except Exception as error:  # codecs and stores have errors of their own
        raise ValueError(f"{path} cannot be read: {shortened(' '.join(str(error).split()), 200)}") from error
    return {name: partial(_open_array, path, name, item) for name, item in members if item.shape}


def _open_array(path: Path, name: str, array: Any) -> Opened:
    what = f"{path}: {name}" if name else str(path)
    try:
        stored = _stored(path / name)
        check_unpacked(what, stored, int(array.nbytes))
        chunk = array.dtype.itemsize
        for n in array.chunks:
            chunk *= n
        check_unpacked(f"{what}, a chunk of it", stored, chunk)
        return open_sliceable(array)
    except ValueError:
        raise
    except Exception as error:  # as above
        raise ValueError(f"{what} cannot be read: {shortened(' '.join(str(error).split()), 200)}") from error


def _stored(folder: Path) -> int:
    """Bytes of the files of an array; a chunk that is all of one value has none."""
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)


def _descriptions(path: Path) -> Iterator[Path]:
    """The files that describe the groups and arrays of a store."""
    for folder, _, names in os.walk(path):
        yield from (Path(folder, name) for name in names if name in MARKS)


def _check_codecs(path: Path, file: Path) -> None:
    """Refuse a store one of whose codecs is the pickle of numcodecs: reading it could run any code.

    Raises:
        ValueError: it has such a codec, or is no JSON.
    """
    try:
        told = json.loads(read_text(file, TEXT))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file} cannot be read: {shortened(str(error), 200)}") from error
    left = [told]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            codec = value.get("id", value.get("name"))
            if isinstance(codec, str) and codec.rpartition(".")[2].lower() == "pickle":
                raise ValueError(f"{path} is packed as pickles, which can run any code and are never opened")
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
