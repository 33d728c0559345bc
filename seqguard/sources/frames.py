"""Columns of a pandas DataFrame, taken by name and checked: numbers and groups."""

import re
import warnings
from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import SeqguardWarning, shortened, shown
from seqguard.core.plan import Array, Ints
from seqguard.sources.cells import described, offered, time_like
from seqguard.sources.columns import column, levels

if TYPE_CHECKING:
    import pandas as pd


def check_names(frame: "pd.DataFrame", argument: str, names: Sequence[Hashable]) -> list[Hashable]:
    """The names as a list; ValueError unless each is a column, and there is at least one, once."""
    known = levels(frame) if argument in ("time", "group") else []
    for name in names:
        try:
            hash(name)
        except TypeError as error:
            raise TypeError(f"{argument} must name a column, got {shown(name)}") from error
        if name not in frame.columns and (name is None or name not in known):
            listed = ", ".join(str(level) for level in known if level is not None)
            index = f"; the index has {listed}" if listed else ""
            raise ValueError(
                f"{argument} must name a column, got {shown(name)}; the columns are {column_names(frame)}{index}"
            )
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
    several = isinstance(target, list) or (isinstance(target, tuple) and not _is_column(frame, target))
    return check_names(frame, "target", list(target) if several else [target])


def _is_column(frame: "pd.DataFrame", name: Any) -> bool:
    try:
        return name in frame.columns
    except TypeError:  # a tuple that holds a list has no hash
        return False


def feature_columns(frame: "pd.DataFrame", features: Any, taken: set[Any]) -> list[Hashable]:
    """The columns of X: those named, or all that are not `taken`."""
    if features is None:
        counts = [name for name in frame.columns if name not in taken and _counts_rows(frame, name)]
        if counts:
            warnings.warn(
                f"column {shown(counts[0])} has no name in the header and counts the rows: it is the index that to_csv "
                "wrote, and no feature; name it in features= to have it all the same",
                SeqguardWarning,
                stacklevel=3,
            )
        features = [name for name in frame.columns if name not in (*taken, *counts)]
        blank = [name for name in features if _is_blank(name) and is_numeric(frame[name])]
        if blank:
            listed = shortened(", ".join(map(shown, blank)), 200)
            warnings.warn(
                f"the header has no name over {listed}, which {'are features' if len(blank) > 1 else 'is a feature'} "
                "all the same: name them in the file, or the columns that are meant in features=",
                SeqguardWarning,
                stacklevel=3,
            )
    if isinstance(features, str):
        raise TypeError(f"features must be a list of columns, got {shown(features)}")
    try:
        chosen = list(features)
    except Exception as error:  # what cannot be gone through, or raises on the way
        raise TypeError(f"features must be a list of columns, got {shown(features)}") from error
    return check_names(frame, "features", chosen)


def _is_blank(name: Hashable) -> bool:
    """Whether a column has no name in the header; pandas numbers such."""
    return isinstance(name, str) and re.fullmatch(r"Unnamed: \d+|", name) is not None


def _counts_rows(frame: "pd.DataFrame", name: Hashable) -> bool:
    """Whether a column without a name of its own is the number of the row, as `to_csv` writes an index."""
    if not _is_blank(name) or not is_numeric(frame[name]):
        return False
    return len(frame) > 1 and bool((np.diff(frame[name].to_numpy()) == 1).all())


def numbers(frame: "pd.DataFrame", names: Sequence[Hashable], argument: str, taken: Collection[Any] = ()) -> Array:
    """(rows, columns) in the columns' common dtype; missing whole numbers make it float64.

    `taken`: columns that are used for something else, and so are not offered as times.

    Raises:
        TypeError: a column holds text, categories or dates; the message names it and the first such value.
    """
    columns = [column(frame, name) for name in names]
    wrong = [name for name, values in zip(names, columns, strict=True) if not is_numeric(values)]
    if wrong:
        rest = [name for name in names if name not in wrong]
        instead = f", or leave it out: features={shown(rest)}" if argument == "features" and rest else ""
        times = time_like(frame, taken) if argument == "features" else None
        raise TypeError(
            f"{argument} must be columns of numbers, but {shown(wrong[0])} holds {described(frame[wrong[0]])}"
            f"{instead}{offered(times)}"
        )
    if any(_has_gaps(values) for values in columns):
        return np.column_stack([values.to_numpy(dtype="float64", na_value=np.nan) for values in columns])
    dtypes: list[Any] = [getattr(values.dtype, "numpy_dtype", values.dtype) for values in columns]
    common = np.result_type(*dtypes)
    return np.column_stack([values.to_numpy(dtype=common) for values in columns])


def is_numeric(values: "pd.Series[Any]") -> bool:
    """Whether a column holds numbers, and no codes of categories."""
    return getattr(values.dtype, "kind", "O") in "iufb" and not hasattr(values, "cat")


def _has_gaps(column: "pd.Series[Any]") -> bool:
    """Whether values are missing that NumPy's dtype of the same name has no room for."""
    return not isinstance(column.dtype, np.dtype) and bool(column.isna().any())


def row_groups(frame: "pd.DataFrame", group: Hashable | None) -> tuple[Ints, Array]:
    """(rows,) the number of each row's group, by first appearance, and the labels. A missing label is one of them."""
    if group is None:
        return np.zeros(len(frame), np.int64), np.zeros(1)
    try:
        codes, labels = column(frame, group).factorize(use_na_sentinel=False)
    except TypeError as error:  # lists and dicts have no equal
        raise TypeError(
            f"group must name a column of labels; {shown(group)} holds values that are none: {error}"
        ) from error
    return codes.astype(np.int64), np.asarray(labels)
