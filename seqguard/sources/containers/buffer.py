"""Python's own memory: buffers, arrays of the standard library, ranges."""

from seqguard.sources.adapters import Container
from seqguard.sources.containers.array_like import open_array_like

CONTAINER = Container(
    "memoryview, array.array, range, arrays of ctypes",
    "tensor",
    open_array_like,
    types=("builtins.memoryview", "array.array", "builtins.range", "_ctypes.Array"),
    read="the same memory; of a range its numbers",
    example="seqguard.inspect(X, array.array('d', labels))",
)
