"""Columns of a pandas DataFrame, taken by name and checked: numbers, times, groups."""

import warnings
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import LONGEST_NAME, shortened, shown
from seqguard.core.plan import Array, Ints

if TYPE_CHECKING:
    import pandas as pd


def to_frame(frame: Any) -> "pd.DataFrame":
    """A DataFrame with different column names; pandas is recognised without importing it."""
    if hasattr(frame, "to_pandas"):
        frame = frame.to_pandas()
    if type(frame).__module__.split(".")[0] != "pandas" or not hasattr(frame, "columns"):
        hint = "; pass its .compute()" if hasattr(frame, "compute") else ""
        raise TypeError(f"frame must be a pandas DataFrame or have to_pandas(), got {type(frame).__name__}{hint}")
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise ValueError(f"frame must have different column names, got {twice!r} twice")
    for name in frame.columns:
        if isinstance(name, str) and len(name) > LONGEST_NAME:
            raise ValueError(f"frame must have column names of at most {LONGEST_NAME} characters, got {shown(name)}")
    table: pd.DataFrame = frame
    return table


def check_names(frame: "pd.DataFrame", argument: str, names: Sequence[Hashable]) -> list[Hashable]:
    """The names as a list; ValueError unless each is a column, and there is at least one, once."""
    for name in names:
        if name not in frame.columns:
            raise ValueError(f"{argument} must name a column, got {shown(name)}; the columns are {column_names(frame)}")
    if not names or len(set(names)) != len(names):
        raise ValueError(f"{argument} must name at least one column, each once, got {shown(list(names))}")
    return list(names)


def column_names(frame: "pd.DataFrame") -> str:
    """The names of the first columns, as a list of at most a few lines."""
    return shortened(", ".join(map(str, frame.columns[:30])), 400) + (" ..." if len(frame.columns) > 30 else "")


def target_columns(frame: "pd.DataFrame", target: Any) -> list[Hashable]:
    """The columns to predict: none, one, or those of a list."""
    if target is None:
        return []
    several = isinstance(target, list) or (isinstance(target, tuple) and target not in frame.columns)
    return check_names(frame, "target", list(target) if several else [target])


def feature_columns(frame: "pd.DataFrame", features: Any, taken: set[Any]) -> list[Hashable]:
    """The columns of X: those named, or all that are not `taken`."""
    if features is None:
        features = [name for name in frame.columns if name not in taken]
    elif isinstance(features, str) or not hasattr(features, "__iter__"):
        raise TypeError(f"features must be a list of columns, got {shown(features)}")
    return check_names(frame, "features", list(features))


def numbers(frame: "pd.DataFrame", names: Sequence[Hashable], argument: str) -> Array:
    """(rows, columns) in the columns' common dtype; missing whole numbers make it float64.

    Raises:
        TypeError: a column holds text, categories or dates; the message names it and the first such value.
    """
    columns = [frame[name] for name in names]
    wrong = [name for name, column in zip(names, columns, strict=True) if not _is_numeric(column)]
    if wrong:
        rest = [name for name in names if name not in wrong]
        instead = f", or leave it out: features={shown(rest)}" if argument == "features" and rest else ""
        raise TypeError(
            f"{argument} must be columns of numbers, but {shown(wrong[0])} holds {_described(frame[wrong[0]])}. Encode "
            f"it yourself, so that you know what the network sees (get_dummies, .cat.codes, pandas.to_numeric){instead}"
        )
    if any(_has_gaps(column) for column in columns):
        return np.column_stack([column.to_numpy(dtype="float64", na_value=np.nan) for column in columns])
    dtypes: list[Any] = [getattr(column.dtype, "numpy_dtype", column.dtype) for column in columns]
    common = np.result_type(*dtypes)
    return np.column_stack([column.to_numpy(dtype=common) for column in columns])


def _is_numeric(column: "pd.Series[Any]") -> bool:
    return getattr(column.dtype, "kind", "O") in "iufb" and not hasattr(column, "cat")


def _has_gaps(column: "pd.Series[Any]") -> bool:
    """Whether values are missing that NumPy's dtype of the same name has no room for."""
    return not isinstance(column.dtype, np.dtype) and bool(column.isna().any())


def _described(column: "pd.Series[Any]") -> str:
    """The dtype and the first value that is no number, so that a stray `-` or `n/a` is found."""
    texts = []
    for row, value in enumerate(column):
        if isinstance(value, str):
            texts.append(row)
            if not _is_number(value):
                return f"{column.dtype} ({shown(value)} in row {row:,})"
        elif not isinstance(value, int | float | np.number) and value is not None and type(value).__name__ != "NAType":
            return f"{column.dtype} ({shown(value)} in row {row:,})"
    return f"{column.dtype} ({shown(column.iloc[texts[0]])} in row {texts[0]:,})" if texts else str(column.dtype)


def _is_number(text: str) -> bool:
    """Whether a text is a number: where one cell of a column is none, pandas gives all of them as text."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def row_times(frame: "pd.DataFrame", time: Hashable | None) -> tuple[Array | None, str | None]:
    """(rows,) of datetime64 (UTC where there is a zone) or numbers, and the name of the column or index.

    Raises:
        ValueError: the column is text that pandas cannot read as dates of one format.
    """
    import pandas as pd

    if time is None:
        index = frame.index.to_timestamp() if isinstance(frame.index, pd.PeriodIndex) else frame.index
        if not isinstance(index, pd.DatetimeIndex):
            return None, None
        return index.tz_convert(None).to_numpy() if index.tz else index.to_numpy(), str(index.name or "index")
    column = frame[time]
    if _is_numeric(column):
        return numbers(frame, [time], "time")[:, 0], str(time)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # pandas warns where it would guess the format row by row
            parsed = pd.to_datetime(column)
    except (ValueError, TypeError, OverflowError, Warning) as error:
        said = shortened(" ".join(str(error).split()), 300)
        raise ValueError(
            f"time must hold dates or numbers, but {shown(time)} cannot be read as such: {said}"
        ) from error
    return (parsed.dt.tz_convert(None) if parsed.dt.tz else parsed).to_numpy(), str(time)


def row_groups(frame: "pd.DataFrame", group: Hashable | None) -> tuple[Ints, Array]:
    """(rows,) the number of each row's group, by first appearance, and the labels. A missing label is one of them."""
    if group is None:
        return np.zeros(len(frame), np.int64), np.zeros(1)
    codes, labels = frame[group].factorize(use_na_sentinel=False)
    return codes.astype(np.int64), np.asarray(labels)
