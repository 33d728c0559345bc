"""A report as JSON values, by the schema docs/report.schema.json."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from seqguard.core.escape import for_json
from seqguard.core.figure import Figure, Pictures
from seqguard.core.finding import SEVERITIES, Finding
from seqguard.core.version import __version__
from seqguard.report.registry import Format, Run
from seqguard.report.report import Report

SCHEMA_VERSION = 1
"""Raised when a field is removed or changes its meaning; a new field leaves it as it is."""


def to_dict(report: Report) -> dict[str, Any]:
    """The report as dicts, lists, strings, numbers, booleans and None, nothing else.

    JSON has no NaN and no infinity: they become the strings "NaN", "Infinity" and "-Infinity", so that evidence of
    them is not lost.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "seqguard": __version__,
        "counts": {s: len(report.of(s)) for s in SEVERITIES},
        "readings": [plain(vars(r)) for r in report.readings],
        "unseen": [plain(vars(u)) for u in report.unseen],
        "unchecked": [plain(vars(s)) for s in report.unchecked],
        "findings": [_finding(f, report.pictures.shared) for f in report.findings],
        "baselines": [plain(vars(b)) for b in report.baselines],
        "ran": list(report.ran),
        "skipped": [plain(vars(s)) for s in report.skipped],
        "crashed": [plain(vars(c)) for c in report.crashed],
        "run": plain(report.run.to_dict()),
        **({"pictures": as_dict(report.pictures)} if report.pictures.shared else {}),
    }


def to_json(report: Report, *, indent: int | None = 2) -> str:
    """The report as JSON text without a final newline."""
    return for_json(json.dumps(to_dict(report), indent=indent, ensure_ascii=False, allow_nan=False))


def document(run: Run) -> str:
    """For one path its report with a `path`; for any other number `{"schema_version", "reports": [...]}` of such.

    A path that was not inspected has a `notice` or a `problem` and no findings.
    """
    files = []
    for f in run.files:
        said = {"notice": f.notice} if f.notice else {"problem": f.problem} if f.problem else {}
        files.append({"path": f.path, **said, **to_dict(f.report or Report())})
    value = files[0] if len(files) == 1 else {"schema_version": SCHEMA_VERSION, "reports": files}
    return for_json(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def plain(value: object) -> Any:
    """The nearest JSON value: NumPy's scalars and arrays by their items, what JSON does not know by its `str`."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):
        unpacked = value.tolist()
        return str(value) if unpacked is value else plain(unpacked)
    if isinstance(value, Iterable):
        return [plain(v) for v in value]
    return str(value)


def as_dict(value: Pictures | Figure) -> dict[str, Any]:
    """A figure, or all pictures of a report, as JSON values."""
    made: dict[str, Any] = plain(asdict(value))
    return made


def _finding(finding: Finding, shared: bool) -> dict[str, Any]:
    """With the figure only where values may be shared."""
    said = {name: plain(value) for name, value in vars(finding).items() if name not in ("absorbed", "figure", "impact")}
    if finding.impact is not None:
        said["impact"] = plain(vars(finding.impact))
    if shared and finding.figure is not None:
        said["figure"] = as_dict(finding.figure)
    absorbed = [_finding(f, shared) for f in finding.absorbed]
    return {"fingerprint": finding.fingerprint, "place": finding.place, **said, "absorbed": absorbed}


FORMAT = Format("json", document, (".json",))
