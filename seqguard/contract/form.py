"""The form of a contract's YAML: which keys there are, of which kinds, and which checks may be named.

Pandera passes over a key that it does not know, so that `colums:` or `stict: true` would hold data to nothing; here
each is refused by its place, with the nearest key that there is. Checks are named out of a list and never looked up as
attributes.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from seqguard.catalogue import nearest
from seqguard.contract.adapter import registered
from seqguard.contract.patterns import check_pattern
from seqguard.core.errors import shown

Kind = tuple[str, Callable[[Any], bool]]
"""What a value must be, in words and as a test."""

VERSION = 1

CHECKS: Mapping[str, tuple[str, ...]] = {
    "equal_to": ("value",),
    "not_equal_to": ("value",),
    "greater_than": ("min_value",),
    "greater_than_or_equal_to": ("min_value",),
    "less_than": ("max_value",),
    "less_than_or_equal_to": ("max_value",),
    "in_range": ("min_value", "max_value", "include_min", "include_max"),
    "isin": ("allowed_values",),
    "notin": ("forbidden_values",),
    "str_matches": ("pattern",),
    "str_contains": ("pattern",),
    "str_startswith": ("string",),
    "str_endswith": ("string",),
    "str_length": ("min_value", "max_value", "exact_value"),
    "unique_values_eq": ("values",),
}
"""Pandera's own checks and their parameters."""
SHORT = {
    "eq": "equal_to",
    "ne": "not_equal_to",
    "gt": "greater_than",
    "ge": "greater_than_or_equal_to",
    "lt": "less_than",
    "le": "less_than_or_equal_to",
    "between": "in_range",
}
"""Pandera's short names of them."""


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


TEXT: Kind = ("a text", lambda v: isinstance(v, str))
YES_NO: Kind = ("true or false", lambda v: isinstance(v, bool))
COUNT: Kind = ("a whole number", _is_count)
NAMES: Kind = ("a list of names", _is_names)
MAPPING: Kind = ("a mapping", lambda v: isinstance(v, dict))
ANY: Kind = ("a value", lambda v: True)
CHECK_LIST: Kind = ("a list of checks or a mapping of them", lambda v: isinstance(v, list | dict))
STRICT: Kind = ("true, false or 'filter'", lambda v: isinstance(v, bool) or v == "filter")
UNIQUE: Kind = ("a name or a list of names", lambda v: isinstance(v, str) or _is_names(v))
DUPLICATES: Kind = ("all, exclude_first or exclude_last", lambda v: v in ("all", "exclude_first", "exclude_last"))
ONLY_TABLES: Kind = ("dataframe", lambda v: v == "dataframe")
ONLY_PANDAS: Kind = ("pandas", lambda v: v == "pandas")
INDEX: Kind = ("a list of mappings", lambda v: isinstance(v, list) and all(isinstance(i, dict) for i in v))

HEADER: Mapping[str, Kind] = {
    "version": ("1, the only version there is", lambda v: v == VERSION and not isinstance(v, bool)),
    "timesteps": COUNT,
    "dtype": TEXT,
    "rowwise": NAMES,
    "row_limit": COUNT,
    "target": MAPPING,
}
TABLE: Mapping[str, Kind] = {
    "schema_type": ONLY_TABLES,
    "version": TEXT,
    "api": ONLY_PANDAS,
    "columns": MAPPING,
    "checks": CHECK_LIST,
    "index": INDEX,
    "multiindex": MAPPING,
    "dtype": TEXT,
    "coerce": YES_NO,
    "strict": STRICT,
    "name": TEXT,
    "ordered": YES_NO,
    "unique": UNIQUE,
    "report_duplicates": DUPLICATES,
    "unique_column_names": YES_NO,
    "add_missing_columns": YES_NO,
    "title": TEXT,
    "description": TEXT,
    "drop_invalid_rows": YES_NO,
    "metadata": ANY,
}
COLUMN: Mapping[str, Kind] = {
    "title": TEXT,
    "description": TEXT,
    "dtype": TEXT,
    "nullable": YES_NO,
    "checks": CHECK_LIST,
    "name": TEXT,
    "unique": YES_NO,
    "coerce": YES_NO,
    "required": YES_NO,
    "regex": YES_NO,
    "default": ANY,
    "report_duplicates": DUPLICATES,
    "drop_invalid_rows": YES_NO,
    "metadata": ANY,
}
OPTIONS: Mapping[str, Kind] = {
    "check_name": TEXT,
    "ignore_na": YES_NO,
    "raise_warning": YES_NO,
    "n_failure_cases": COUNT,
    "groupby": ANY,
    "groups": ANY,
    "error": TEXT,
    "name": TEXT,
}


def check_header(header: Any, where: str) -> None:
    """Raise ValueError unless the header `seqguard` is one."""
    if not isinstance(header, dict):
        raise ValueError(f"{where}: seqguard must be a mapping, got {shown(header)}")
    _check_keys(header, HEADER, f"{where}: seqguard")
    if "version" not in header:
        raise ValueError(f"{where}: seqguard must have a version; this one reads {VERSION}")


def check_table(table: Mapping[str, Any], where: str) -> None:
    """Raise ValueError unless a schema of a table has Pandera's keys, kinds and checks, and nothing else."""
    _check_keys(table, TABLE, where)
    columns = table.get("columns") or {}
    for name, column in columns.items():
        at = f"{where}: columns.{shown(name)}"
        if not isinstance(name, str | int) or isinstance(name, bool):
            raise ValueError(f"{at} must have a text as its name")
        if column is None:
            continue
        if not isinstance(column, dict):
            raise ValueError(f"{at} must be a mapping, got {shown(column)}")
        own = {key: value for key, value in column.items() if key not in COLUMN}
        _check_keys({k: v for k, v in column.items() if k in COLUMN}, COLUMN, at)
        for key, value in own.items():
            _check_named(key, value, at, COLUMN)
        _check_list(column.get("checks"), at)
        if column.get("regex"):
            check_pattern(str(name), at)
    _check_list(table.get("checks"), where)
    unique = [table["unique"]] if isinstance(table.get("unique"), str) else table.get("unique") or ()
    if not any((column or {}).get("regex") for column in columns.values()):
        for name in unique:
            if name not in columns:
                raise ValueError(f"{where}: unique names {shown(name)}, which is no column{nearest(name, columns)}")


def _check_keys(given: Mapping[Any, Any], kinds: Mapping[str, Kind], where: str) -> None:
    for key, value in given.items():
        if key not in kinds:
            raise ValueError(f"{where} has no key {shown(key)}{_near(key, kinds)} It has {', '.join(kinds)}")
        said, test = kinds[key]
        if value is not None and not test(value):
            raise ValueError(f"{where}: {key} must be {said}, got {shown(value)}")


def _check_list(checks: Any, where: str) -> None:
    """Checks as Pandera writes them: a list of their parameters and options, or a mapping by their names."""
    if isinstance(checks, dict):
        for name, given in checks.items():
            _check_named(name, given, f"{where}: checks", {})
        return
    for i, given in enumerate(checks or ()):
        at = f"{where}: checks[{i}]"
        options = given.get("options") if isinstance(given, dict) else None
        if not isinstance(options, dict) or not isinstance(options.get("check_name"), str):
            raise ValueError(f"{at} must be a mapping with options and in them a check_name, got {shown(given)}")
        rest = {key: value for key, value in given.items() if key != "options"}
        _check_keys(options, OPTIONS, f"{at}: options")
        _check_named(options["check_name"], rest, at, {})


def _check_named(name: Any, given: Any, where: str, keys: Iterable[str]) -> None:
    """One check by its name, with a value or a mapping of parameters and options."""
    own = SHORT.get(name, name) if isinstance(name, str) else name
    if not isinstance(name, str) or (own not in CHECKS and name not in registered()):
        known = [*keys, *CHECKS, *SHORT, *registered()]
        said = f"{'has no key and' if keys else 'names'} no registered check {shown(name)}"
        raise ValueError(f"{where} {said}{_near(name, known)} Import the module that registers it first")
    if own not in CHECKS or not isinstance(given, dict):
        return
    parameters = (*CHECKS[own], "value", *OPTIONS, "options")
    for key in given:
        if key not in parameters:
            raise ValueError(f"{where}: {name} has no parameter {shown(key)}{_near(key, parameters)}")
    if own in ("str_matches", "str_contains") and isinstance(given.get("pattern"), str):
        check_pattern(given["pattern"], f"{where}: {name}")


def _near(name: Any, known: Iterable[str]) -> str:
    return nearest(name, known) if isinstance(name, str) and len(name) < 100 else "."
