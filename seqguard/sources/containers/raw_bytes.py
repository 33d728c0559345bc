"""Bytes, of which nothing says what numbers they are."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_bytes(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "bytes say no dtype and no shape; pass numpy.frombuffer({a}, dtype).reshape(shape)")


CONTAINER = Container(
    "bytes",
    "nothing",
    refuse_bytes,
    types=(
        "builtins.bytes",
        "builtins.bytearray",
        "mmap.mmap",
    ),
    left="pass numpy.frombuffer(X, dtype).reshape(shape)",
)
