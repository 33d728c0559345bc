"""Text of tables: unpacked within the budget, and read with the names of the columns as they stand."""

import bz2
import gzip
import io
import lzma
import os
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from seqguard.core.errors import NotInstalled, shortened, shown
from seqguard.sources.limits import Metered

if TYPE_CHECKING:
    import pandas as pd

PARSED = 4
"""Bytes that a byte of text becomes: a cell and its comma, `0,`, are a float of eight."""


@contextmanager
def open_text(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a text file, decompressed by its suffix, refused beyond the budget.

    Raises:
        ValueError: more than the budget comes out, or the archive holds other than one file.
        NotInstalled: a .zst, and no zstandard.
    """
    packed = os.path.getsize(path)
    with ExitStack() as stack:
        file = stack.enter_context(open(path, "rb"))
        stream = _unpacked(path, file, stack)
        if stream is file:
            yield file
            return
        yield io.BufferedReader(stack.enter_context(Metered(stream, str(path), packed, PARSED)), 2**16)


def _unpacked(path: Path, file: IO[bytes], stack: ExitStack) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast(IO[bytes], gzip.open(file))
    if path.suffix == ".bz2":
        return bz2.open(file)
    if path.suffix == ".xz":
        return lzma.open(file)
    if path.suffix == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(file))
        members = [m for m in archive.infolist() if not m.is_dir()]
        if len(members) != 1:
            raise ValueError(f"the archive must hold one file, and holds {len(members):,}")
        return archive.open(members[0])
    if path.suffix == ".zst":
        try:
            import zstandard
        except ImportError as error:
            raise NotInstalled(f"{path} needs zstandard: pip install zstandard") from error
        reader: IO[bytes] = zstandard.ZstdDecompressor().stream_reader(file)
        return reader
    return file


def read_text_table(path: Path) -> "pd.DataFrame":
    """The table in a text file, separated by what its header is separated by.

    Raises:
        ValueError: two columns have one name, which pandas would change in silence; or the first row holds values,
            which would be lost.
    """
    import pandas as pd

    separator, names = ",", _header(path, ",")
    if len(names) == 1:
        separator = max(",;\t|", key=names[0].count)
        if not names[0].count(separator) and set(path.suffixes) & {".txt", ".dat"}:
            separator = r"\s+"
        names = _header(path, separator)
    if _are_values(names):
        raise ValueError(
            f"its first row holds values ({shown(names[0])}) where the names of the columns should stand: add such a "
            "row, or pass pandas.read_csv(path, header=None) to seqguard.windows"
        )
    twice = [name for name, times in Counter(names).items() if times > 1 and name]
    if twice:
        raise ValueError(f"two columns are called {shown(twice[0])}")
    with open_text(path) as file:
        return pd.read_csv(file, sep=separator, encoding="utf-8-sig")


def _are_values(names: list[str]) -> bool:
    """Whether a first row is one of values: numbers, of which one has a fraction; columns may be called 0, 1, 2."""
    try:
        numbers = [float(name) for name in names]
    except ValueError:
        return False
    return any(number != number or number % 1 for number in numbers)


def _header(path: Path, separator: str) -> list[str]:
    """The first row as text."""
    import pandas as pd

    with open_text(path) as file:
        row = pd.read_csv(
            file, sep=separator, encoding="utf-8-sig", header=None, nrows=1, dtype=str, keep_default_na=False
        )
    return [str(name) for name in row.iloc[0]]


def read_table(path: Path) -> "pd.DataFrame":
    """A table in a text file.

    Raises:
        ValueError: it cannot be read.
        NotInstalled: pandas is missing.
    """
    try:
        return read_text_table(path)
    except NotInstalled:
        raise
    except ImportError as error:
        raise NotInstalled(f"{path} needs {error.name or 'pandas'}: pip install {error.name or 'pandas'}") from error
    except Exception as error:  # pandas and the decompressors have errors of their own
        said = " ".join(str(error).split()) or type(error).__name__
        raise ValueError(f"{path} cannot be read as a table: {shortened(said, 300)}") from error
