"""Whatever NumPy takes for an array, by one of the protocols for it."""

from typing import Any

import numpy as np

from seqguard.core.errors import shortened
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array


def open_array_like(value: Any, asked: Asked) -> Opened:
    """The array that NumPy makes of it, the same memory where the protocol allows it."""
    try:
        return open_array(np.asarray(value))
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(
            f"{asked.argument} is a {type(value).__name__} that NumPy cannot read as an array: "
            f"{shortened(' '.join(str(error).split()), 200)}"
        ) from error


CONTAINER = Container(
    "anything with __array__",
    "tensor",
    open_array_like,
    attributes=("__array__",),
    rank=30,
    read="the array that it gives",
    example="seqguard.inspect(your_object)",
)
