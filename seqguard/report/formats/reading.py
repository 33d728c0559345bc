"""A report back from its JSON, of this schema version, by whichever release of seqguard it was written."""

import json
from collections.abc import Callable, Mapping
from typing import Any, get_args

from seqguard.core.errors import named, shortened
from seqguard.core.figure import Figure, FigureKind, Line, Mark, Outline, Pictures
from seqguard.core.finding import SEVERITIES, Baseline, Crash, Finding, Impact, Skipped
from seqguard.report.report import Circumstances, Reading, Report, Unseen

SCHEMA_VERSION = 1
"""The version of docs/report.schema.json that is read."""
DEEPEST = 20
"""Findings within findings: what is absorbed absorbs nothing further, so two are written."""

Value = dict[str, Any]


def from_json(text: str | bytes) -> Report:
    """See `Report.from_json`."""
    if not isinstance(text, str | bytes):
        raise TypeError(f"text must be the JSON of a report, got {type(text).__name__}")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"text is no JSON: {shortened(str(error), 200)}") from error
    try:
        return from_dict(value)
    except ValueError as error:
        raise named("text", error) from error


def from_dict(value: object) -> Report:
    """A report out of what `Report.to_dict` gave.

    Raises:
        ValueError: it is no report of this schema version, or a field holds something else than it may.
    """
    if not isinstance(value, dict) or "schema_version" not in value:
        raise ValueError("this is no report of seqguard: it has no schema_version")
    if value["schema_version"] != SCHEMA_VERSION:
        raise ValueError(f"schema_version {value['schema_version']!r:.20} is not known; {SCHEMA_VERSION} is")
    if "reports" in value and "findings" not in value:
        raise ValueError("this holds the reports of several files; hand over one entry of its `reports`")
    try:
        return Report(
            findings=_each(value, "findings", _finding),
            skipped=_each(value, "skipped", lambda v: Skipped(**_words(v, Skipped))),
            crashed=_each(value, "crashed", lambda v: Crash(**_words(v, Crash))),
            readings=_each(value, "readings", _reading),
            baselines=_each(value, "baselines", lambda v: Baseline(**_words(v, Baseline))),
            ran=tuple(_text(s) for s in value.get("ran", [])),
            run=Circumstances(**_words(value.get("run", {}), Circumstances)),
            unseen=_each(value, "unseen", lambda v: Unseen(**_words(v, Unseen))),
            unchecked=_each(value, "unchecked", lambda v: Skipped(**_words(v, Skipped))),
            pictures=_pictures(value.get("pictures", {})),
        )
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"this is no report of seqguard: {shortened(str(error), 200)}") from error


def _each(value: Value, name: str, make: Callable[[Value], Any]) -> tuple[Any, ...]:
    held = value.get(name, [])
    if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in held):
        raise ValueError(f"{name} must be a list of objects")
    return tuple(make(entry) for entry in held)


def _words(value: Value, kind: type) -> Value:
    """The fields that a class has; those that a later release added are left out."""
    if not isinstance(value, dict):
        raise ValueError(f"{kind.__name__} must be an object, got {value!r:.80}")
    return {name: _number(value[name]) for name in kind.__dataclass_fields__ if name in value}  # type: ignore[attr-defined]  # all are dataclasses


def _number(value: Any) -> Any:
    """A number where JSON had to write a text for it."""
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"a name must be a text, got {value!r:.80}")
    return value


def _finding(value: Value, depth: int = 0) -> Finding:
    held = {n: v for n, v in value.items() if n in Finding.__dataclass_fields__}
    for level in ("severity", "own_severity"):
        if held.get(level) not in (None, *SEVERITIES):
            raise ValueError(f"{level} must be one of {', '.join(SEVERITIES)}, got {held[level]!r:.80}")
    for name in ("message", "remedy", "code", "slug", "split"):
        held[name] = _text(held.get(name, ""))
    for name in ("features", "also_in"):
        held[name] = tuple(_text(v) for v in held.get(name, []))
    for name in ("steps", "samples"):
        held[name] = tuple(int(v) for v in held.get(name, []))
    if depth > DEEPEST:
        raise ValueError("findings are absorbed by each other without an end")
    held["absorbed"] = tuple(_finding(v, depth + 1) for v in held.get("absorbed", []))
    held["figure"] = _figure(held.get("figure"))
    if held.get("impact") is not None:
        worth = _words(held["impact"], Impact)
        held["impact"] = Impact(**{**worth, "interval": tuple(float(_number(v)) for v in worth["interval"])})
    if not isinstance(held.setdefault("evidence", {}), Mapping):
        raise ValueError("evidence must be an object")
    return Finding(**held)


def _reading(value: Value) -> Reading:
    held = _words(value, Reading)
    return Reading(**{**held, "shape": tuple(held["shape"]), "notes": tuple(held.get("notes", []))})


def _pictures(value: Value) -> Pictures:
    held = _words(value, Pictures)
    return Pictures(
        splits=_figure(held.get("splits")),
        training=_figure(held.get("training")),
        outlines=_each(held, "outlines", lambda v: Outline(**{**_words(v, Outline), "points": _points(v, "points")})),
        shared=held.get("shared") is True,
    )


def _figure(value: Value | None) -> Figure | None:
    if value is None:
        return None
    held = _words(value, Figure)
    if held.get("kind") not in get_args(FigureKind):
        raise ValueError(f"kind of a figure must be one of {', '.join(get_args(FigureKind))}")
    lines = _each(held, "lines", lambda v: Line(_text(v["name"]), _points(v, "x"), _points(v, "y")))
    if any(None in line.x for line in lines):
        raise ValueError("x of a line must hold numbers")
    words = {name: _text(held[name]) for name in ("title", "alt", "place", "x_label", "y_label") if name in held}
    return Figure(
        kind=held["kind"],
        lines=lines,
        marks=_each(held, "marks", _mark),
        labels=tuple(_text(v) for v in held.get("labels", [])),
        log=held.get("log") is True,
        **words,
    )


def _mark(value: Value) -> Mark:
    if value["shape"] not in ("span", "level", "point"):
        raise ValueError(f"shape of a mark must be span, level or point, got {value['shape']!r:.80}")
    low, high = _points({"ends": [value["low"], value["high"]]}, "ends")
    return Mark(value["shape"], low, high, _text(value.get("label", "")))


def _points(value: Value, name: str) -> tuple[Any, ...]:
    held = value.get(name, [])
    if not all(v is None or (isinstance(v, int | float) and not isinstance(v, bool)) for v in held):
        raise ValueError(f"{name} of a figure must hold numbers")
    return tuple(held)
