"""What a value of any library says of its own size, asked without trusting it to answer."""

import operator
from collections.abc import Mapping
from typing import Any

from seqguard.core.arguments import attribute


def samples(X: Any) -> int | None:
    """The number of samples of X, of its first entry where it is a dict; None where it has no length."""
    if isinstance(X, Mapping):
        return samples(next(iter(X.values()))) if X else None
    shape = attribute(X, "shape")
    if shape is None:
        return len(X) if is_listed(X) and not any(hasattr(v, "shape") for v in X[:1]) else None
    return length(shape) if axes(X) else None


def length(shape: Any) -> int | None:
    """The first number of a shape; None where it is none yet, as of a lazy frame or a symbolic tensor."""
    try:
        return operator.index(shape[0])
    except TypeError:
        return None


def is_listed(value: Any) -> bool:
    """Whether it is a list or a plain tuple; a named one, such as torch's PackedSequence, is a container of its own."""
    return isinstance(value, list | tuple) and not hasattr(value, "_fields")


def as_list(value: Any) -> Any:
    """A deque, or the values of a dict, as a list; anything else as it is."""
    known = type(value).__module__ in ("collections", "builtins") and type(value).__name__ in ("deque", "dict_values")
    return list(value) if known else value


def axes(value: Any) -> int:
    """How many axes a tensor has; 0 for what has no shape, or one that is no tuple, as a class has."""
    shape = attribute(value, "shape", ())
    if isinstance(shape, tuple | list):
        return len(shape)
    try:
        return len(tuple(shape))
    except (TypeError, ValueError):  # a class, or a value that is not computed yet
        return 0
