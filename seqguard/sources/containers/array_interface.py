"""Memory that says where its numbers stand (`__array_interface__`)."""

from seqguard.sources.adapters import Container
from seqguard.sources.containers.array_like import open_array_like

CONTAINER = Container(
    "anything with __array_interface__",
    "tensor",
    open_array_like,
    attributes=("__array_interface__",),
    rank=31,
    read="the same memory",
    example="seqguard.inspect(your_object)",
)
