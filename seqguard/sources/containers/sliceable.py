"""What has a shape, a dtype and slices that NumPy can read: arrays of h5py, zarr, torch on the CPU, jax, TensorFlow."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_sliceable


def open_slices(value: Any, asked: Asked) -> Opened:
    """Pieces are read as they are asked for."""
    try:
        return open_sliceable(value)
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(
            f"{asked.argument} is a {type(value).__name__} that cannot be read as an array: {error}"
        ) from error


CONTAINER = Container(
    "anything with shape, dtype and slices",
    "tensor",
    open_slices,
    attributes=("shape", "dtype", "__getitem__"),
    rank=20,
    read="pieces, as they are asked for",
    example="seqguard.inspect(h5py.File('a.h5')['X'])",
)
