"""`seqguard compare`: new data or a profile against a kept profile, a report against an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from seqguard.cli.check import sentence, settled, warned
from seqguard.cli.config import load
from seqguard.cli.main import emit
from seqguard.cli.usage import Usage
from seqguard.core.escape import for_json
from seqguard.core.finding import Finding
from seqguard.profiles.compare import SUFFIX
from seqguard.profiles.compare import compare as compared
from seqguard.report.formats.terminal import EVERYTHING, WORTH_READING, colours, render
from seqguard.report.registry import Inspected, Run, document
from seqguard.report.report import Changes, Report
from seqguard.sources.files import open_path
from seqguard.sources.limits import read_text
from seqguard.sources.split import Split

if TYPE_CHECKING:
    import argparse

    from seqguard.report.report import FailOn

REPORT = ".json"
LONGEST = 64 * 2**20
"""Bytes of a report that is read."""


def compare(arguments: argparse.Namespace) -> int:
    """Print what is new; 1 when it reaches --fail-on, 2 when something could not be read."""
    old, (new,) = arguments.old, arguments.paths
    config = load(arguments.config)
    level = cast("FailOn", arguments.fail_on or config.fail_on or "error")
    if old.endswith(REPORT) or new.endswith(REPORT):
        return _reports(old, new, level, arguments)
    if not old.endswith(SUFFIX):
        raise Usage(f"OLD must be a profile ({SUFFIX}) of `seqguard profile -o`, or a report ({REPORT}), got {old}")
    opening, options = settled(arguments, config.dataset(new))
    if options.pop("schema", None) is not None:
        raise Usage("a contract is judged by `seqguard check`; compare takes none")
    try:
        with warned():
            given = new if new.endswith(SUFFIX) else _data(open_path(new, **opening))
            report = compared(old, given, **options)
    except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
        raise Usage(sentence(error)) from error
    run = Run((Inspected(new, report),), level)
    if arguments.format in (None, "text"):
        shown = EVERYTHING if arguments.verbose else WORTH_READING
        emit(render(run, shown=shown, style=colours(arguments.color), problems=False))
    else:
        emit(document(arguments.format, run))
    return int(report.fails(level))


def _data(held: dict[str, Any]) -> Any:
    """The training data of a file."""
    return held["X"] if isinstance(held["X"], Split) or held.get("y") is None else (held["X"], held["y"])


def _reports(old: str, new: str, level: FailOn, arguments: argparse.Namespace) -> int:
    for path in (old, new):
        if not path.endswith(REPORT):
            raise Usage(f"a report is compared with a report ({REPORT}), got {path}")
    if arguments.format not in (None, "text", "json"):
        raise Usage(f"of two reports --format is text or json, got {arguments.format}")
    before, now = (_report(path) for path in (old, new))
    made = now.since(before)
    if arguments.format == "json":
        emit(for_json(json.dumps(made.to_dict(), indent=2, ensure_ascii=False) + "\n"))
    else:
        emit(str(made))
    return int(Report(findings=_worse(made)).fails(level))


def _worse(made: Changes) -> tuple[Finding, ...]:
    """What is new, or has become an error or a warning since."""
    return (*made.new, *(now for before, now in made.changed if before.severity != now.severity))


def _report(path: str) -> Report:
    try:
        return Report.from_json(read_text(Path(path), LONGEST))
    except (OSError, ValueError) as error:
        said = sentence(error).removeprefix("text: ")
        raise Usage(said if path in said else f"{path}: {said}") from error
