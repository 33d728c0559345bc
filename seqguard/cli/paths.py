"""What `seqguard check` reads where no path was given: the data sets of the configuration, or of the working folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from seqguard.catalogue import sources
from seqguard.cli.main import say
from seqguard.cli.usage import Usage
from seqguard.sources.folders import Walked, walked
from seqguard.sources.urls import is_url

if TYPE_CHECKING:
    import argparse

    from seqguard.cli.config import Config, Dataset

MOST = 1_000
"""Files that are taken from a folder nobody named: more are a disk and not a data set."""


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
    """The data sets below a folder, in order, or the folder itself."""
    found = _walked(folder, {}, with_tables)
    yield from (os.path.normpath(p) for p in ([folder] if found is None else found.taken))


def expanded(paths: Iterable[str], arguments: argparse.Namespace, config: Config) -> Iterator[tuple[str, Dataset]]:
    """Each path with the data set of the configuration that it belongs to; a folder that is none as what lies below.

    What was taken of such a folder, and what not, is said.
    """
    for path in paths:
        dataset = config.dataset(path)
        found = None
        if not is_url(path) and os.path.isdir(path):
            named = {"X": arguments.x or dataset.arrays.get("x")}
            found = _walked(path, named, arguments.window is not None or bool(dataset.cut))
        if found is None or not found.taken:
            yield path, dataset
            continue
        say(found.sentence(path))
        for below in map(str, found.taken):
            yield below, dataset if config.matched(below) is None else config.dataset(below)


def _walked(folder: str, named: Mapping[str, str | None], with_tables: bool) -> Walked | None:
    try:
        return walked(Path(folder), named, tables=with_tables)
    except ValueError as error:
        raise Usage(str(error)) from error
