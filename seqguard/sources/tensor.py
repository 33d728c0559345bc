"""One value that was handed in as X, y or an entry of them, recognised as a tensor or refused by name."""

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from seqguard.core.errors import named, shown
from seqguard.sources.arrays import Opened, open_array, open_sliceable, ragged
from seqguard.sources.split import axes

EXPECTED = "an array (samples, timesteps, features), nested lists, a dict of named arrays or a seqguard.Split"

LATER = {
    "dask": "a Dask collection is not read yet; pass {a}.compute(), or one partition",
    "scipy": "a sparse matrix is not read; pass {a}.toarray()",
    "cupy": "an array on a GPU is not read; pass cupy.asnumpy({a})",
    "pyspark": "a Spark frame is not read; pass {a}.toPandas() to seqguard.windows",
}
"""What is recognised by the package that it comes from, and what to pass instead."""


def open_tensor(value: Any, argument: str) -> Opened:
    """Recognise one tensor. `argument` is how the caller named it, such as "validation_data[0]".

    Values that cannot be read as numbers come back with `problem` set: they are the data's fault, not the call's.

    Raises:
        TypeError: nothing that holds a tensor, or a container that is not read; the message says what to pass instead.
    """
    if isinstance(value, Opened):
        return value
    if isinstance(value, type):
        raise TypeError(f"{argument} must be {EXPECTED}, got {_described(value)}")
    _refuse(value, argument)
    if isinstance(value, np.ndarray):
        return open_array(value)
    if hasattr(value, "shape") and hasattr(value, "dtype") and callable(getattr(value, "read", None)):
        return Opened(tuple(value.shape), str(value.dtype), value, features=getattr(value, "features", ()))
    if isinstance(value, list | tuple):
        return _open_nested(value)
    if hasattr(value, "to_numpy") and _is_table(value):
        return _open_table(value)
    if isinstance(value, Path | str):
        return _open_path(value, argument)
    if all(hasattr(value, a) for a in ("shape", "dtype", "__getitem__")) and not isinstance(value, np.generic):
        try:
            return open_sliceable(value)
        except Exception as error:  # whatever a foreign container raises, said with the argument's name
            raise TypeError(f"{argument} is a {_kind(value)} that cannot be read as an array: {error}") from error
    raise TypeError(f"{argument} must be {EXPECTED}, got {_described(value)}")


def is_array(value: Any) -> bool:
    """Whether an entry of a list is an array of its own and not a number or a list of numbers."""
    return axes(value) > 0


def _kind(value: Any) -> str:
    return f"{type(value).__module__.split('.')[0]} {type(value).__name__}".removeprefix("builtins ")


def _described(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{_kind(value)} {shown(value)}" if isinstance(value, str | int | float) else _kind(value)


def _is_table(value: Any) -> bool:
    return type(value).__module__.split(".")[0] in ("pandas", "polars", "pyarrow")


def _refuse(value: Any, argument: str) -> None:
    """Raise TypeError for containers that are not read, with what to pass instead."""
    root = type(value).__module__.split(".")[0]
    hint = LATER.get(root)
    if root == "tensorflow" and hasattr(value, "element_spec"):
        hint = "a tf.data.Dataset is not read yet; pass the arrays it was made from"
    elif root == "torch" and not hasattr(value, "shape"):
        hint = "a torch Dataset or DataLoader is not read yet; pass the tensors it was made from"
    elif isinstance(value, Iterator):
        hint = "a generator can be read only once, and not yet; pass the arrays it yields: numpy.concatenate(list(...))"
    elif hasattr(value, "__getitem__") and hasattr(value, "on_epoch_end"):
        hint = "a Keras PyDataset is not read yet; pass the arrays it was made from"
    elif isinstance(value, Mapping):
        hint = "a mapping cannot stand inside another one"
        if root in ("numpy", "h5py", "zarr"):
            hint = f"an open file is not read as a whole; pass its path, or its members: {argument}[...]"
    if hint:
        raise TypeError(f"{argument} must be {EXPECTED}, got {_kind(value)}: {hint.format(a=argument)}")


def _open_nested(value: list[Any] | tuple[Any, ...]) -> Opened:
    """Nested lists are the one container that is converted whole."""
    try:
        return open_array(np.asarray(value))
    except (ValueError, TypeError) as error:
        return Opened((len(value),), "object", None, _why_ragged(value) or f"no rectangular array: {error}")


def _why_ragged(value: list[Any] | tuple[Any, ...]) -> str | None:
    sized = [v for v in value if hasattr(v, "__len__") and not isinstance(v, str | bytes)]
    if len(sized) < len(value):
        return f"ragged: {len(sized):,} of {len(value):,} samples are sequences, the others single values"
    outer = ragged([len(v) for v in sized])
    if outer:
        return outer
    inner = [len(row) for v in sized for row in v if hasattr(row, "__len__")]
    return ragged(inner, "timesteps", "features") if inner else None


def _open_table(value: Any) -> Opened:
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


def _open_path(value: str | Path, argument: str) -> Opened:
    from seqguard.sources.files import open_member

    path = Path(value)
    there = os.path.exists(path)
    if path.suffix == ".npy" and there:
        try:
            return open_member(path)
        except (OSError, ValueError) as error:
            raise named(argument, error) from error
    missing = "which names no file" if not there else "and only a .npy file holds a single tensor"
    raise TypeError(f"{argument} must be {EXPECTED}, got {shown(str(value))}, {missing}")
