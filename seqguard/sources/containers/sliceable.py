"""What has a shape, a dtype and slices that NumPy can read: arrays of h5py, zarr, torch on the CPU, jax, TensorFlow."""

from typing import Any

from seqguard.core.errors import shortened
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_sliceable
from seqguard.sources.hdf5 import vlen
from seqguard.sources.refusal import refuse


def open_slices(value: Any, asked: Asked) -> Opened:
    """Pieces are read as they are asked for."""
    if "Tracer" in type(value).__name__:
        refuse(value, asked, "a value inside a traced function is not known; pass the array that goes into it")
    if type(value).__module__.startswith("h5py") and not value:
        refuse(value, asked, "its file is closed; open it again, and keep it open")
    try:
        lengths = vlen(value)
        return open_sliceable(value) if lengths is None else lengths
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(
            f"{asked.argument} is a {type(value).__name__} that cannot be read as an array: "
            f"{shortened(' '.join(str(error).split()), 200)}"
        ) from error


CONTAINER = Container(
    "anything with shape, dtype and slices",
    "tensor",
    open_slices,
    types=("h5py.Dataset",),
    attributes=("shape", "dtype", "__getitem__"),
    rank=20,
    read="pieces, as they are asked for",
    example="seqguard.inspect(h5py.File('a.h5')['X'])",
)
