"""Nested lists, tuples, deques and values of dicts."""

from typing import Any

import numpy as np

from seqguard.core.shapes import as_list
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array, ragged
from seqguard.sources.ragged import are_samples, open_samples


def open_nested(value: Any, asked: Asked) -> Opened:
    """Nested lists are the one container that is converted whole."""
    value = as_list(value)
    try:
        return open_array(np.asarray(value))
    except (ValueError, TypeError) as error:
        if are_samples(value):
            made = open_samples(value)
            if made.problem is None:
                return made
        return Opened((len(value),), "object", None, _why_ragged(value) or f"no rectangular array: {error}")


def _why_ragged(value: list[Any] | tuple[Any, ...]) -> str | None:
    sized = [v for v in value if hasattr(v, "__len__") and not isinstance(v, str | bytes)]
    if len(sized) < len(value):
        return f"ragged: {len(sized):,} of {len(value):,} samples are sequences, the others single values"
    outer = ragged([len(v) for v in sized])
    if outer:
        return outer
    inner = [len(row) for v in sized for row in v if hasattr(row, "__len__")]
    return ragged(inner, "timesteps", "features") if inner else None


CONTAINER = Container(
    "nested lists",
    "tensor",
    open_nested,
    types=("builtins.list", "builtins.tuple", "collections.deque", "builtins.dict_values"),
    read="the array that NumPy makes of them; samples of different length each for itself; lists of batches, of pairs "
    "(x, y) and of records {'x': ..., 'y': ...}; a tuple (X, y)",
    left="lists of splits, of loaders, of paths: refused with the call to make",
    example="seqguard.inspect([[[0.1], [0.2]], [[0.3], [0.4]]])",
)
