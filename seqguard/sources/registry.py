"""Which kinds of files are opened, and what a kind is.

A kind is one module of `seqguard.sources.kinds` that ends in `SOURCE = FileKind(...)`, or an entry point of the group
`seqguard.sources` that names such an object. The catalogue lists the built-in ones, so that the command line knows
their suffixes without importing them.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal

from seqguard.catalogue import sources
from seqguard.core.extensions import builtin, entries, loaded

ENTRY_POINTS = "seqguard.sources"

Holds = Literal["array", "arrays", "table"]


@dataclass(frozen=True)
class FileKind:
    """One kind of file.

    Attributes:
        name: what it is called in messages.
        suffixes: the endings that stand for it, in small letters; the longest that fits decides. None: a folder.
        holds: what it usually holds: "array", one array that is X; "arrays", named arrays; "table", columns to be cut
            into windows. What `open` gives decides.
        open: takes the path and gives an array, a mapping of names to functions that give one, or a data frame.
            It reads no more than it must, never unpickles, and raises ValueError with what is wrong with the file and
            ImportError where a package is missing.
        claims: whether a folder of whatever name is one data set of this kind; None where it is never a folder.
        rows: opens the file as a table where it was said how it is cut, whatever its cells hold; None: as `open` does.
        shapes: `open` takes as well the shapes of one sample, by name, which the file does not say.
        read, left, example: for docs/files.md: what is read of it, what is not, and a call.
    """

    name: str
    suffixes: tuple[str, ...]
    holds: Holds
    open: Callable[..., Any]
    claims: Callable[[Path], bool] | None = None
    rows: Callable[[Path], Any] | None = None
    shapes: bool = False
    read: str = ""
    left: str = ""
    example: str = ""


def kind_of(path: Path) -> FileKind | None:
    """The kind of a file or folder; None where none is known."""
    name = path.name.lower()
    known = suffixes()
    fitting = next((suffix for suffix in known if name.endswith(suffix)), None)
    made = None if fitting is None else known[fitting]()
    if not os.path.isdir(path):
        return made
    if made is not None and made.claims is not None:
        return made
    claiming = (_builtin(entry["module"]) for entry in sources().values() if entry["folders"])
    claimed = next((kind for kind in claiming if kind.claims is not None and kind.claims(path)), None)
    return claimed or _builtin(sources()["folder"]["module"])


def listed() -> str:
    """The kinds as a sentence lists them: `.npy, .npz, .csv or folder of .npy`."""
    firsts = [known["suffixes"][0] for known in sources().values() if known["suffixes"]]
    firsts += [s for entry in entries(ENTRY_POINTS) for s in loaded(entry, ENTRY_POINTS, FileKind).suffixes[:1]]
    return f"{', '.join(firsts)} or folder of .npy"


@cache
def suffixes() -> Mapping[str, Callable[[], FileKind]]:
    """For each suffix, the longest first, what loads its kind; built-in ones win."""
    found: dict[str, Callable[[], FileKind]] = {}
    for entry in entries(ENTRY_POINTS):
        made = loaded(entry, ENTRY_POINTS, FileKind)
        found |= dict.fromkeys(made.suffixes, partial(loaded, entry, ENTRY_POINTS, FileKind))
    for known in sources().values():
        found |= dict.fromkeys(known["suffixes"], partial(_builtin, known["module"]))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _builtin(module: str) -> FileKind:
    return builtin(module, "SOURCE", FileKind)
