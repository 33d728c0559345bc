"""Columns and frames of pandas, polars and pyarrow, as targets."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array


def open_column(value: Any, asked: Asked) -> Opened:
    """A column or frame of targets, copied as pandas, polars or pyarrow convert it; missing values become NaN."""
    dtypes = [value.dtype] if hasattr(value, "dtype") else list(getattr(value, "dtypes", []))
    nullable = any(getattr(d, "na_value", None) is not None and getattr(d, "kind", "O") in "iufb" for d in dtypes)
    is_pandas = "pandas" in sys.modules and type(value).__module__.startswith("pandas")
    missing = is_pandas and nullable and value.isna().to_numpy().any()
    array = value.to_numpy(dtype="float64", na_value=np.nan) if missing else np.asarray(value.to_numpy())
    named = getattr(value, "columns", None)
    names = [getattr(value, "name", None)] if named is None else list(named)
    opened = open_array(array)
    known = [n for n in names if isinstance(n, str)]
    return replace(opened, features=tuple(known) if len(known) == len(names) else ())


CONTAINER = Container(
    "column or frame of pandas, polars, pyarrow",
    "table",
    open_column,
    types=(
        "pandas.Series",
        "pandas.DataFrame",
        "pandas.Index",
        "pandas.ExtensionArray",
        "polars.Series",
        "polars.DataFrame",
        "pyarrow.Table",
        "pyarrow.Array",
        "pyarrow.ChunkedArray",
    ),
    read="as y: its numbers, missing ones as NaN, and the names of its columns",
    left="a frame as X: it is cut into windows first",
    example="seqguard.inspect(X, frame['load'])",
)
