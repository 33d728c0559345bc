"""Files that are open, whose lines are no samples."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_file(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    if hasattr(value, "getbuffer"):
        refuse(value, asked, "the bytes of a file; pass what NumPy reads of them, numpy.load({a})")
    refuse(value, asked, "an open file; pass its path, {a}.name")


CONTAINER = Container(
    "open file",
    "nothing",
    refuse_file,
    types=(
        "_io._IOBase",
        "io.IOBase",
        "tempfile._TemporaryFileWrapper",
        "zipfile.ZipExtFile",
    ),
    left="pass its path, file.name; of a BytesIO numpy.load(X)",
)
