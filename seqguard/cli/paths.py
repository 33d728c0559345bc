"""What `seqguard check` reads where no path was given: the data sets of the configuration, or of the working folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from seqguard.catalogue import sources
from seqguard.cli.usage import Usage
from seqguard.sources.files import ROLES

if TYPE_CHECKING:
    import argparse

    from seqguard.cli.config import Config

MOST = 1_000
"""Files that are taken from a folder nobody named: more are a disk and not a data set."""
CLOSED = ("node_modules", "site-packages", "__pycache__")
"""Folders that hold what others made; hidden ones are left out as well."""


def paths_of(arguments: argparse.Namespace, config: Config) -> list[str]:
    """The paths that were given, else those of the configuration, else what lies in the working folder.

    Raises:
        Usage: nothing is there that can be read as it is.
    """
    found = arguments.paths or list(config.paths())
    if found:
        return [str(path) for path in found]
    found = list(_below(".", with_tables=arguments.window is not None))
    if not found:
        kinds = ", ".join(_suffixes(with_tables=False))
        raise Usage(
            f"this folder holds no {kinds}: give a PATH, or data sets as [[tool.seqguard.datasets]] in pyproject.toml; "
            "a table needs --window and --target"
        )
    if len(found) > MOST:
        raise Usage(f"this folder holds {len(found):,} files: give a PATH or a pattern")
    return found


def _suffixes(with_tables: bool) -> tuple[str, ...]:
    return tuple(s for kind in sources().values() for s in kind["suffixes"] if with_tables or kind["holds"] != "table")


def _below(folder: str, with_tables: bool) -> Iterator[str]:
    """The data sets below a folder, in order: a folder with an X of its own is one, and so is each file elsewhere."""
    endings = _suffixes(with_tables)
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in CLOSED)
        if _holds_x(names):
            folders.clear()
            yield os.path.normpath(place)
        else:
            yield from (os.path.normpath(os.path.join(place, n)) for n in sorted(names) if n.lower().endswith(endings))


def _holds_x(names: Sequence[str]) -> bool:
    stems = {Path(n).stem.lower().replace("_", "").replace("-", "") for n in names if n.lower().endswith(".npy")}
    return not stems.isdisjoint(ROLES["X"])
