"""TFRecord: records of `tf.train.Example`, found by their places once and read as they are asked for.

A record tells the values of a feature and not their shape: that is said by `shapes`, or by the features.json that
TensorFlow Datasets writes beside its records.
"""

import json
import math
import os
import struct
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from seqguard.core.errors import shortened, shown
from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import Opened, as_read, ragged, read_dtype
from seqguard.sources.limits import read_text
from seqguard.sources.protos import Feature, example

Shape = tuple[int, ...]
FRAME = 16
"""Bytes around a record: its length and two checksums."""
SPEC = 2**20


def open_tfrecord(path: Path, shapes: Mapping[str, Shape] | None = None) -> dict[str, Callable[[], Opened]]:
    """The features of the records by name.

    Raises:
        ValueError: no TFRecord of examples, or a shape that is not said, or does not fit.
    """
    places = _places(path)
    if not len(places):
        raise ValueError(f"{path} has no records")
    first = _example(path, 0, _record(path, places[0]))
    shapes = {**_beside(path), **(shapes or {})}
    unknown = [name for name in shapes if name not in first]
    if unknown:
        raise ValueError(f"{path} has no feature {shown(unknown[0])}; it has {shortened(', '.join(first), 400)}")
    return {name: partial(_open_feature, path, places, name, shapes.get(name), value) for name, value in first.items()}


def _open_feature(path: Path, places: Ints, name: str, shape: Shape | None, first: Feature) -> Opened:
    if isinstance(first, list):
        return Opened((len(places),), "object", None, "dtype object, holding bytes")
    if shape is None and first.ndim == 1 and first.size > 1:
        raise ValueError(
            f"{path}: {name} has {first.size:,} values in a record, whose shape the file does not say; "
            f"say it: --shapes {name}=STEPSxFEATURES"
        )
    shape = shape if shape is not None else () if first.size == 1 and first.ndim == 1 else first.shape
    dtype = read_dtype(first.dtype)
    assert dtype is not None
    source = RecordSource(path, places, name, shape, dtype)
    why = source.lengths_differ()
    return Opened((len(places),), "object", None, why) if why else Opened(source.shape, str(first.dtype), source)


class RecordSource:
    """Samples of one feature, one record each."""

    def __init__(self, path: Path, places: Ints, name: str, shape: Shape, dtype: np.dtype[Any]) -> None:
        self._path, self._places, self._name = path, places, name
        self.shape, self.dtype = (len(places), *shape), dtype

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only.

        Raises:
            ValueError: a record does not hold as many values as its shape takes.
        """
        stop = min(stop, len(self._places))
        values = np.empty((max(stop - start, 0), *self.shape[1:]), self.dtype)
        with open(self._path, "rb") as file:
            for row, (at, length) in enumerate(self._places[start:stop]):
                file.seek(at)
                held = self._values(start + row, file.read(length))
                if held.size != values[row].size:
                    want = "x".join(map(str, self.shape[1:])) or "one value"
                    raise ValueError(
                        f"{self._path}: {self._name} has {held.size:,} values in record {start + row:,}, not {want}"
                    )
                values[row] = held.reshape(self.shape[1:])
        return as_read(values, self.dtype)

    def lengths_differ(self) -> str | None:
        """The phrase for records that hold different numbers of values; None where all fit the shape."""
        wanted, lengths = math.prod(self.shape[1:]), set()
        with open(self._path, "rb") as file:
            for row, (at, length) in enumerate(self._places):
                file.seek(at)
                lengths.add(self._values(row, file.read(length)).size)
        if lengths == {wanted}:
            return None
        if len(lengths) == 1:
            raise ValueError(
                f"{self._path}: {self._name} has {lengths.pop():,} values in each record, "
                f"which are not {'x'.join(map(str, self.shape[1:]))}"
            )
        return ragged(lengths, "records", "values")

    def _values(self, row: int, record: bytes) -> Array:
        held = _example(self._path, row, record).get(self._name, np.zeros(0, np.float32))
        if isinstance(held, list):
            raise ValueError(f"{self._path}: {self._name} is bytes in record {row:,}, and numbers in the first")
        return held


def _places(path: Path) -> Ints:
    """(records, 2): where each record begins, and its length."""
    size, at = os.path.getsize(path), 0
    found: list[tuple[int, int]] = []
    with open(path, "rb") as file:
        while at < size:
            file.seek(at)
            head = file.read(8)
            length = struct.unpack("<Q", head)[0] if len(head) == 8 else size
            if at + FRAME + length > size:
                raise ValueError(f"{path} is no TFRecord, or cut short: record {len(found):,} ends beyond the file")
            found.append((at + 12, length))
            at += FRAME + length
    return np.array(found, np.int64).reshape(-1, 2)


def _record(path: Path, place: Array) -> bytes:
    with open(path, "rb") as file:
        file.seek(int(place[0]))
        return file.read(int(place[1]))


def _example(path: Path, row: int, record: bytes) -> dict[str, Feature]:
    try:
        return example(record)
    except (ValueError, RecursionError, OverflowError) as error:
        raise ValueError(f"{path}: record {row:,} is no tf.train.Example: {shortened(str(error), 100)}") from error


def _beside(path: Path) -> dict[str, Shape]:
    """The shapes in a features.json of TensorFlow Datasets; none where there is none."""
    file = path.with_name("features.json")
    if not file.is_file():
        return {}
    try:
        told = json.loads(read_text(file, SPEC))["featuresDict"]["features"]
        return {name: tuple(int(n) for n in _dimensions(f)) for name, f in told.items() if "tensor" in f}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file} is no features.json of TensorFlow Datasets: {shortened(str(error), 100)}") from error


def _dimensions(feature: Mapping[str, Any]) -> list[Any]:
    shape = feature["tensor"].get("shape", {})
    return list(shape.get("dimensions", []))
