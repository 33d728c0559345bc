"""One file per format over one `Report`: a renderer chooses words and marks, and computes no statistic.

Each module has `document(run: Run) -> str`, the whole output of one run of the command line; `FORMATS` lists them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from seqguard._report import FailOn, Finding, Report


@dataclass(frozen=True)
class Inspected:
    """One path and what became of it: a report, a notice why nothing was inspected, or the problem in opening it.

    `path` is relative to the root of the repository where a format asks for that, else as the user wrote it.
    """

    path: str
    report: Report | None = None
    notice: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Run:
    """Everything that one run of the command line inspected, and the level at which its gate closes."""

    files: tuple[Inspected, ...]
    fail_on: FailOn = "error"

    @property
    def reports(self) -> tuple[tuple[str, Report], ...]:
        """The paths that were inspected, with their reports."""
        return tuple((f.path, f.report) for f in self.files if f.report is not None)


@dataclass(frozen=True)
class Format:
    """Where a format is made, which suffixes stand for it, and whether it wants paths from the repository's root."""

    module: str
    suffixes: tuple[str, ...] = ()
    repository_paths: bool = False


FORMATS: Mapping[str, Format] = {
    "text": Format("terminal", (".txt", ".log")),
    "json": Format("json", (".json",)),
    "sarif": Format("sarif", (".sarif", ".sarif.json"), repository_paths=True),
    "junit": Format("junit", (".xml",)),
    "github": Format("github", (".github",), repository_paths=True),
    "markdown": Format("markdown", (".md",)),
    "html": Format("html", (".html", ".htm")),
}


def document(format: str, run: Run) -> str:
    """The output of a run in the named format, ending in a newline where it is not empty."""
    module = import_module(f"seqguard.render.{FORMATS[format].module}")
    return cast(Callable[[Run], str], module.document)(run)


def silencing(finding: Finding) -> str:
    """The argument of `inspect` and `validate` that silences this finding and leaves the check on elsewhere."""
    if finding.features:
        return f"ignore={{{finding.slug!r}: {[*finding.features]!r}}}"
    return f"ignore=[{finding.slug!r}]"
