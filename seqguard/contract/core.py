"""What Pandera itself is asked: the structure of a frame, and whatever needs the whole of it."""

import copy
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from seqguard.contract.findings import Breach
from seqguard.contract.rules import Rule, matched

CAP = 5
"""Failure cases that Pandera lists for a check: a feature that fails everywhere gave 960,008 rows and 93 MB without."""


Casts = dict[int, np.dtype[Any]]
"""Wider dtypes of columns, by their number."""


def coercions(schema: Any, frame: pd.DataFrame, dtype: np.dtype[Any]) -> tuple[Casts, frozenset[str]]:
    """Columns that `coerce` widens without loss, and those that only Pandera can judge as a whole.

    A widening keeps the order and the differences of values, so witnesses stand for the rest; a narrowing (floats to
    whole numbers), a parser or a default does not.
    """
    casts: Casts = {}
    moved = set()
    places = {name: f for f, name in enumerate(frame.columns)}
    for name, column in schema.columns.items():
        wanted = getattr(schema.dtype or column.dtype, "type", None)
        for key in matched(column, name, frame):
            if schema.parsers or column.parsers or column.default is not None or column.drop_invalid_rows:
                moved.add(key)
            elif (schema.coerce or column.coerce) and wanted is not None and wanted != dtype:
                if isinstance(wanted, np.dtype) and wanted.kind in "iuf" and np.can_cast(dtype, wanted, "safe"):
                    casts[places[key]] = wanted
                else:
                    moved.add(key)
    return casts, frozenset(moved)


def entire(schema: Any, moved: frozenset[str]) -> bool:
    """Whether nothing of the schema can be judged without the whole frame: its rows change before they are judged."""
    return bool(schema.parsers or schema.add_missing_columns or schema.drop_invalid_rows or (moved and schema.checks))


def structure(schema: Any, witness: pd.DataFrame, moved: frozenset[str]) -> list[Breach]:
    """Names, order, dtypes and missing values of the columns, by Pandera on the witness rows."""
    bare = copy.deepcopy(schema)
    bare.index, bare.checks, bare.coerce, bare.unique = None, [], False, None
    for name, column in bare.columns.items():
        column.checks, column.unique, column.coerce = [], False, False
        if moved & set(matched(column, name, witness)):
            column.parsers, column.default, column.nullable, column.dtype = [], None, True, None
    return validate(bare, witness)


def whole_schema(schema: Any, frame: pd.DataFrame, moved: frozenset[str], entire: bool) -> Any:
    """What is left to Pandera on the whole frame; None where nothing is."""
    rest = copy.deepcopy(schema)
    rest.index = None
    if not entire:
        rest.checks, rest.strict, rest.ordered = [], False, False
        for name, column in list(rest.columns.items()):
            if moved & set(matched(column, name, frame)):
                continue
            if column.unique:
                column.checks, column.dtype, column.nullable, column.coerce = [], None, True, False
            else:
                del rest.columns[name]
    for check in [*rest.checks, *(c for column in rest.columns.values() for c in column.checks)]:
        check.n_failure_cases = check.n_failure_cases or CAP
    return rest if rest.columns or rest.checks or rest.unique or rest.parsers else None


def validate(schema: Any, frame: pd.DataFrame) -> list[Breach]:
    """Pandera's own verdict on a frame."""
    from pandera.errors import SchemaError, SchemaErrors

    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return [_breach(error, frame) for error in errors.schema_errors]
    except SchemaError as error:
        return [_breach(error, frame)]
    return []


def _breach(error: Any, frame: pd.DataFrame) -> Breach:
    names = list(frame.columns)
    name = getattr(error.schema, "name", None)
    rule = str(getattr(error.check, "error", None) or getattr(error.check, "name", None) or error.check)
    return Breach(rule, names.index(name) if name in names else None, text=_sentence(rule, name, error, frame))


def _sentence(rule: str, name: Any, error: Any, frame: pd.DataFrame) -> str:
    case = error.failure_cases
    if rule == "column_in_dataframe":
        there = ", ".join(frame.columns[:12])
        return f"The contract has a column `{case}`, and there is none of this name (there are {there})."
    if rule == "column_in_schema":
        return f"There is a column `{case}`, which the contract does not know."
    if rule.startswith("dtype(") and name in frame.columns:
        return f"`{name}` is {frame[name].dtype}, the contract says {error.schema.dtype}."
    return f"{str(error).splitlines()[0][:200]} (Pandera, {rule})."


Answer: TypeAlias = "pd.Series[bool] | str | bool"


def ask(rule: Rule, values: "pd.Series[Any] | pd.DataFrame") -> Answer:
    """True where the check holds; else what it says of each value, or False, or what it raised.

    Pandera counts a check that raises as failed, and so does this: a check is the user's own code.
    """
    try:
        whole = isinstance(values, pd.DataFrame) and rule.key is not None
        result = rule.check(values, rule.key) if whole else rule.check(values)
        if bool(result.check_passed):
            return True
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    found = result.check_output
    if isinstance(found, pd.DataFrame):
        found = found.all(axis=1)
    return found.astype(bool) if isinstance(found, pd.Series) else False
