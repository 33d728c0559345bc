"""What a contract says, as values: Pandera's schemas for the rows of X and y, and what the tensor itself must be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandera.pandas as pa

from seqguard.core.arguments import check_patterns
from seqguard.core.errors import shown

ROW_LIMIT = 1_000_000
"""Rows up to which a check that must see the whole frame is run: a million of 16 floats are 64 MB and take a second."""

MOST = 2**63 - 1
"""Of timesteps and of rows: no axis of an array is longer."""


@dataclass(frozen=True, init=False, eq=False)
class Terms:
    """What X and y must look like: Pandera's columns for the features, and the tensor's own timesteps and dtype.

    Attributes:
        features: schema of the rows of X, one column a feature, in the order of the features. None: not looked at.
        target: the same of y.
        timesteps: of X, None for any.
        dtype: of X, None for any.
        rowwise: names of vectorised checks whose answer for a row depends on that row alone. They are run in pieces;
            any other function must see the whole frame.
        row_limit: rows of the whole frame up to which such functions are run; beyond it they are skipped, and said so.
    """

    features: pa.DataFrameSchema | None
    target: pa.DataFrameSchema | None
    timesteps: int | None
    dtype: str | None
    rowwise: tuple[str, ...]
    row_limit: int

    def __init__(
        self,
        features: Any = None,
        target: Any = None,
        *,
        timesteps: int | None = None,
        dtype: Any = None,
        rowwise: Sequence[str] = (),
        row_limit: int = ROW_LIMIT,
    ) -> None:
        """Take what Pandera has.

        Args:
            features, target: a `pandera.DataFrameSchema`, a `DataFrameModel` class, or a mapping of name to `Column`; a
                single `Column` for a single target.
            timesteps, dtype, rowwise, row_limit: see the class.

        Raises:
            TypeError, ValueError: an argument is no such thing; the message names it.
        """
        if timesteps is not None and (isinstance(timesteps, bool) or not isinstance(timesteps, int)):
            raise TypeError(f"timesteps must be a whole number or None, got {shown(timesteps)}")
        if timesteps is not None and timesteps < 1:
            raise ValueError(f"timesteps must be at least 1, got {shown(timesteps)}")
        if timesteps is not None and timesteps > MOST:
            raise ValueError(f"timesteps must be at most {MOST:,}, got {shown(timesteps)}")
        names = check_patterns("rowwise", rowwise) or ()
        if isinstance(row_limit, bool) or not isinstance(row_limit, int) or not 0 <= row_limit <= MOST:
            raise ValueError(f"row_limit must be a number of rows, at most {MOST:,}, got {shown(row_limit)}")
        object.__setattr__(self, "features", _schema("features", features))
        object.__setattr__(self, "target", _schema("target", target))
        object.__setattr__(self, "timesteps", timesteps)
        object.__setattr__(self, "dtype", None if dtype is None else _dtype_name(dtype))
        object.__setattr__(self, "rowwise", names)
        object.__setattr__(self, "row_limit", row_limit)

    def feature_names(self, count: int) -> tuple[str, ...] | None:
        """The features' names by position, where the schema names as many as there are."""
        return _names(self.features, count)

    def target_names(self, count: int) -> tuple[str, ...] | None:
        """The targets' names by position, where the schema names as many as there are."""
        return _names(self.target, count)


def _schema(argument: str, given: Any) -> pa.DataFrameSchema | None:
    if given is None or isinstance(given, pa.DataFrameSchema):
        return given
    if isinstance(given, type) and issubclass(given, pa.DataFrameModel):
        return given.to_schema()
    if isinstance(given, pa.Column) and argument == "target":
        given = {given.name or "y": given}
    if isinstance(given, Mapping) and given and all(isinstance(column, pa.Column) for column in given.values()):
        return pa.DataFrameSchema(dict(given))
    raise TypeError(
        f"{argument} must be a pandera.DataFrameSchema, a DataFrameModel or a dict of name to pandera.Column, "
        f"got {type(given).__name__}"
    )


def _dtype_name(dtype: Any) -> str:
    try:
        return str(np.dtype(dtype).name)
    except Exception as error:  # NumPy parses a dtype like an expression, and raises as many kinds
        raise TypeError(f"dtype must be a NumPy dtype, got {shown(dtype)}") from error


def _names(schema: pa.DataFrameSchema | None, count: int) -> tuple[str, ...] | None:
    if schema is None or any(column.regex for column in schema.columns.values()):
        return None
    names = tuple(str(name) for name in schema.columns)
    return names if len(names) == count else None
