"""Contracts as YAML: a header named seqguard, and below it the schema as Pandera itself writes it."""

import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pandera.pandas as pa
import yaml  # type: ignore[import-untyped]  # PyYAML has no types

from seqguard.catalogue import nearest
from seqguard.contract.form import VERSION, check_header, check_table
from seqguard.contract.statistical import BEHIND
from seqguard.contract.terms import ROW_LIMIT, Terms
from seqguard.contract.yaml_text import parse, read
from seqguard.core.errors import shortened, shown

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
    in_file = isinstance(source, Path) or "\n" not in source
    where = shortened(str(source), 200) if in_file else "contract"
    held = parse(read(Path(source)) if in_file else str(source), where)
    if not isinstance(held, dict) or not ({"seqguard", "columns"} & set(held)):
        near = nearest("columns", [k for k in held if isinstance(k, str)]) if isinstance(held, dict) else "."
        said = "it has neither a header `seqguard` nor Pandera's `columns`"
        raise ValueError(f"{where} is no contract: {said}{near if near != '.' else ''}")
    header = held.pop("seqguard", {"version": VERSION})
    check_header(header, where)
    features = _schema(held, where) if held else None
    target = None if header.get("target") is None else _schema(header["target"], f"{where}: target")
    try:
        return Terms(
            features,
            target,
            timesteps=header.get("timesteps"),
            dtype=header.get("dtype"),
            rowwise=header.get("rowwise") or (),
            row_limit=ROW_LIMIT if header.get("row_limit") is None else header["row_limit"],
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error


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
    if held.get("columns") is not None and not isinstance(held["columns"], dict):
        raise ValueError(f"{where}: columns must be a mapping of names to mappings, got {shown(held['columns'])}")
    if not held.get("columns"):
        rest = ", ".join(shown(key) for key in list(held)[:5])
        raise ValueError(f"{where} must have columns, a mapping of names to mappings, beside {rest}")
    if BEHIND.keys() & set(_names_in(held)):
        import_module(PROVIDER)  # a quarter second that other contracts do not need
    check_table(held, where)
    whole = {**held, "columns": {name: column or {"dtype": None} for name, column in held["columns"].items()}}
    try:
        return pa.DataFrameSchema.from_yaml(yaml.safe_dump(whole, sort_keys=False))
    except Exception as error:  # whatever Pandera and pandas make of a dtype, a bound or an option
        said = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{where} is not a schema that Pandera reads: {shortened(said, 300)}") from error


def _names_in(held: Any) -> Iterator[str]:
    """Every key and every text in a schema: among them the names of its checks."""
    if isinstance(held, str):
        yield held
    for part in [*held, *held.values()] if isinstance(held, dict) else held if isinstance(held, list) else ():
        yield from _names_in(part)


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
