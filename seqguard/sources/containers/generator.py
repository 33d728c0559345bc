"""Generators and iterators."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_iterator(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(
        value,
        asked,
        "a generator can be read only once, and not yet; pass the arrays it yields: numpy.concatenate(list(...))",
    )


CONTAINER = Container(
    "generator or iterator",
    "nothing",
    refuse_iterator,
    attributes=("__next__", "__iter__"),
    rank=5,
    left="pass the arrays that it yields",
)
