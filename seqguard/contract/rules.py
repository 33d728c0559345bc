"""Which Pandera check is judged on what.

| check | judged on |
|---|---|
| gt, ge, lt, le, in_range with numbers | the least and the greatest value and a missing one, in the data's dtype |
| isin, notin, eq, ne; element-wise; declared row-wise | the different values, as they turn up |
| element-wise or row-wise on whole rows | the rows, in pieces |
| those of seqguard.pandera | the sequences, by the checks of seqguard behind them |
| anything else | the whole frame |

An answer of the first two kinds is that on the whole frame, because the function's answer for a value depends on
nothing but the value; the bounds follow the order, so no value between two that pass can fail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal

import numpy as np

from seqguard.contract.adapter import builtin, module
from seqguard.core.plan import Array, Bools, Ints

How = Literal["extremes", "values", "rows", "sequences", "whole"]

ORDERED = {"greater_than", "greater_than_or_equal_to", "less_than", "less_than_or_equal_to", "in_range"}
BY_VALUE = {"equal_to", "not_equal_to", "isin", "notin"}


def _inside(x: Array, low: Any, high: Any, include_min: bool, include_max: bool) -> Bools:
    above = x >= low if include_min else x > low
    below = x <= high if include_max else x < high
    inside: Bools = above & below
    return inside


HOLDS: dict[str, Callable[..., Any]] = {
    "greater_than": lambda x, min_value: x > min_value,
    "greater_than_or_equal_to": lambda x, min_value: x >= min_value,
    "less_than": lambda x, max_value: x < max_value,
    "less_than_or_equal_to": lambda x, max_value: x <= max_value,
    "in_range": lambda x, min_value, max_value, include_min, include_max: _inside(
        x, min_value, max_value, include_min, include_max
    ),
    "equal_to": lambda x, value: x == value,
    "not_equal_to": lambda x, value: x != value,
    "isin": lambda x, allowed_values: np.isin(x, list(allowed_values)),
    "notin": lambda x, forbidden_values: ~np.isin(x, list(forbidden_values)),
}
"""Pandera's own checks in NumPy, which find the places of what failed in half the time of a Series or less."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One check of one column, or (`column` None) of the rows.

    `key` is the name under which Pandera runs it on the frame: the column's, None for the rows.
    """

    check: Any
    column: int | None
    key: str | None
    how: How

    def wrong(self, column: Array) -> Ints | None:
        """Rows that fail, found by NumPy; None where the check is not one of Pandera's own on numbers."""
        name, given = builtin(self.check), self.check.statistics
        if name not in HOLDS or not (name in ("isin", "notin") or all(map(_is_number, given.values()))):
            return None
        try:
            fails = ~HOLDS[name](column, **given)
        except OverflowError:  # a bound beyond the column's integers; the check itself says what comes of it
            return None
        if self.check.ignore_na and column.dtype.kind == "f":
            fails &= ~np.isnan(column)
        return np.flatnonzero(fails)

    @property
    def text(self) -> str:
        """What the check says of itself."""
        return str(self.check.error or self.check.name)


def rules_of(schema: Any, frame: Any, rowwise: tuple[str, ...], moved: frozenset[str]) -> list[Rule]:
    """The rules of a schema on a frame's columns; those of the columns in `moved` are left to Pandera as a whole."""
    places = {name: i for i, name in enumerate(frame.columns)}
    rules = []
    for name, column in schema.columns.items():
        for key in matched(column, name, frame):
            if key not in moved:
                rules += [Rule(check, places[key], key, _of_column(check, rowwise)) for check in column.checks]
    for check in schema.checks:
        how = _of_column(check, rowwise)
        if how in ("extremes", "values") and builtin(check) and not isinstance(_first(check), Mapping):
            rules += [Rule(check, i, name, how) for name, i in places.items() if name not in moved]
        else:
            of_rows: dict[How, How] = {"values": "rows", "extremes": "whole"}
            rules.append(Rule(check, None, None, of_rows.get(how, how)))
    return rules


def matched(column: Any, name: Any, frame: Any) -> list[Any]:
    """The frame's columns that a schema's column speaks of."""
    from pandera.errors import SchemaError

    if not column.regex:
        return [name] if name in frame.columns else []
    try:
        return list(column.get_regex_columns(frame))
    except SchemaError:  # none; that one was required is said where the columns are compared
        return []


def _of_column(check: Any, rowwise: tuple[str, ...]) -> How:
    from pandera.pandas import Hypothesis

    if isinstance(check, Hypothesis) or check.groupby is not None:
        return "whole"
    if module(check) == "seqguard.pandera":
        return "sequences"
    name = builtin(check)
    if name in ORDERED and all(_is_number(v) for v in check.statistics.values()):
        return "extremes"
    if name in BY_VALUE or check.element_wise or {check.name, check.error} & set(rowwise):
        return "values"
    return "whole"


def _first(check: Any) -> Any:
    return next(iter(check.statistics.values()), None)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | np.number | bool | np.bool_)
