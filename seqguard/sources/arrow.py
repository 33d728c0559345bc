"""Parquet and Feather through PyArrow: tables, and columns that hold a tensor in each cell."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import NotInstalled, shortened, shown
from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import Opened, as_read, open_array, ragged, read_dtype
from seqguard.sources.limits import check_unpacked
from seqguard.sources.ragged import opened

if TYPE_CHECKING:
    import pandas as pd

CELL = 8
"""Bytes of a cell as they are counted against the budget, whatever its type."""


def parquet_files(path: Path) -> list[Path]:
    """The files of a data set: the file itself, or what lies below a folder, in the order of its names.

    Names that begin with `_` or `.` hold no rows: Spark's and Arrow's own convention.
    """
    if path.is_file():
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if name[0] not in "._")
        found += [Path(folder, name) for name in names if name[0] not in "._"]
    return sorted(found)


def is_parquet(path: Path) -> bool:
    """Whether a folder holds Parquet files and nothing else: one data set, partitioned or not."""
    found = parquet_files(path)
    return bool(found) and all(file.suffix.lower() in (".parquet", ".pq") for file in found)


def open_parquet(path: Path, *, tensors: bool = True) -> "pd.DataFrame | dict[str, Callable[[], Opened]]":
    """A data frame; where cells are tensors or lists of numbers, unless `tensors` is no, the columns by name.

    Raises:
        ValueError: it cannot be read, its files have different columns, or it unpacks to more than the budget.
        NotInstalled: pyarrow is missing.
    """
    pq = _parquet(path)
    places = parquet_files(path)
    try:
        files = [pq.ParquetFile(place) for place in places]
    except Exception as error:  # PyArrow has errors of its own
        raise _unreadable(path, error) from error
    if not files:
        raise ValueError(f"{path} holds no Parquet file")
    schema = files[0].schema_arrow
    rows = sum(file.metadata.num_rows for file in files)
    check_unpacked(str(path), sum(map(os.path.getsize, places)), rows * len(schema) * CELL)
    for place, file in zip(places, files, strict=True):
        _check_columns(path, place, schema.names, file.schema_arrow.names)
    if not tensors or not any(is_nested(kind) for kind in schema.types):
        return _frame(path)
    _check_names(path, schema.names)
    return {name: partial(_open_column, path, list(zip(places, files, strict=True)), name) for name in schema.names}


def _check_names(path: Path, names: list[str]) -> None:
    """Raise ValueError where two columns of tensors have one name: neither could be asked for."""
    again = next((name for name in names if names.count(name) > 1), None)
    if again is not None:
        raise ValueError(f"{path}: two columns are called {shown(again)}; rename one")


def _check_columns(path: Path, place: Path, first: list[str], names: list[str]) -> None:
    """Raise ValueError where a file has other columns than the first: their cells would be empty in silence."""
    if names == first:
        return
    other = sorted(set(names) ^ set(first))
    raise ValueError(
        f"{path} is no single data set: {place.name} has other columns than its neighbours "
        f"({shortened(', '.join(other) or 'in another order', 200)}); check each file by itself: "
        f"seqguard check {path}/*.parquet"
    )


def _parquet(path: Path) -> Any:
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        raise NotInstalled(f"{path} needs pyarrow: pip install 'seqguard[parquet]'") from error
    return pq


def _unreadable(path: Path, error: Exception) -> ValueError:
    said = " ".join(str(error).split()) or type(error).__name__
    return ValueError(f"{path} cannot be read as a table: {shortened(said, 300)}")


def _frame(path: Path) -> "pd.DataFrame":
    """The rows of all files; keys of partitions are columns, of plain text or numbers."""
    import pyarrow.dataset as ds

    try:
        table = ds.dataset(path, format="parquet", partitioning=None if path.is_file() else "hive").to_table()
        frame: pd.DataFrame = table.to_pandas()
    except Exception as error:  # as above
        raise _unreadable(path, error) from error
    return frame


def open_feather(path: Path, *, tensors: bool = True) -> "pd.DataFrame | dict[str, Callable[[], Opened]]":
    """Feather, the file form of Arrow's IPC, and its stream form, as `open_parquet` reads Parquet.

    Raises:
        ValueError: it cannot be read, or unpacks to more than the budget.
        NotInstalled: pyarrow is missing.
    """
    try:
        import pyarrow as pa
    except ImportError as error:
        raise NotInstalled(f"{path} needs pyarrow: pip install 'seqguard[parquet]'") from error
    try:
        with pa.OSFile(str(path)) as file:
            table = pa.Table.from_batches(*_batches(pa, file, path))
        if not tensors or not any(is_nested(kind) for kind in table.schema.types):
            frame: pd.DataFrame = table.to_pandas()
            return frame
    except ValueError as error:
        if not isinstance(error, pa.ArrowException):
            raise
        raise _unreadable(path, error) from error
    except Exception as error:  # as above
        raise _unreadable(path, error) from error
    _check_names(path, table.column_names)
    return {name: partial(open_column, table[name]) for name in table.column_names}


def _batches(pa: Any, file: Any, path: Path) -> tuple[list[Any], Any]:
    """The batches and their schema, counted as they are unpacked."""
    try:
        reader = pa.ipc.open_file(file)
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
    except pa.ArrowInvalid:
        file.seek(0)
        reader = pa.ipc.open_stream(file)
        batches = iter(reader)
    packed, taken, found = os.path.getsize(path), 0, []
    for batch in batches:
        batch.validate(full=True)  # offsets that point outside of their buffers end the process where they are followed
        taken += batch.nbytes
        check_unpacked(str(path), packed, taken)
        found.append(batch)
    return found, reader.schema


def is_nested(kind: Any) -> bool:
    """Whether each cell of a column holds a tensor or a list."""
    import pyarrow.types as types

    if hasattr(kind, "storage_type"):
        return is_nested(kind.storage_type)
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def open_column(column: Any) -> Opened:
    """A column of Arrow in memory: tensors, lists of one length, or numbers."""
    shape = common_shape(column.type, [lengths(column)], len(column))
    return shape if isinstance(shape, Opened) else open_array(to_array(column))


def flattened(column: Any) -> Any:
    """A column in one piece, of Arrow's own types."""
    if hasattr(column, "combine_chunks"):
        column = column.combine_chunks()
    return column.storage if hasattr(column, "storage") else column


def lengths(column: Any) -> list[tuple[int, int]]:
    """The least and the most values of a cell, at each level of its lists; a missing cell has none."""
    if hasattr(column.type, "shape"):  # Arrow's own extension for tensors of one shape
        return [(n, n) for n in column.type.shape]
    import pyarrow.compute as pc

    column, found = flattened(column), []
    while is_nested(column.type):
        counts = np.asarray(pc.fill_null(pc.list_value_length(column), 0))
        if not len(counts):
            break
        found.append((int(counts.min()), int(counts.max())))
        column = column.flatten()
    return found


def common_shape(kind: Any, levels: Iterable[Sequence[tuple[int, int]]], rows: int) -> "tuple[int, ...] | Opened":
    """The shape of every cell, where all pieces of a column have the same; else the column by its problem."""
    known = [piece for piece in levels if piece]
    depth = max((len(piece) for piece in known), default=0)
    shape = []
    for level in range(depth):
        ends = [end for piece in known if len(piece) > level for end in piece[level]]
        if why := ragged(ends, *(() if not level else ("timesteps", "features"))):
            return Opened((rows,), str(kind), None, why)
        shape.append(ends[0])
    return tuple(shape)


def to_array(column: Any) -> Array:
    """The values of a column whose cells have one shape."""
    if hasattr(column.type, "shape"):
        parts = [p.to_numpy_ndarray() for p in getattr(column, "chunks", [column])]
        return np.concatenate(parts) if parts else np.empty((0, *column.type.shape))
    column, shape = flattened(column), [len(column)]
    for low, _ in lengths(column):
        shape.append(low)
        column = column.flatten()
    return np.asarray(column.to_numpy(zero_copy_only=False)).reshape(shape)


def _open_column(path: Path, files: Sequence[tuple[Path, Any]], name: str) -> Opened:
    try:
        groups = RowGroups(files, name)
        kind = files[0][1].schema_arrow.field(name).type
        shape = common_shape(kind, groups.levels, groups.rows)
        if isinstance(shape, Opened):
            return _unequal(groups) or shape
        first = groups.decoded(0) if groups.rows else np.empty((0, *shape))
        if read_dtype(first.dtype) is None:
            return open_array(first)
        source = GroupSource(groups, shape, first.dtype)
    except ValueError:
        raise
    except Exception as error:  # as above
        raise _unreadable(path, error) from error
    return Opened(source.shape, str(first.dtype), source)


def _unequal(groups: "RowGroups") -> Opened | None:
    """Samples of different lengths and equal rows as one tensor with lengths; None where the rows differ too."""
    rows = [levels[1:] for levels in groups.levels if levels]
    inner = {tuple(low for low, _ in levels) for levels in rows}
    if len(inner) != 1 or any(low != high for levels in rows for low, high in levels):
        return None
    (row,) = inner
    parts = [groups.sizes(number) for number in range(groups.count)]
    counts = np.concatenate(parts)
    dtype = groups.rows_of(0, 0, len(parts[0])).dtype
    if read_dtype(dtype) is None:
        return None

    def take(start: int, stop: int) -> Array:
        return np.concatenate(list(groups.pieces(start, stop))).reshape(-1, *row)

    return opened(take, counts, row, dtype)


class RowGroups:
    """The row groups of a column, one file after the other; the last that was decoded is held, and no other.

    Attributes:
        starts: the row in which each begins, and the number of all rows.
        levels: `lengths` of each.
    """

    def __init__(self, files: Sequence[tuple[Path, Any]], name: str) -> None:
        self._name = name
        self._groups = [(place, file, i) for place, file in files for i in range(file.num_row_groups)]
        counts = [file.metadata.row_group(i).num_rows for _, file, i in self._groups]
        self.starts = np.cumsum([0, *counts])
        self._held: tuple[int, Array] | None = None
        self._raw: tuple[int, Any] | None = None
        self.levels = [lengths(self._column(number)) for number in range(len(self._groups))]

    @property
    def rows(self) -> int:
        """Of all groups."""
        return int(self.starts[-1])

    def decoded(self, number: int) -> Array:
        """The values of one group."""
        if self._held is None or self._held[0] != number:
            self._held = None
            self._held = (number, to_array(self._column(number)))
        return self._held[1]

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self._groups)

    def sizes(self, number: int) -> Ints:
        """Timesteps of each sample of a group."""
        import pyarrow.compute as pc

        return np.asarray(pc.fill_null(pc.list_value_length(flattened(self._listed(number))), 0), np.int64)

    def pieces(self, start: int, stop: int) -> Iterator[Array]:
        """The timesteps of samples [start, stop), one below the other, group by group."""
        while start < stop:
            number = int(np.searchsorted(self.starts, start, side="right")) - 1
            first, last = int(self.starts[number]), min(int(self.starts[number + 1]), stop)
            yield self.rows_of(number, start - first, last - first)
            start = last

    def rows_of(self, number: int, start: int, stop: int) -> Array:
        """The values of some samples of a group, flat."""
        column = flattened(self._listed(number)).slice(start, stop - start)
        while is_nested(column.type):
            column = column.flatten()
        return np.asarray(column.to_numpy(zero_copy_only=False))

    def _listed(self, number: int) -> Any:
        """A group as Arrow has it; the last one is held."""
        if self._raw is None or self._raw[0] != number:
            self._raw = None
            self._raw = (number, self._column(number))
        return self._raw[1]

    def _column(self, number: int) -> Any:
        place, file, i = self._groups[number]
        claimed = file.metadata.row_group(i).total_byte_size
        check_unpacked(f"{place}: {self._name}", os.path.getsize(place), claimed)
        return file.read_row_group(i, columns=[self._name])[self._name]


class GroupSource:
    """Samples of a column of Parquet files."""

    def __init__(self, groups: RowGroups, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        read = read_dtype(dtype)
        if read is None:
            raise TypeError(f"groups must hold numbers, got dtype {dtype}")
        self._groups, self.shape, self.dtype = groups, (groups.rows, *shape), read

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        stop, starts = min(stop, self.shape[0]), self._groups.starts
        parts = [np.empty((0, *self.shape[1:]), self.dtype)]
        while start < stop:
            number = int(np.searchsorted(starts, start, side="right")) - 1
            first, last = int(starts[number]), min(int(starts[number + 1]), stop)
            parts.append(self._groups.decoded(number)[start - first : last - first])
            start = last
        return as_read(parts[-1] if len(parts) <= 2 else np.concatenate(parts), self.dtype)
