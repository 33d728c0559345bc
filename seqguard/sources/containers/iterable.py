"""Loaders of one's own: classes that can be gone through, or asked by number."""

from collections.abc import Iterator
from typing import Any

from seqguard.core.errors import shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse, refuse_rows
from seqguard.sources.streams import Stream, Streamed, read_stream

LAST = 90
"""Behind every container and protocol that says more of itself."""


def open_iterable(value: Any, asked: Asked) -> Streamed:
    """What it yields, up to its end or `max_samples`."""
    if hasattr(value, "columns"):
        refuse_rows(value, asked.argument)
    if asked.role == "y":
        refuse(value, asked, "targets that come one by one are a list: pass list({a})")
    return read_stream(Stream(type(value).__name__, lambda: iter(value), ends=_count(value) is not None), asked)


def open_indexed(value: Any, asked: Asked) -> Streamed:
    """What stands at each number below its length."""
    count = _count(value)
    if count is None:
        refuse(value, asked, f"it says no length; pass a function that gives its pieces, {shown('lambda: ...')}")

    def pieces() -> Iterator[Any]:
        yield from (value[i] for i in range(count))

    return read_stream(Stream(type(value).__name__, pieces, ends=True), asked)


def _count(value: Any) -> int | None:
    """Its length; None where it has none."""
    try:
        return len(value)
    except (TypeError, NotImplementedError):
        return None


CONTAINER = Container(
    "iterable of your own",
    "stream",
    open_iterable,
    attributes=("__iter__",),
    rank=LAST,
    read="what it yields: batches or samples (x, y), (x, y, weight), records {'x': ..., 'y': ...}",
    left="what follows max_samples, said in the report",
    example="seqguard.inspect(loader)",
)
