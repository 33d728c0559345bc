"""NumPy arrays: plain, masked, memory-mapped, strided, of any subclass."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array
from seqguard.sources.ragged import are_samples, open_samples
from seqguard.sources.refusal import refuse


def open_ndarray(value: Any, asked: Asked) -> Opened:
    """The array itself; masked cells are read as NaN, objects that are samples of different length each for itself."""
    if value.dtype.kind == "O" and value.ndim == 1 and are_samples(value):
        return open_samples(list(value))
    if not value.ndim and value.dtype.kind == "O":
        refuse(value, asked, "one object, such as a dict that was saved; pass {a}.item()")
    return open_array(value)


CONTAINER = Container(
    "NumPy array",
    "tensor",
    open_ndarray,
    types=("numpy.ndarray",),
    read="every value; masked cells as NaN; float16 as float32, long doubles as float64; an object array of samples of "
    "different length",
    left="complex, structured and object dtypes: a finding",
    example="seqguard.inspect(X, y)",
)
