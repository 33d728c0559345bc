"""Folders: one data set where they are one, else what lies below, with what was taken and what was left."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seqguard.core.errors import shortened
from seqguard.sources.registry import kind_of
from seqguard.sources.roles import usual_names

MOST = 10_000
"""Names that are looked at below a folder: more is a disk, and no data set."""
CLOSED = ("node_modules", "site-packages", "__pycache__")
"""Folders that hold what others made; hidden ones are left out as well."""
HEAD = 2**16
"""Bytes in which a .ts of time series has its line @data; sources of TypeScript have none."""


@dataclass(frozen=True)
class Walked:
    """What lies below a folder.

    Attributes:
        taken: data sets, as paths that `open_path` opens.
        left: names below the folder that are not read.
    """

    taken: tuple[Path, ...]
    left: tuple[str, ...]

    def sentence(self, folder: str) -> str:
        """What was taken and what not."""
        taken = shortened(", ".join(str(p.relative_to(folder)) for p in self.taken), 300)
        said = f"{folder} is no single data set; taken: {taken or 'nothing'}"
        return f"{said}; not taken: {shortened(', '.join(self.left), 300)}" if self.left else said


def walked(folder: Path, named: Mapping[str, str | None], tables: bool) -> Walked | None:
    """What is to be read below a folder; None where the folder itself is what is read.

    A folder is one data set where it is a Zarr store, a Parquet data set, or holds .npy files one of which is X, by
    `named` or by a usual name, and where it holds nothing but .npy files. Links to folders are not followed.

    Args:
        folder: where to look.
        named: the members that were named for each role.
        tables: it was said how a table is cut; without that no table is taken.

    Raises:
        ValueError: more names than a data set has.
    """
    if _whole(folder, named):
        return None
    taken: list[Path] = []
    left: list[str] = []
    looked = 0
    for at, folders, names in os.walk(folder):
        here = Path(at)
        looked += len(names)
        if looked > MOST:
            raise ValueError(f"{folder} holds more than {MOST:,} files; name those that are data sets")
        whole = [n for n in sorted(folders) if _whole(here / n, named, alone=True)]
        hidden = [n for n in folders if n.startswith(".") or n in CLOSED]
        taken += [here / n for n in whole if n not in hidden]
        folders[:] = sorted(n for n in folders if n not in whole and n not in hidden)
        arrays = [n for n in names if n.endswith(".npy")]
        if arrays:
            taken.append(here)
        for name in sorted(set(names) - set(arrays)):
            kind = None if name.startswith(".") else kind_of(here / name)
            if kind is None or (kind.holds == "table" and not tables) or _is_foreign(here / name):
                left.append(str((here / name).relative_to(folder)))
            else:
                taken.append(here / name)
    return Walked(tuple(sorted(taken)), tuple(left))


def _whole(folder: Path, named: Mapping[str, str | None], alone: bool = False) -> bool:
    """Whether a folder is one data set; `alone`: one without .npy files is one only if its kind says so."""
    kind = kind_of(folder)
    if kind is None or kind.name != "folder":
        return kind is not None
    names = os.listdir(folder)
    arrays = [n.removesuffix(".npy") for n in names if n.endswith(".npy")]
    if arrays and (named.get("X") in arrays or usual_names("X", arrays)):
        return True
    return not alone and bool(arrays) and len(arrays) == len(names)


def _is_foreign(file: Path) -> bool:
    """Whether a file has the suffix of ours by chance."""
    if file.suffix.lower() != ".ts":
        return False
    with open(file, "rb") as content:
        return b"@data" not in content.read(HEAD).lower()
