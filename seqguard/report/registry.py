"""Which formats a report can be written in, and what a format is given.

A format is one module of `seqguard.report.formats` that ends in `FORMAT = Format(...)`, or an entry point of the group
`seqguard.formats` that names such an object. The catalogue lists the built-in ones, so that the command line knows
their names and suffixes without importing them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from seqguard.catalogue import formats
from seqguard.core.extensions import builtin, entries, loaded
from seqguard.report.report import FailOn, Report

ENTRY_POINTS = "seqguard.formats"


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
    """Everything that one run of the command line inspected, the level at which its gate closes, and whether notes and
    what was skipped are to be listed where a format leaves them out otherwise."""

    files: tuple[Inspected, ...]
    fail_on: FailOn = "error"
    verbose: bool = False

    @property
    def reports(self) -> tuple[tuple[str, Report], ...]:
        """The paths that were inspected, with their reports."""
        return tuple((f.path, f.report) for f in self.files if f.report is not None)


@dataclass(frozen=True)
class Format:
    """One format: its name, the function that makes the whole output of a run, and the suffixes that stand for it.

    `repository_paths`: it wants paths from the repository's root.
    """

    name: str
    document: Callable[[Run], str]
    suffixes: tuple[str, ...] = ()
    repository_paths: bool = False


def by_name(name: str) -> Format:
    """The format of this name; KeyError where there is none."""
    known = formats()
    if name in known:
        return builtin(known[name]["module"], "FORMAT", Format)
    return next(loaded(e, ENTRY_POINTS, Format) for e in entries(ENTRY_POINTS) if e.name == name)


@cache
def suffixes() -> Mapping[str, str]:
    """The format that each suffix stands for, the longest suffix first: `.sarif.json` is not `.json`."""
    found = {suffix: name for name, known in formats().items() for suffix in known["suffixes"]}
    found |= {
        suffix: entry.name for entry in entries(ENTRY_POINTS) for suffix in loaded(entry, ENTRY_POINTS, Format).suffixes
    }
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def document(format: str, run: Run) -> str:
    """The output of a run in the named format, ending in a newline where it is not empty."""
    return by_name(format).document(run)
