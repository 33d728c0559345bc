"""Arrays as NumPy stores them: a .npy file, a folder of such, the members of an .npz."""

import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from seqguard.core.errors import shown
from seqguard.sources.arrays import Opened
from seqguard.sources.pointers import check_pointer
from seqguard.sources.zipped import DAMAGED, map_array, open_zip_member

Members = Mapping[str, Callable[[], Opened]]


def open_member(path: Path) -> Opened:
    """A .npy file, mapped into memory."""
    check_pointer(path)
    with open(path, "rb") as file:
        return map_array(path, file, str(path))


def open_folder(path: Path) -> Members:
    """The .npy files of a folder, by name."""
    files = sorted(path.glob("*.npy"))
    return {file.stem: partial(open_member, file) for file in files}


def open_archive(path: Path) -> Members:
    """The arrays of an .npz, by name; ValueError where it is no archive."""
    try:
        archive = zipfile.ZipFile(path)
    except (*DAMAGED, ValueError) as error:
        raise ValueError(f"{path} is no .npz archive: {error}") from error
    members = [m for m in archive.infolist() if m.filename.endswith(".npy")]
    twice = [name for name, times in Counter(m.filename for m in members).items() if times > 1]
    if twice:
        raise ValueError(f"{path} has two members {shown(twice[0])}; which of them is meant cannot be told")
    return {m.filename.removesuffix(".npy"): partial(_zip_member, path, m, archive) for m in members}


def _zip_member(path: Path, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> Opened:
    try:
        return open_zip_member(path, member, archive)
    except DAMAGED as error:
        raise ValueError(f"{path}: {member.filename} cannot be read: {error}") from error
