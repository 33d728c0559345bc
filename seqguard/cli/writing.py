"""Files that are written: never over an input, whole or not at all, and with one sentence where that cannot be."""

import os
import stat
from collections.abc import Iterable

from seqguard.cli.usage import Usage
from seqguard.core.writing import replace_file


def check_target(option: str, target: str, inputs: Iterable[str]) -> None:
    """Refuse a file that cannot be written, or that is an input of the same run.

    Raises:
        Usage: a folder, a file in a folder that is not there, or one of the inputs.
    """
    if os.path.isdir(target):
        raise Usage(f"{option} {target}: it is a folder; name a file in it")
    if not os.path.isdir(os.path.dirname(target) or "."):
        raise Usage(f"{option} {target}: there is no folder {os.path.dirname(target)!r}")
    for path in inputs:
        if _same(target, path) or (os.path.isdir(path) and target.endswith(".npy") and _same(_folder(target), path)):
            raise Usage(f"{option} {target}: it is what is read, and would be lost")


def _folder(target: str) -> str:
    return os.path.dirname(target) or "."


def _same(ours: str, theirs: str) -> bool:
    try:
        return os.path.samefile(ours, theirs)
    except (OSError, ValueError):  # one of them is not there
        return False


def write(option: str, target: str, text: str) -> None:
    """Write a file at once: whoever looks finds the old one or the new one, whatever happens meanwhile.

    What is no file, such as /dev/stdout or a pipe, is written to as it is.

    Raises:
        Usage: it cannot be written; an old file is then as it was.
    """
    content = text.encode("utf-8", "backslashreplace")
    path = os.path.realpath(target)
    try:
        if os.path.exists(path) and not stat.S_ISREG(os.stat(path).st_mode):
            with open(path, "wb", buffering=0) as file:
                file.write(content)
            return
        replace_file(path, content)
    except OSError as error:
        raise Usage(f"{option} {target} was not written: {error.strerror or error}") from error
