"""Expressions, which have no values."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_expression(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "an expression has no values; pass the column, frame[name]")


CONTAINER = Container(
    "expression",
    "nothing",
    refuse_expression,
    types=(
        "polars.Expr",
        "pyarrow.Expression",
        "duckdb.Expression",
        "_duckdb.Expression",
        "narwhals.Expr",
    ),
    left="pass the column, frame[name]",
)
