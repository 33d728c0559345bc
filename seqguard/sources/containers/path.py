"""The path of a file where one tensor is wanted: y, or an entry of a dict."""

import os
from typing import Any

from seqguard.core.errors import named, shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.containers.column import open_column
from seqguard.sources.urls import is_url


def open_named(value: Any, asked: Asked) -> Opened:
    """The one tensor of a file, or that of its role; of a table the one column of numbers.

    Raises:
        TypeError: it names no file.
        ValueError: the file is damaged, or holds several tensors, of which nothing says which is meant.
    """
    from seqguard.sources.files import open_path
    from seqguard.sources.refusal import EXPECTED

    if not is_url(value) and not os.path.exists(value):
        raise TypeError(f"{asked.argument} must be {EXPECTED}, got {shown(str(value))}, which names no file")
    try:
        found = open_path(value if is_url(value) else os.fspath(value), alone=asked.role)["X"]
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise named(asked.argument, error) from error
    return found if isinstance(found, Opened) else open_column(found, asked)


CONTAINER = Container(
    "path of a file",
    "tensor",
    open_named,
    types=("pathlib.PurePath", "builtins.str"),
    attributes=("__fspath__",),
    rank=2,
    read="what docs/files.md lists; as y, or in a dict, the one array of the file, or the one column of a table",
    left="as y a file of several arrays, none of which is called y",
    example="seqguard.inspect('X.npy', 'y.csv')",
)
