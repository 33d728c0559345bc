"""Connections to a database."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_connection(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    if type(value).__module__.partition(".")[0] in ("duckdb", "_duckdb"):
        refuse(value, asked, "a connection is no table; pass seqguard.windows({a}.sql('from ...'), window=24)")
    refuse(value, asked, "a connection is no table; pass seqguard.windows(pandas.read_sql(query, {a}), window=24)")


CONTAINER = Container(
    "connection to a database",
    "nothing",
    refuse_connection,
    types=(
        "duckdb.DuckDBPyConnection",
        "_duckdb.DuckDBPyConnection",
        "sqlite3.Connection",
        "sqlite3.Cursor",
        "sqlalchemy.Engine",
        "sqlalchemy.Connection",
    ),
    left="pass seqguard.windows(pandas.read_sql(query, connection), window=24)",
)
