"""`seqguard check --show-settings`: what options, environment and configuration come to, for each path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from seqguard.core.escape import one_line
from seqguard.core.options import Options
from seqguard.engine.registry import chosen

if TYPE_CHECKING:
    from seqguard.cli.config import Config

Settled = tuple[dict[str, Any], dict[str, Any]]
"""The arguments of `open_path` and of `inspect`."""


def settings(config: Config, gate: Mapping[str, Any], paths: Mapping[str, Settled]) -> str:
    """The gate, then each path with what it is opened and inspected with, as TOML writes values."""
    lines = [f"# configuration: {config.file or 'none'}", *_values(gate)]
    for path, (opening, options) in paths.items():
        lines += ["", f"# {one_line(path)}", *_values({k: v for k, v in opening.items() if k != "cut"})]
        lines += [*_values(opening.get("cut") or {}), *_values(_told(options))]
        rules = Options.of(**{k: v for k, v in options.items() if k != "schema"}).rules
        running = chosen(rules)
        configured = [c.slug for c in rules.checks]
        lines.append(
            f"# {len(running)} checks of data will run"
            + (f", configured: {', '.join(configured)}" if configured else "")
        )
    return "\n".join(lines) + "\n"


def _told(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options without the checks themselves, which the number of them and their slugs stand for."""
    return {k: str(v) if k == "schema" and v else v for k, v in options.items() if k != "checks"}


def _values(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if value is not None and value != {} and value != []:
            yield f"{name.replace('_', '-')} = {_toml(value)}"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(str(k))} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return str(value)
