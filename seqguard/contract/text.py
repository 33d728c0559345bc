"""Contracts as YAML: a header named seqguard, and below it the schema as Pandera itself writes it."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pandera.pandas as pa
import yaml  # type: ignore[import-untyped]
from pandera.io._flat_checks import COMPONENT_RESERVED_KEYS

from seqguard.contract.terms import ROW_LIMIT, Terms

VERSION = 1
HEADER = ("version", "timesteps", "dtype", "rowwise", "row_limit", "target")

IMPORT_IT = "Import the module that registers it first"

PROVIDER = "seqguard.pandera"
"""Registers seqguard's own checks with Pandera; loaded by name, as a plugin is, since it stands above the engine."""


def dump(contract: Terms) -> str:
    """The YAML text.

    Raises:
        ValueError: something in a schema has no place in YAML; Pandera would drop it with a warning.
    """
    header: dict[str, Any] = {"version": VERSION, "timesteps": contract.timesteps, "dtype": contract.dtype}
    header |= {"rowwise": list(contract.rowwise)} if contract.rowwise else {}
    header |= {"row_limit": contract.row_limit} if contract.row_limit != ROW_LIMIT else {}
    if contract.target is not None:
        header["target"] = yaml.safe_load(pandera_text(contract.target, "target"))
    text = str(yaml.safe_dump({"seqguard": header}, sort_keys=False, allow_unicode=True))
    text += pandera_text(contract.features, "features") if contract.features is not None else ""
    if not same(load(text).features, contract.features) or not same(load(text).target, contract.target):
        raise ValueError("contract does not survive YAML: reading it back gives another schema")
    return text


def load(source: str | Path) -> Terms:
    """The contract in a file or a text."""
    text = source
    if isinstance(source, Path) or "\n" not in source:
        text = Path(source).read_text(encoding="utf-8")
    assert isinstance(text, str)
    where = str(source) if text is not source else "contract"
    try:
        held = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"{where} is no YAML: {error}") from error
    if not isinstance(held, dict) or not ({"seqguard", "columns"} & set(held)):
        raise ValueError(f"{where} is no contract: it has neither a header `seqguard` nor Pandera's `columns`")
    header = held.pop("seqguard", {"version": VERSION})
    unknown = [key for key in header if key not in HEADER]
    if unknown or header.get("version") != VERSION:
        wrong = f"version {header.get('version')!r}" if not unknown else f"the key {unknown[0]!r}"
        raise ValueError(f"{where} has {wrong} in its header; version {VERSION} knows {', '.join(HEADER)}")
    return Terms(
        _schema(held, where) if held.get("columns") else None,
        _schema(header["target"], where) if header.get("target") else None,
        timesteps=header.get("timesteps"),
        dtype=header.get("dtype"),
        rowwise=header.get("rowwise", ()),
        row_limit=header.get("row_limit", ROW_LIMIT),
    )


def same(ours: pa.DataFrameSchema | None, theirs: pa.DataFrameSchema | None) -> bool:
    """Whether two schemas say the same. Pandera's `==` alone answers no for its own checks from before and after its
    backend is loaded, which is when the first frame is validated.
    """
    if ours is None or theirs is None or ours == theirs:
        return ours is theirs or ours == theirs
    try:
        return pandera_text(ours, "features") == pandera_text(theirs, "features")
    except ValueError:
        return False


def _schema(held: dict[str, Any], where: str) -> pa.DataFrameSchema:
    columns = held.get("columns")
    if not isinstance(columns, dict) or not all(isinstance(c or {}, dict) for c in columns.values()):
        raise ValueError(f"{where} is not a schema that Pandera reads: columns must be a mapping of names to mappings")
    if not all(hasattr(pa.Check, name) for name in _check_names(held)):
        import_module(PROVIDER)  # a quarter second that other contracts do not need
    unknown = [name for name in _check_names(held) if not hasattr(pa.Check, name)]
    if unknown:  # Pandera passes over a key that it does not know
        raise ValueError(f"{where} names a check that is not registered: {unknown[0]}. {IMPORT_IT}")
    try:
        return pa.DataFrameSchema.from_yaml(yaml.safe_dump(held, sort_keys=False))
    except AttributeError as error:  # Pandera looks the check up as an attribute
        raise ValueError(f"{where} names a check that is not registered: {error}. {IMPORT_IT}") from error
    except (TypeError, KeyError, pa.errors.SchemaDefinitionError) as error:
        raise ValueError(f"{where} is not a schema that Pandera reads: {error}") from error


def _check_names(held: dict[str, Any]) -> Iterator[str]:
    """The checks that a schema's text names: as keys of a column, or among the options in a list."""
    for column in held["columns"].values():
        yield from (key for key in column or () if key not in COMPONENT_RESERVED_KEYS)
    for owner in (held, *held["columns"].values()):
        listed = (owner or {}).get("checks")
        for check in listed if isinstance(listed, list) else ():
            options = check.get("options") if isinstance(check, dict) else None
            if isinstance(options, dict) and "check_name" in options:
                yield str(options["check_name"])


def pandera_text(schema: pa.DataFrameSchema, argument: str) -> str:
    """A schema as Pandera writes it; ValueError names what Pandera would drop. `argument` is for the message."""
    for name, owner in [*schema.columns.items(), (None, schema)]:
        of = argument if name is None else f"{argument} `{name}`"
        if owner.parsers:
            raise ValueError(f"the parsers of {of} cannot be written to YAML")
        for check in owner.checks:
            if check.registry_name is None or check.groupby is not None or isinstance(check, pa.Hypothesis):
                raise ValueError(
                    f"the check {check.error or check.name} of {of} cannot be written to YAML, and Pandera drops it; "
                    "register it with pandera.extensions.register_check_method"
                )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return str(schema.to_yaml())
