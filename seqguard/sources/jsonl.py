"""JSON lines: one record a line; a table, or named arrays where fields hold lists."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqguard.core.errors import NotInstalled, shortened
from seqguard.sources.limits import SETTING, limit
from seqguard.sources.texts import open_text

if TYPE_CHECKING:
    import pandas as pd


CELL, FILLED = 8, 0.01
"""Bytes of a cell, and the share of the cells of a large table that must be filled: 8 MB of records of which each has a
key of its own are 250 thousand million cells."""


def open_jsonl(path: Path, *, lists: bool = True) -> "pd.DataFrame | dict[str, Callable[[], Any]]":
    """A data frame of the records; where a field holds lists, unless `lists` is no, the fields by name.

    Raises:
        ValueError: a line is no record, the records have hardly a field in common, or the file unpacks to more than the
            budget.
        NotInstalled: pandas is missing, for a table.
    """
    columns: dict[str, list[Any]] = {}
    rows = filled = 0
    with open_text(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            record = _record(path, number, line)
            for name in record:
                columns.setdefault(name, [None] * rows)
            rows, filled = rows + 1, filled + len(record)
            cells = rows * len(columns)
            if cells * CELL > limit() and filled < FILLED * cells:
                raise ValueError(
                    f"{path} is no table: {rows:,} records have {len(columns):,} different fields, and {filled:,} of "
                    f"{cells:,} cells hold a value; where that is meant, set {SETTING} to the bytes of all cells"
                )
            for name, values in columns.items():
                values.append(record.get(name))
    if not rows:
        raise ValueError(f"{path} has no records")
    if lists and any(isinstance(value, list) for values in columns.values() for value in values[:1]):
        return {name: partial(list, values) for name, values in columns.items()}
    try:
        import pandas as pd
    except ImportError as error:
        raise NotInstalled(f"{path} needs pandas: pip install pandas") from error
    return pd.DataFrame(columns)


def _record(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is no JSON lines: line {number:,}: {shortened(str(error), 200)}") from error
    if not isinstance(record, dict):
        raise ValueError(f'{path}: line {number:,} is no record, such as {{"x": [[1, 2], [3, 4]], "y": 0}}')
    return record
