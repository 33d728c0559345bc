"""The catalogue of checks as data, so that `rules` and `explain` need not import the checks, nor NumPy with them.

`catalogue.json` is derived from the checks by `python -m seqguard.cli.reference`, with the reference pages in
docs/checks; a test fails when either is stale. This module imports `json` only: an empty Python starts in 10 ms, and
`typing` alone would double that.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal, NotRequired, TypedDict

    class Origin(TypedDict):
        """Of a threshold: within which it may be set, and where its default comes from."""

        range: str
        source: str

    class Rate(TypedDict):
        """How often a check was wrong on sound data: false alarms on so many sets that it ran on, and the rate that
        they leave possible at 95 %."""

        alarms: int
        sets: int
        upper: float

    class Entry(TypedDict):
        """One check, as far as it can be told without running it."""

        code: str
        slug: str
        severity: Literal["error", "warning", "info"]
        title: str
        since: str
        explains: list[str]
        explains_in_splits: list[str]
        explains_beside: list[str]
        excuses: list[str]
        on_request: bool
        reads: list[str]
        parameters: dict[str, Any]
        thresholds: dict[str, Origin]
        sections: dict[str, str]
        file: str
        aliases: NotRequired[list[str]]
        renamed_from: NotRequired[dict[str, str]]
        removed_in: NotRequired[str]
        measured: NotRequired[Rate]

    class Flag(TypedDict):
        """One option on the command line."""

        part: str
        flag: str
        help: str
        metavar: str
        kind: str
        choices: list[str]

    class Kept(TypedDict):
        """One kind of file."""

        module: str
        suffixes: list[str]
        holds: str
        folders: bool

    class Known(TypedDict):
        """One kind of container in memory."""

        module: str
        holds: str
        types: list[str]
        attributes: list[str]
        rank: int

    class Written(TypedDict):
        """One format of a report."""

        module: str
        suffixes: list[str]
        repository_paths: bool


PATH = os.path.join(os.path.dirname(__file__), "catalogue.json")
FLAGS = os.path.join(os.path.dirname(__file__), "flags.json")
FILES = os.path.join(os.path.dirname(__file__), "sources.json")
CONTAINERS = os.path.join(os.path.dirname(__file__), "containers.json")
FORMATS = os.path.join(os.path.dirname(__file__), "formats.json")

FAMILIES = {
    "SG0": "structure and contract",
    "SG1": "values",
    "SG2": "scaling",
    "SG3": "imputation",
    "SG4": "sequence and padding",
    "SG5": "target",
    "SG6": "leakage and split",
    "SG7": "model",
    "SG8": "training",
    "SG9": "comparison",
}


def page_name(family: str) -> str:
    """The file in docs/checks that has a family's checks: `sg5-target.md` of SG5."""
    return f"{family.lower()}-{FAMILIES[family].replace(' ', '-')}.md"


def load() -> dict[str, Entry]:
    """The built-in checks by code, in the order of their codes."""
    with open(PATH, encoding="utf-8") as file:
        entries: dict[str, Entry] = json.load(file)
    return entries


def find(name: str, entries: Mapping[str, Entry]) -> Entry | None:
    """The check of this code or slug, a former slug included, whatever the case."""
    wanted = name.strip().lower().replace("_", "-")
    names = ((e, {e["code"].lower(), e["slug"], *e.get("renamed_from", ())}) for e in entries.values())
    return next((e for e, called in names if wanted in called), None)


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'constant-target'?`, or a full stop where no name is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else "."


def formats() -> dict[str, Written]:
    """The built-in formats of a report by name, with the module of each and the suffixes that stand for it."""
    with open(FORMATS, encoding="utf-8") as file:
        entries: dict[str, Written] = json.load(file)
    return entries


def sources() -> dict[str, Kept]:
    """The built-in kinds of files by name: the module of each, the suffixes that stand for it, and what it holds."""
    with open(FILES, encoding="utf-8") as file:
        entries: dict[str, Kept] = json.load(file)
    return entries


def containers() -> dict[str, Known]:
    """The built-in containers in memory by name: the module of each, and the classes and attributes it is known by."""
    with open(CONTAINERS, encoding="utf-8") as file:
        entries: dict[str, Known] = json.load(file)
    return entries


def file_words() -> str:
    """The kinds of files in the words of a list: `.npy, .npz, .csv, a folder of .npy`."""
    firsts = [known["suffixes"][0] for known in sources().values() if known["suffixes"]]
    return ", ".join([*firsts, "a folder of .npy"])


def flags() -> dict[str, Flag]:
    """The options of `seqguard.inspect` that have a flag, by keyword: how it is spelt, and what it takes."""
    with open(FLAGS, encoding="utf-8") as file:
        entries: dict[str, Flag] = json.load(file)
    return entries


def format_names() -> tuple[str, ...]:
    """Names of the formats of a report, built-in ones first."""
    if not offered("seqguard.formats"):
        return tuple(formats())
    from importlib.metadata import entry_points

    return (*formats(), *(entry.name for entry in entry_points(group="seqguard.formats")))


def offered(group: str) -> bool:
    """Whether an installed distribution has entry points of this group.

    Reads names only: 1 ms where importlib.metadata takes 20.
    """
    for folder in sys.path:
        try:
            names = [n for n in os.listdir(folder or ".") if n.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if f"[{group}]".encode() in file.read():
                        return True
            except OSError:
                continue
    return False
