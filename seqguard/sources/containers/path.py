"""The path of a file that holds one tensor."""

import os
from pathlib import Path
from typing import Any

from seqguard.core.errors import named, shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened


def open_named(value: Any, asked: Asked) -> Opened:
    """A .npy file, mapped into memory."""
    from seqguard.sources.files import open_member
    from seqguard.sources.refusal import EXPECTED

    path = Path(value)
    there = os.path.exists(path)
    if path.suffix == ".npy" and there:
        try:
            return open_member(path)
        except (OSError, ValueError) as error:
            raise named(asked.argument, error) from error
    missing = "which names no file" if not there else "and only a .npy file holds a single tensor"
    raise TypeError(f"{asked.argument} must be {EXPECTED}, got {shown(str(value))}, {missing}")


CONTAINER = Container(
    "path of a .npy file",
    "tensor",
    open_named,
    types=("pathlib.PurePath", "builtins.str"),
    read="the array, mapped; as X also what docs/files.md lists",
    example="seqguard.inspect('X.npy', 'y.npy')",
)
