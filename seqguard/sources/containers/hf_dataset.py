"""Datasets of Hugging Face `datasets`: Dataset, IterableDataset, and a Column of one."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.files import usual_names
from seqguard.sources.ragged import open_samples
from seqguard.sources.split import Split
from seqguard.sources.streams import Stream, Streamed, read_stream

ROWS = 256
"""Rows that are decoded at once."""


def open_rows(value: Any, asked: Asked) -> Split | Opened:
    """Its rows front to back; the columns are told by their usual names, or by `target`."""
    if not hasattr(value, "column_names"):
        return _column(value, asked)
    names = value.column_names
    if isinstance(names, Mapping):
        raise TypeError(f"{asked.argument} is a DatasetDict; pass its splits: {_splits(value)}")
    x, y = _roles(list(names or _first(value)), asked)
    counted = hasattr(value, "num_rows")
    stream = Stream(
        "Hugging Face Dataset" if counted else "Hugging Face IterableDataset",
        lambda: _samples(value, x, y),
        "sample",
        ends=counted,
    )
    read: Streamed = read_stream(stream, asked)
    return read


def _splits(value: Any) -> str:
    first, *rest = list(value)
    others = f", validation_data=ds[{rest[0]!r}]" if rest else ""
    return f"seqguard.inspect(ds[{first!r}]{others})"


def _first(value: Any) -> list[str]:
    return list(next(iter(value), {}))


def _roles(names: list[str], asked: Asked) -> tuple[list[str], list[str]]:
    """Columns of inputs and of targets."""
    if asked.target is not None:
        y = [asked.target] if isinstance(asked.target, str) else list(asked.target)
        missing = [name for name in y if name not in names]
        if missing:
            raise ValueError(f"target must name a column of {', '.join(names)}, got {shown(missing[0])}")
        return [name for name in names if name not in y], y
    x, y = usual_names("X", names), usual_names("y", names)
    if not x and y:
        x = [name for name in names if name not in y]
    if not x and len(names) == 1:
        x = names
    if not x:
        raise ValueError(f"{asked.argument} has the columns {', '.join(names)}: say which is predicted by target=")
    return x, y


def _samples(value: Any, x: list[str], y: list[str]) -> Iterator[Any]:
    for row in _plain(value):
        inputs = {name: _array(row[name]) for name in x}
        targets = {name: _array(row[name]) for name in y}
        yield _alone(inputs), *([_alone(targets)] if targets else [])


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


def _alone(found: dict[str, Array]) -> Any:
    return next(iter(found.values())) if len(found) == 1 else found


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
    types=("datasets.Dataset", "datasets.IterableDataset", "datasets.DatasetDict"),
    read="rows front to back, whatever format is set; columns by usual names or target=; list columns of any length",
    left="what follows max_samples of an IterableDataset",
    example="seqguard.inspect(ds['train'], validation_data=ds['test'])",
)
