"""Columns and frames of pandas, polars and pyarrow: as targets, as columns of tensors, as panels."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array
from seqguard.sources.lists import flat_lists
from seqguard.sources.panels import open_panel
from seqguard.sources.ragged import are_samples, open_samples, opened
from seqguard.sources.refusal import refuse, refuse_rows


def open_column(value: Any, asked: Asked) -> Opened:
    """A column of numbers or of tensors, a frame of targets, a panel; missing values become NaN."""
    root = type(value).__module__.partition(".")[0]
    if _is_frame(value):
        if asked.role == "x":
            return open_panel(value, asked) if root == "pandas" else refuse_rows(value, asked.argument)
        value = _targets(value)
    if root == "pandas" and asked.role == "x" and getattr(getattr(value, "index", None), "nlevels", 1) > 1:
        return open_panel(value.to_frame(), asked)
    if type(getattr(value, "dtype", None)).__name__ == "Struct":
        refuse(value, asked, "structs are not read; pass their fields, {a}.struct.unnest().to_numpy()")
    arrow = _arrow(value, root)
    if arrow is not None:
        return _open_arrow(arrow, asked)
    if root == "pandas" and str(getattr(value, "dtype", "")) == "object" and are_samples(list(value[:1])):
        samples = list(value)
        if are_samples(samples):
            return open_samples(samples)
    dtypes = [value.dtype] if hasattr(value, "dtype") else list(getattr(value, "dtypes", []))
    nullable = any(getattr(d, "na_value", None) is not None and getattr(d, "kind", "O") in "iufb" for d in dtypes)
    missing = root == "pandas" and nullable and np.asarray(value.isna()).any()
    array = value.to_numpy(dtype="float64", na_value=np.nan) if missing else np.asarray(value.to_numpy())
    named = getattr(value, "columns", None)
    names = [getattr(value, "name", None)] if named is None else list(named)
    made = open_array(array)
    known = [n for n in names if isinstance(n, str) and n]
    return replace(made, features=tuple(known) if len(known) == len(names) else ())


def _is_frame(value: Any) -> bool:
    """Whether it has columns: a frame, batches of rows, a relation."""
    return hasattr(value, "columns") or hasattr(value, "schema") or hasattr(value, "collect_schema")


def _targets(value: Any) -> Any:
    """A frame of targets that has `to_numpy`."""
    if hasattr(value, "collect"):
        return value.collect()
    if hasattr(value, "df"):
        return value.df()
    for made in ("read_all", "to_table"):
        value = getattr(value, made)() if hasattr(value, made) else value
    return value if hasattr(value, "to_numpy") else value.to_pandas()


def _arrow(value: Any, root: str) -> Any:
    """The pyarrow array under a column of lists or tensors; None for any other."""
    pa = sys.modules.get("pyarrow")
    if root == "polars" and not hasattr(value, "columns") and value.dtype.is_nested():
        return value.to_arrow() if type(value.dtype).__name__ == "List" else None
    if root == "pandas" and pa is not None and hasattr(value, "array") and hasattr(value.array, "_pa_array"):
        kind = value.array._pa_array.type
        return value.array._pa_array if "list" in str(kind) or "tensor" in str(kind) else None
    return value if root == "pyarrow" and not hasattr(value, "columns") else None


def _open_arrow(value: Any, asked: Asked) -> Opened:
    """An array of pyarrow; its chunks joined."""
    pa = sys.modules["pyarrow"]
    if isinstance(value, pa.ChunkedArray):
        parts = [_open_arrow(chunk, asked) for chunk in value.chunks]
        if len(parts) == 1:
            return parts[0]
        value = value.combine_chunks()
        if isinstance(value, pa.ChunkedArray):
            value = pa.concat_arrays(value.chunks)
    if hasattr(value, "to_numpy_ndarray"):
        return open_array(value.to_numpy_ndarray())
    if "list" in str(value.type):
        if value.null_count:
            return Opened((len(value),), str(value.type), None, f"{value.null_count:,} samples that are null")
        found = flat_lists(value)
        if found is None:
            return Opened((len(value),), str(value.type), None, "lists of no numbers, or ragged within the timesteps")
        lengths, flat = found
        starts = np.concatenate([[0], np.cumsum(lengths)])
        return opened(lambda i, j: flat[starts[i] : starts[j]], lengths, flat.shape[1:], flat.dtype)
    return open_array(np.asarray(value.to_numpy(zero_copy_only=False)))


CONTAINER = Container(
    "column or frame of pandas, polars, pyarrow, DuckDB",
    "table",
    open_column,
    types=(
        "pandas.Series",
        "pandas.DataFrame",
        "pandas.Index",
        "pandas.ExtensionArray",
        "polars.Series",
        "polars.DataFrame",
        "polars.LazyFrame",
        "pyarrow.Table",
        "pyarrow.RecordBatch",
        "pyarrow.RecordBatchReader",
        "pyarrow.Dataset",
        "duckdb.DuckDBPyRelation",
        "_duckdb.DuckDBPyRelation",
        "pyarrow.Array",
        "pyarrow.ChunkedArray",
    ),
    read="as y: numbers, missing ones as NaN, and the names of columns; columns of lists (of any length), arrays and "
    "tensors; as X: panels, frames with two levels of index (instance, time) and frames whose cells are series; "
    "frames with columns of lists, arrays or tensors, whose columns are x and y by name or by target=",
    left="any other frame as X: seqguard.windows(frame, window=24) cuts it",
    example="seqguard.inspect(X, frame['load'])",
)
