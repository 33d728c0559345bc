"""Open files that hold several arrays: np.load of an .npz, h5py files and groups, zarr groups."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_archive(value: Any, asked: Asked) -> NoReturn:
    """Say that members are read."""
    refuse(value, asked, "an open file is not read as a whole; pass its path, or its members: {a}[...]")


CONTAINER = Container(
    "open archive: NpzFile, h5py and zarr groups",
    "nothing",
    refuse_archive,
    types=("numpy.NpzFile", "h5py.Group", "zarr.Group"),
    left="pass its path or its members",
)
