"""Generators and iterators: they are used up, which the report says."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.streams import Stream, Streamed, read_stream


def open_iterator(value: Any, asked: Asked) -> Streamed:
    """What it yields, up to its end or `max_samples`."""
    return read_stream(Stream("generator", lambda: iter(value), used_up=True), asked)


CONTAINER = Container(
    "generator or iterator",
    "stream",
    open_iterator,
    attributes=("__next__", "__iter__"),
    rank=5,
    read="what it yields, (x, y) or x, batches or samples: its shapes tell; it is used up",
    left="what follows max_samples, 1,048,576 samples or 1 GiB",
    example="seqguard.inspect(lambda: batches(), max_samples=50_000)",
)
