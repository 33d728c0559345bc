"""What a file may ask for: its claims are held against its bytes, and what it unpacks to against a budget.

A file of 71 kB can claim 10**11 features, or hold a gigabyte of zeros. As Pillow does with images, what unpacks to more
than the budget is said in a warning, and refused at twice the budget. One setting, the environment variable
`SEQGUARD_UNPACK_LIMIT`, moves it, for the library, the command line and the hooks alike. It bounds memory, temporary
space and time at once, since each of them grows with the bytes that are unpacked.
"""

import io
import os
import stat
import warnings
from pathlib import Path
from typing import IO, TYPE_CHECKING

from seqguard.core.errors import NotFound, SeqguardWarning, shortened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SETTING = "SEQGUARD_UNPACK_LIMIT"
LIMIT = 128 * 2**20
"""Bytes that any file may unpack to: 2 GB of zeros took 76 s under load, so what twice this takes is 10 s."""
RATIO = 100
"""Times its own size that a file may unpack to, whatever the limit. Deflate reaches 1,032. Of 335 members of the
measured sets the median is 18 and the highest 134; padded token ids reach 47, one-hot rows of 20 classes 52, of 100
classes 142: what is refused at twice this has hardly any content."""


def limit() -> int:
    """The budget in bytes.

    Raises:
        ValueError: the setting is no number of bytes.
    """
    given = os.environ.get(SETTING)
    if not given:
        return LIMIT
    if not given.isascii() or not given.isdigit() or len(given) > 18:
        raise ValueError(f"{SETTING} must be a number of bytes, got {given[:40]!r}")
    return int(given)


def check_unpacked(what: str, packed: int, unpacked: int, weight: int = 1) -> None:
    """Warn where `unpacked` bytes out of `packed` are beyond the budget, and refuse them beyond twice of it.

    Args:
        what: the file or member, for the message.
        packed, unpacked: its bytes before and after.
        weight: bytes of memory that each unpacked byte takes.

    Raises:
        ValueError: more than twice the budget.
    """
    budget = max(limit() // weight, RATIO * packed)
    if unpacked <= budget:
        return
    said = f"{what} unpacks {packed:,} bytes to {unpacked:,}, more than the budget of {budget:,}"
    if unpacked > 2 * budget:
        raise ValueError(f"{said} allows; where that is meant, set {SETTING} to so many bytes")
    warnings.warn(f"{said} ({SETTING})", SeqguardWarning, stacklevel=2)


def check_fetched(what: str, before: int, taken: int) -> None:
    """Warn where what is fetched grows beyond the budget, and refuse it beyond twice of it.

    Args:
        what: the URL, for the message.
        before, taken: bytes before and after the last piece.

    Raises:
        ValueError: more than twice the budget.
    """
    budget = limit()
    said = f"{what} is longer than the budget of {budget:,} bytes"
    if taken > 2 * budget:
        raise ValueError(f"{said} allows; where that is meant, set {SETTING} to so many bytes, or copy it here first")
    if before <= budget < taken:
        warnings.warn(f"{said} ({SETTING})", SeqguardWarning, stacklevel=2)


def check_regular(path: Path) -> None:
    """Refuse what is neither a file nor a folder: a pipe is waited for, and /dev/zero read, for ever.

    Raises:
        NotFound: nothing is there.
        ValueError: a pipe, a device or a socket.
    """
    name = shortened(str(path), 300)
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        raise NotFound(f"no such file or folder: {name}") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{name} cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))
    kind = next((name for test, name in kinds if test(mode)), "a device")
    raise ValueError(f"{name} is {kind}; only files and folders are read")


def read_text(path: Path, most: int) -> str:
    """The text of a small file.

    Raises:
        NotFound, ValueError: it is not there, no file, no UTF-8, or longer than `most` bytes.
    """
    check_regular(path)
    try:
        with open(path, "rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > most:
        raise ValueError(f"{path} is longer than {most:,} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: byte {error.start} is {content[error.start]:#04x}") from error


class Metered(io.RawIOBase):
    """A stream that is refused once more came out of it than the budget allows; its size is not known beforehand."""

    def __init__(self, stream: IO[bytes], what: str, packed: int, weight: int = 1) -> None:
        self._stream, self._what, self._packed, self._weight = stream, what, packed, weight
        self._taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer.

        Raises:
            ValueError: more than twice the budget came out.
        """
        view = memoryview(buffer).cast("B")
        piece = self._stream.read(len(view))
        view[: len(piece)] = piece
        before, self._taken = self._taken, self._taken + len(piece)
        budget = max(limit() // self._weight, RATIO * self._packed)
        if self._taken > 2 * budget or before <= budget < self._taken:
            check_unpacked(self._what, self._packed, self._taken, self._weight)
        return len(piece)

    def close(self) -> None:
        self._stream.close()
        super().close()
