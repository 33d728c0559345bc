"""Datasets of Hugging Face `datasets`: Dataset, IterableDataset, and a Column of one."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.lists import flat_lists, plain
from seqguard.sources.ragged import open_samples
from seqguard.sources.ragged import opened as opened_rows
from seqguard.sources.roles import alone, divided, usual_names
from seqguard.sources.split import Split
from seqguard.sources.streams import Stream, Streamed, read_stream

ROWS = 256
"""Rows that are decoded at once."""
PIECE = 4096
"""Rows of which the lengths are looked at together."""


def open_rows(value: Any, asked: Asked) -> Split | Opened:
    """Its rows front to back; the columns are told by their usual names, or by `target`."""
    if not hasattr(value, "column_names"):
        return _column(value, asked)
    names = value.column_names
    if isinstance(names, Mapping):
        raise TypeError(f"{asked.argument} is a {type(value).__name__}; pass its splits: {_splits(value)}")
    x, y = _roles(list(names or _first(value)), asked)
    counted = hasattr(value, "num_rows")
    lazy = _lazy(value, x, y, asked) if counted else None
    if lazy is not None:
        return lazy
    stream = Stream(
        "Hugging Face Dataset" if counted else "Hugging Face IterableDataset",
        lambda: _samples(value, x, y),
        "sample",
        ends=counted,
    )
    read: Streamed = read_stream(stream, asked)
    return read


def _lazy(value: Any, x: list[str], y: list[str], asked: Asked) -> Split | None:
    """Columns of numbers and of lists of them, read out of Arrow where they lie; None where a transform stands before
    them, or a column holds something else."""
    if (value.format.get("type") or "") == "custom" or not value.num_rows:
        return None
    rows = value.num_rows if asked.most is None else min(asked.most, value.num_rows)
    held = value.with_format("arrow")
    opened = {name: _arrow_column(held, name, rows) for name in (*x, *y)}
    if any(tensor is None for tensor in opened.values()):
        return None
    sides = [{name: opened[name] for name in side} for side in (x, y)]
    part = f"the first {rows:,} samples of a Hugging Face Dataset" if rows < value.num_rows else None
    return Streamed(alone(sides[0]), alone(sides[1]) if y else None, part=part)


def _arrow_column(held: Any, name: str, rows: int) -> Opened | None:
    """A column read in pieces; its lengths are gone through once."""
    lengths: list[Any] = []
    for start in range(0, rows, PIECE):
        found = plain(held[start : min(start + PIECE, rows)][name])
        if start == 0 and found.type in _numbers():
            return _values(held, name, rows, found)
        pair = flat_lists(found)
        if pair is None:
            return None
        lengths.append(pair[0])
    first = flat_lists(held[0:1][name])
    assert first is not None  # as above

    def take(start: int, stop: int) -> Array:
        pair = flat_lists(held[start:stop][name])
        assert pair is not None  # each piece was looked at
        return pair[1]

    return opened_rows(take, np.concatenate(lengths), first[1].shape[1:], first[1].dtype)


def _numbers() -> Any:
    pa = sys.modules["pyarrow"]
    return {pa.bool_(), pa.float16(), pa.float32(), pa.float64(), pa.int8(), pa.int16(), pa.int32(), pa.int64(),
            pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()}  # fmt: skip


def _values(held: Any, name: str, rows: int, found: Any) -> Opened | None:
    """A column of one number a row, which is small."""
    from seqguard.sources.arrays import open_array

    parts = [plain(held[i : min(i + PIECE, rows)][name]).to_numpy(zero_copy_only=False) for i in range(0, rows, PIECE)]
    return open_array(np.concatenate(parts))


def _splits(value: Any) -> str:
    first, *rest = list(value)
    others = f", validation_data=ds[{rest[0]!r}]" if rest else ""
    return f"seqguard.inspect(ds[{first!r}]{others})"


def _first(value: Any) -> list[str]:
    return list(next(iter(value), {}))


def _roles(names: list[str], asked: Asked) -> tuple[list[str], list[str]]:
    """Columns of inputs and of targets."""
    if asked.target is None and {"target", "start"} <= set(names):  # series as GluonTS keeps them
        return ["target"], []
    x, y = divided(names, asked.target)
    if asked.target is not None:
        return x, y
    if usual := usual_names("X", names):
        x = usual
    elif not y and len(names) > 1:
        raise ValueError(f"{asked.argument} has the columns {', '.join(names)}: say which is predicted by target=")
    return x, y


def _samples(value: Any, x: list[str], y: list[str]) -> Iterator[Any]:
    for row in _plain(value):
        inputs = {name: _array(row[name]) for name in x}
        targets = {name: _array(row[name]) for name in y}
        yield alone(inputs), *([alone(targets)] if targets else [])


def _plain(value: Any) -> Iterator[Mapping[str, Any]]:
    """Rows as Python or NumPy values, whatever format the user set."""
    if hasattr(value, "num_rows"):
        held = value.with_format("numpy")
        for start in range(0, value.num_rows, ROWS):
            batch = held[start : start + ROWS]
            columns = list(batch)
            yield from (dict(zip(columns, row, strict=True)) for row in zip(*(batch[c] for c in columns), strict=True))
        return
    yield from value


def _array(value: Any) -> Array:
    array = np.asarray(value)
    return np.array([np.asarray(v) for v in value]) if array.dtype == object and len(value) else array


def _column(value: Any, asked: Asked) -> Opened:
    """A column, `ds["x"]`: its rows one by one."""
    try:
        rows = [_array(v) for v in value]
    except Exception as error:  # a decoder of an image or a sound that is not installed
        raise TypeError(f"{asked.argument} is a column that cannot be read: {error}") from error
    if rows and not rows[0].ndim:
        from seqguard.sources.arrays import open_array

        return open_array(np.asarray(rows))
    return open_samples(rows)


CONTAINER = Container(
    "Hugging Face Dataset, IterableDataset, Column",
    "stream",
    open_rows,
    types=("datasets.Dataset", "datasets.IterableDataset", "datasets.DatasetDict", "datasets.IterableDatasetDict"),
    read="columns where they lie in Arrow, else rows front to back, whatever format is set; columns by usual names or "
    "target=; list columns of any length",
    left="what follows max_samples of an IterableDataset",
    example="seqguard.inspect(ds['train'], validation_data=ds['test'])",
)
