"""Writes docs/contract.schema.json, by which editors complete and check a contract, from seqguard/contract/form.py."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seqguard.contract import form

TARGET = Path(__file__).parents[1] / "docs" / "contract.schema.json"
NAMES = {"type": "array", "items": {"type": "string"}}
FRAGMENTS: Mapping[str, dict[str, Any]] = {
    form.TEXT[0]: {"type": "string"},
    form.YES_NO[0]: {"type": "boolean"},
    form.COUNT[0]: {"type": "integer", "minimum": 0},
    form.NAMES[0]: NAMES,
    form.ANY[0]: {},
    form.STRICT[0]: {"enum": [True, False, "filter"]},
    form.UNIQUE[0]: {"anyOf": [{"type": "string"}, NAMES]},
    form.DUPLICATES[0]: {"enum": ["all", "exclude_first", "exclude_last"]},
    form.ONLY_TABLES[0]: {"const": "dataframe"},
    form.ONLY_PANDAS[0]: {"const": "pandas"},
    form.INDEX[0]: {"type": "array", "items": {"type": "object"}},
    form.MAPPING[0]: {"type": "object"},
    form.HEADER["version"][0]: {"const": form.VERSION},
}
"""By what `form` says that a value must be."""


def properties(kinds: Mapping[str, form.Kind]) -> dict[str, Any]:
    """The keys of one mapping; null stands for a key that is not there."""
    made: dict[str, Any] = {}
    for key, (said, _) in kinds.items():
        fragment = {"$ref": "#/$defs/checks"} if said == form.CHECK_LIST[0] else FRAGMENTS[said]
        made[key] = {"anyOf": [fragment, {"type": "null"}]} if fragment else {}
    return made


def closed(given: dict[str, Any]) -> dict[str, Any]:
    """A mapping that has these keys and no other."""
    return {"type": "object", "properties": given, "additionalProperties": False}


def schema() -> dict[str, Any]:
    """The schema of a whole contract. Checks of other packages cannot be known here: any key of a column may be one."""
    options = closed(properties(form.OPTIONS))
    checks = {name: {} for name in (*form.CHECKS, *form.SHORT)}
    listed = {"type": "object", "properties": {"options": options}, "required": ["options"]}
    column = {"type": ["object", "null"], "properties": {**properties(form.COLUMN), **checks}}
    columns = {"type": "object", "minProperties": 1, "additionalProperties": column}
    table = {**properties(form.TABLE), "columns": columns}
    header = {**properties(form.HEADER), "target": {"anyOf": [closed(table), {"type": "null"}]}}
    whole = closed({"seqguard": {**closed(header), "required": ["version"]}, **table})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A contract of seqguard",
        "anyOf": [{"required": ["seqguard"]}, {"required": ["columns"]}],
        **whole,
        "$defs": {"checks": {"anyOf": [{"type": "array", "items": listed}, {"type": "object", "properties": checks}]}},
    }


def text() -> str:
    """The schema as it is written."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
