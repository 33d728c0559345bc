"""Objects that are read in pieces as `seqguard.sources.base.Source` says: those of `seqguard.windows`, and your own."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened


def open_source(value: Any, asked: Asked) -> Opened:
    """The source as it is."""
    return Opened(tuple(value.shape), str(value.dtype), value, features=getattr(value, "features", ()))


CONTAINER = Container(
    "Source (shape, dtype, read(start, stop))",
    "tensor",
    open_source,
    attributes=("shape", "dtype", "read"),
    rank=10,
    read="pieces, as they are asked for",
    example="seqguard.inspect(source, y)",
)
