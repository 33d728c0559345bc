"""Open files that hold several arrays: np.load of an .npz, h5py files and groups, zarr groups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from seqguard.core.errors import named
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array, open_sliceable
from seqguard.sources.files import assigned
from seqguard.sources.split import Split, axes


def open_archive_of(value: Any, asked: Asked) -> Split:
    """X and y by their usual names, and the further splits among its members."""
    members: dict[str, Callable[[], Opened]] = {}
    for name in value:
        if _is_npz(value):
            members[name] = partial(_npz_member, value, name, asked)
        elif axes(member := value[name]) > 0:
            members[name] = partial(open_sliceable, member)
    what = f"{asked.argument}, an open {type(value).__name__},"
    held = assigned(what, members, {"X": None, "y": asked.target, "X_val": None, "y_val": None})
    return Archive(held["X"], held["y"], others=held["validation_data"])


@dataclass(frozen=True, eq=False, repr=False)
class Archive(Split):
    """What an open file holds: a `Split`, and `others`, the further splits that it brings along."""

    others: Mapping[str, Any] | None = None


def _is_npz(value: Any) -> bool:
    return hasattr(value, "files") and hasattr(value, "zip")


def _npz_member(value: Any, name: str, asked: Asked) -> Opened:
    """A member of np.load, which NumPy unpickles only where the caller allowed it."""
    try:
        return open_array(value[name])
    except (ValueError, OSError) as error:
        raise named(asked.argument, error) from error


CONTAINER = Container(
    "open archive: NpzFile, h5py and zarr groups",
    "split",
    open_archive_of,
    types=("numpy.NpzFile", "h5py.Group", "zarr.Group"),
    read="members under usual names (X, y, x_train, X_val, y_test ...): h5py and zarr in pieces, an NpzFile member by "
    "member",
    left="members under other names: pass them, file['a'], file['b']",
    example="seqguard.inspect(np.load('data.npz'))",
)
