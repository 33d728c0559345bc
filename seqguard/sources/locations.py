"""A path or URL that stands where data are wanted: what names a place, and the one data set that stands there."""

import os
import warnings
from pathlib import Path
from typing import Any

from seqguard.core.errors import NotFound, SeqguardWarning, shown
from seqguard.sources.urls import is_url


def names_file(X: Any) -> bool:
    """Any path or URL stands for a file; a string does where the file exists (a text is no X otherwise)."""
    if not isinstance(X, os.PathLike | str):
        return False
    if is_url(X):
        return True
    there = os.path.exists(X)  # which no name is too long for
    if isinstance(X, os.PathLike) and not there:
        raise NotFound(f"X must name an existing file or folder, got {shown(str(X))}")
    return there


def open_location(X: "str | os.PathLike[str]") -> dict[str, Any]:
    """What stands at a path or URL; of a folder that is no data set, the one data set below it.

    Raises:
        ValueError: several stand there; they are listed.
    """
    from seqguard.sources.files import open_path
    from seqguard.sources.folders import walked

    path = os.fspath(X)
    if is_url(path) or not os.path.isdir(path):
        return open_path(path)
    found = walked(Path(path), {}, tables=False)
    if found is None or not (found.taken or found.left):
        return open_path(path)
    if len(found.taken) != 1:
        raise ValueError(
            f"{found.sentence(path)}; inspect each by itself, or all of them by seqguard check {shown(path)}"
        )
    warnings.warn(found.sentence(path), SeqguardWarning, stacklevel=6)
    return open_path(found.taken[0])
