"""Tensors that are exchanged by DLPack: those of libraries that NumPy does not know."""

from typing import Any

import numpy as np

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array

ON_CPU = 1
"""DLPack's number of the memory that NumPy can read (dmlc.github.io/dlpack: kDLCPU)."""


def open_dlpack(value: Any, asked: Asked) -> Opened:
    """The same memory, where it is the CPU's."""
    device, _ = value.__dlpack_device__()
    if int(device) != ON_CPU:
        raise TypeError(f"{asked.argument} lies on an accelerator; pass it as it is on the CPU")
    try:
        return open_array(np.from_dlpack(value))
    except Exception as error:  # a dtype that NumPy has none for, or a buffer that is not exported
        raise TypeError(
            f"{asked.argument} is a {type(value).__name__} that NumPy cannot read by DLPack: {error}"
        ) from error


CONTAINER = Container(
    "anything with __dlpack__",
    "tensor",
    open_dlpack,
    attributes=("__dlpack__", "__dlpack_device__"),
    rank=32,
    read="the same memory, on the CPU",
    left="memory of an accelerator: refused",
    example="seqguard.inspect(tensor)",
)
