"""The catalogue of checks as data, so that `rules` and `explain` need not import the checks, nor NumPy with them.

`_catalogue.json` is derived from the checks by `python -m seqguard._catalogue`, with the reference pages in
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
    from typing import Any, Literal, TypedDict

    class Entry(TypedDict):
        """One check, as far as it can be told without running it."""

        code: str
        slug: str
        severity: Literal["error", "warning", "info"]
        title: str
        since: str
        explains: list[str]
        on_request: bool
        reads: list[str]
        parameters: dict[str, Any]
        sections: dict[str, str]
        file: str


PATH = os.path.join(os.path.dirname(__file__), "_catalogue.json")

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
}


def load() -> dict[str, Entry]:
    """The built-in checks by code, in the order of their codes."""
    with open(PATH, encoding="utf-8") as file:
        entries: dict[str, Entry] = json.load(file)
    return entries


def find(name: str, entries: Mapping[str, Entry]) -> Entry | None:
    """The check of this code or slug, whatever the case."""
    wanted = name.strip().lower().replace("_", "-")
    return next((e for e in entries.values() if wanted in (e["code"].lower(), e["slug"])), None)


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean 'constant-target'?`, or a full stop where no name is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else "."


def third_party_checks() -> bool:
    """Whether an installed distribution offers checks; reads names only, 1 ms where importlib.metadata takes 20."""
    for folder in sys.path:
        try:
            names = [n for n in os.listdir(folder or ".") if n.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if b"[seqguard.checks]" in file.read():
                        return True
            except OSError:
                continue
    return False


if __name__ == "__main__":
    from seqguard._reference import write

    write()
