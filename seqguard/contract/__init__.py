"""A team's Pandera schema of a table, held against the tensor that was cut from it.

A row of the table is a timestep, a column a feature. Pandera is imported here, so this package is loaded only when a
contract is in play.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandera.pandas as pa

from seqguard._plan import Plan
from seqguard._verdict import Verdict
from seqguard.sources.base import SplitData

ROW_LIMIT = 1_000_000
"""Rows up to which a check that must see the whole frame is run: a million of 16 floats are 64 MB and take a second."""


@dataclass(frozen=True, init=False, eq=False)
class SequenceSchema:
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
            raise TypeError(f"timesteps must be a whole number or None, got {timesteps!r}")
        if timesteps is not None and timesteps < 1:
            raise ValueError(f"timesteps must be at least 1, got {timesteps}")
        if isinstance(rowwise, str) or not all(isinstance(name, str) for name in rowwise):
            raise TypeError(f"rowwise must be a sequence of names of checks, got {rowwise!r}")
        if isinstance(row_limit, bool) or not isinstance(row_limit, int) or row_limit < 0:
            raise ValueError(f"row_limit must be a number of rows, got {row_limit!r}")
        object.__setattr__(self, "features", _schema("features", features))
        object.__setattr__(self, "target", _schema("target", target))
        object.__setattr__(self, "timesteps", timesteps)
        object.__setattr__(self, "dtype", None if dtype is None else _dtype_name(dtype))
        object.__setattr__(self, "rowwise", tuple(rowwise))
        object.__setattr__(self, "row_limit", row_limit)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SequenceSchema):
            return NotImplemented
        from seqguard.contract.text import same

        plain = all(getattr(self, a) == getattr(other, a) for a in ("timesteps", "dtype", "rowwise", "row_limit"))
        return plain and same(self.features, other.features) and same(self.target, other.target)

    __hash__ = None  # type: ignore[assignment]  # Pandera's schemas have no hash

    def judge(self, splits: Mapping[str, SplitData], plans: Mapping[str, Mapping[str, Plan]]) -> Verdict:
        """What in these splits breaks the contract, and what of it could not be judged."""
        from seqguard.contract.judge import judge

        return judge(self, splits, plans)

    def feature_names(self, count: int) -> tuple[str, ...] | None:
        """The features' names by position, where the schema names as many as there are."""
        return _names(self.features, count)

    def target_names(self, count: int) -> tuple[str, ...] | None:
        """The targets' names by position, where the schema names as many as there are."""
        return _names(self.target, count)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """The contract as YAML, written to `path` where one is given.

        Pandera reads the same text with `DataFrameSchema.from_yaml`: below the header it is Pandera's own.

        Raises:
            ValueError: a check is a function that YAML cannot hold; register it with `pandera.extensions`.
        """
        from seqguard.contract.text import dump

        text = dump(self)
        if path is not None:
            Path(path).write_text(text, encoding="utf-8")
        return text

    @classmethod
    def from_yaml(cls, source: str | Path) -> "SequenceSchema":
        """The contract in a file (`Path`, or a string that names one) or in YAML text. Pandera's own YAML is one too.

        Raises:
            ValueError: it is no such YAML, or names a check that is not registered.
        """
        from seqguard.contract.text import load

        return load(source)

    @classmethod
    def infer(cls, X: Any, y: Any = None, **arguments: Any) -> "SequenceSchema":
        """Learn a contract from data that are known to be good.

        Args:
            X, y: as for `seqguard.inspect`; a path too.
            **arguments: `feature_names`, `target_names`, `mask_value` of `seqguard.inspect`.

        Returns:
            A schema with the timesteps, the dtype, and of each feature: whether values may be missing; the set of its
            values where it has at most 12, each in 20 rows on average; else bounds, wider than what was seen by the
            rule that `seqguard.contract.infer.MARGIN` states.
        """
        from seqguard.contract.infer import infer

        return infer(X, y, **arguments)


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
    except TypeError as error:
        raise TypeError(f"dtype must be a NumPy dtype, got {dtype!r}") from error


def _names(schema: pa.DataFrameSchema | None, count: int) -> tuple[str, ...] | None:
    if schema is None or any(column.regex for column in schema.columns.values()):
        return None
    names = tuple(str(name) for name in schema.columns)
    return names if len(names) == count else None
