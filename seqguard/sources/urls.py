"""What lies elsewhere, or packed: copied to a temporary folder within the budget, and read there like any file."""

import bz2
import gzip
import lzma
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit, urlunsplit

import numpy as np

from seqguard.core.errors import NotFound, NotInstalled, shortened
from seqguard.core.plan import Array
from seqguard.sources.arrays import Opened
from seqguard.sources.base import Source
from seqguard.sources.limits import Metered, check_fetched
from seqguard.sources.ragged import RaggedSource

SCHEMES = ("http", "https", "s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "hf", "memory")
"""Stores of data. fsspec knows others, which read the machine's own files, other hosts' shells, or references that a
file makes; they are not opened."""

PACKED = (".gz", ".bz2", ".xz", ".zst")
"""Suffixes of files that hold one other file."""

PIECE = 2**20


def is_url(path: object) -> bool:
    """Whether a text is a URL, of whatever scheme; a path is none."""
    return isinstance(path, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", path) is not None


def spoken(path: str) -> str:
    """A URL without its query and its user, where signatures and passwords stand; anything else as it is."""
    if not is_url(path):
        return path
    parts = urlsplit(path)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@dataclass(frozen=True, eq=False)
class Held:
    """Samples of a source whose file is deleted with the last one who holds this.

    Attributes:
        source: what is read.
        folder: where the file lies.
    """

    source: Source
    folder: "Temporary"

    @property
    def shape(self) -> tuple[int, ...]:
        """The source's."""
        return self.source.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The source's."""
        return self.source.dtype

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""
        return self.source.read(start, stop)


def held(opened: Any, folder: "Temporary") -> Any:
    """What was opened in a temporary folder, so that the folder stays while its samples may be read.

    Windows of a table hold their rows and need no file.
    """
    if isinstance(opened, Opened) and isinstance(opened.source, RaggedSource):  # it is made anew for another width
        opened.source.folder = folder
        return opened
    if isinstance(opened, Opened) and opened.source is not None:
        return replace(opened, source=Held(opened.source, folder))
    if isinstance(opened, dict):
        return {name: held(value, folder) for name, value in opened.items()}
    if isinstance(opened, tuple):
        return tuple(held(value, folder) for value in opened)
    return opened


class Temporary:
    """A folder of our own that is deleted when nobody holds it any more, and with Python at the latest."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="seqguard-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def unpacked(path: Path, folder: Path) -> Path:
    """The file that a .gz, .bz2, .xz or .zst holds, in a folder.

    Raises:
        ValueError: it is damaged, or unpacks to more than the budget.
        NotInstalled: a .zst, and no zstandard.
    """
    target = folder / path.stem
    size = os.path.getsize(path)
    try:
        with opened_packed(path) as stream, open(target, "wb") as file:
            shutil.copyfileobj(Metered(stream, str(path), size), file, PIECE)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise ValueError(f"{path} cannot be unpacked: {shortened(str(error), 300)}") from error
    return target


@contextmanager
def opened_packed(path: Path) -> Iterator[IO[bytes]]:
    """The bytes inside of a packed file."""
    if path.suffix == ".gz":
        with gzip.open(path) as stream:
            yield cast(IO[bytes], stream)
    elif path.suffix == ".bz2":
        with bz2.open(path) as stream:
            yield stream
    elif path.suffix == ".xz":
        with lzma.open(path) as stream:
            yield stream
    else:
        try:
            import zstandard
        except ImportError as error:
            raise NotInstalled(f"{path} needs zstandard: pip install zstandard") from error
        with open(path, "rb") as file, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as r:
            try:
                yield cast(IO[bytes], r)
            except zstandard.ZstdError as error:
                raise ValueError(f"{path} cannot be unpacked: {error}") from error


def fetch(url: str, folder: Path) -> Path:
    """The file or folder under a URL, copied into a folder within the budget.

    Raises:
        NotFound: nothing is there.
        NotInstalled: fsspec, or its part for this scheme, is not installed.
        ValueError: a scheme that is not opened, no answer, or more than the budget.
    """
    name, scheme = spoken(url), urlsplit(url).scheme.lower()
    if scheme not in SCHEMES or "::" in url:
        raise ValueError(f"{shortened(name, 300)} is of a kind that is not opened: one of {'://, '.join(SCHEMES)}://")
    try:
        import fsspec
    except ImportError as error:
        raise NotInstalled(f"{name} needs fsspec: pip install 'seqguard[remote]'") from error
    target = folder / (Path(urlsplit(url).path.rstrip("/")).name or "data")
    try:
        system, inner = fsspec.core.url_to_fs(url)
        if scheme not in ("http", "https") and system.isdir(inner):
            _copy_folder(system, inner, target, name)
        else:
            with system.open(inner, "rb") as stream, open(target, "wb") as file:
                _copy(stream, file, name, 0)
    except FileNotFoundError as error:
        raise NotFound(f"no such file or folder: {shortened(name, 300)}") from error
    except ImportError as error:
        raise NotInstalled(f"{name}: {shortened(str(error), 300)}") from error
    except ValueError:
        raise
    except Exception as error:  # each store has errors of its own
        said = " ".join(str(error).replace(url, name).split()) or type(error).__name__
        raise ValueError(f"{shortened(name, 300)} cannot be read: {shortened(said, 300)}") from error
    return target


def _copy_folder(system: Any, inner: str, target: Path, name: str) -> None:
    """Every file below a folder, under its name there; no name leads out of the folder."""
    taken = 0
    root = inner.rstrip("/") + "/"
    for found in sorted(system.find(inner)):
        below = found.removeprefix(root).removeprefix("/")
        place = target.joinpath(*below.split("/"))
        if ".." in below.split("/") or not place.resolve().is_relative_to(target.resolve()):
            raise ValueError(f"{name} has a file whose name leads out of it: {shortened(below, 100)}")
        place.parent.mkdir(parents=True, exist_ok=True)
        with system.open(found, "rb") as stream, open(place, "wb") as file:
            taken = _copy(stream, file, name, taken)


def _copy(stream: IO[bytes], file: IO[bytes], name: str, taken: int) -> int:
    """Copy to the end; how many bytes it were, those `taken` before included."""
    while piece := stream.read(PIECE):
        before, taken = taken, taken + len(piece)
        check_fetched(name, before, taken)
        file.write(piece)
    return taken
