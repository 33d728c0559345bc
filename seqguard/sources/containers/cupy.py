"""Arrays on a GPU."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_cupy(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "an array on a GPU is not read; pass cupy.asnumpy({a})")


CONTAINER = Container(
    "CuPy array",
    "nothing",
    refuse_cupy,
    types=("cupy.ndarray",),
    left="pass cupy.asnumpy(X)",
)
