"""What Keras has no way of its own into, read by the table of containers that `seqguard.inspect` asks."""

import math
from collections.abc import Mapping
from typing import Any

from seqguard.core.arguments import attribute
from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked, Container, container_of
from seqguard.sources.arrays import Opened
from seqguard.sources.split import Split
from seqguard.sources.tensor import open_tensor


def own_stream(given: Any) -> Container | None:
    """The container of a stream that can be read again and that is none of Keras's: a Dataset of torch or of Hugging
    Face; None for any other."""
    known = container_of(given)
    root = type(given).__module__.partition(".")[0]
    foreign = root == "datasets" or not any(
        attribute(given, name) is not None for name in ("collate_fn", "element_spec", "__next__")
    )
    if known is None or known.holds != "stream" or not foreign or callable(given):
        return None
    return known if "torch" in known.name or "Hugging Face" in known.name else None


def read_own(known: Container, given: Any, name: str, most: int) -> tuple[Any, Any, str | None]:
    """(x, y) of such a stream as arrays of at most `most` bytes, and what part of it that is.

    Raises:
        TypeError, ValueError: it holds no sequences, or reading it raised.
    """
    split: Split = known.open(given, Asked(name))
    opened = [t for side in (split.X, split.y) for t in _tensors(side)]
    if any(t.source is None or t.lengths is not None for t in opened):
        raise ValueError(f"{name} is a {known.name} whose samples differ in length, or are no numbers")
    n = len_of(opened[0])
    width = sum(math.prod(t.shape[1:]) * t.source.dtype.itemsize for t in opened if t.source is not None)
    kept = min(n, max(1, most // max(1, width)))
    part = f"the first {kept:,} samples of {n:,}" if kept < n else None
    return _read(split.X, kept), _read(split.y, kept), part


def as_array(given: Any) -> Array | None:
    """A tensor of any library that the table knows, as an array; None where it is none of numbers and of one shape."""
    known = container_of(given)
    if known is None or known.holds not in ("tensor", "table"):
        return None
    try:
        opened = open_tensor(given, "x", "y")
    except (TypeError, ValueError):
        return None
    if opened.source is None or opened.lengths is not None or not opened.shape:
        return None
    return opened.source.read(0, opened.shape[0])


def is_tensor(given: Any) -> bool:
    """Whether the table knows a value as one tensor or table, so that it is no stream though it has no shape."""
    known = container_of(given)
    return known is not None and known.holds in ("tensor", "table", "split")


def len_of(opened: Opened) -> int:
    """Samples of a tensor."""
    return opened.shape[0]


def _tensors(side: Any) -> list[Opened]:
    if side is None:
        return []
    return list(side.values()) if isinstance(side, Mapping) else list(side) if isinstance(side, list) else [side]


def _read(side: Any, n: int) -> Any:
    if side is None:
        return None
    if isinstance(side, Mapping):
        return {name: _read(tensor, n) for name, tensor in side.items()}
    if isinstance(side, list):
        return [_read(tensor, n) for tensor in side]
    return side.source.read(0, n)
