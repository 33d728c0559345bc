"""Files that stand for others: what version control left in place of the data, links into its store."""

import os
from pathlib import Path

from seqguard.core.errors import NotFound, PointerFile, shortened
from seqguard.sources.limits import check_regular


def check_pointer(path: Path) -> None:
    """Raise PointerFile where version control left a pointer, NotFound where nothing is, and ValueError for a pipe.

    Formats: git-lfs.github.com/spec/v1; dvc.org/doc/user-guide/project-structure/dvc-files; git-annex's locked files
    are links into .git/annex/objects, its unlocked ones hold that path.
    """
    there = os.path.exists(path)  # unlike pathlib's, whatever the name
    if not there and os.path.islink(path) and ".git/annex/objects" in path.readlink().as_posix():
        raise PointerFile(f"{path} is a git-annex link and its content is not here: git annex get {path.name}")
    beside = path.with_name(path.name + ".dvc")
    if not there:
        if os.path.exists(beside):
            raise PointerFile(f"{path} is tracked by DVC and not here: dvc pull {beside.name}")
        raise NotFound(f"no such file or folder: {shortened(str(path), 300)}")
    check_regular(path)
    if path.is_dir():
        return
    if path.suffix == ".dvc":
        raise PointerFile(f"{path} is a DVC pointer; run dvc pull {path.name} and check {path.with_suffix('').name}")
    with open(path, "rb") as file:
        head = file.read(64)
    if head.startswith(b"version https://git-lfs.github.com/spec/v1"):
        raise PointerFile(f"{path} is a Git LFS pointer, not the data: git lfs pull --include {path.name}")
    if head.startswith(b"/annex/objects/"):
        raise PointerFile(f"{path} is a git-annex pointer, not the data: git annex get {path.name}")
