"""Open files that hold several arrays: np.load of an .npz, h5py files and groups, zarr groups."""

from collections.abc import Callable
from functools import partial
from typing import Any

from seqguard.core.errors import named, shown
from seqguard.core.shapes import axes
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.containers.ndarray import open_ndarray
from seqguard.sources.containers.sliceable import open_slices
from seqguard.sources.roles import assigned
from seqguard.sources.split import Archive


def open_archive_of(value: Any, asked: Asked) -> Archive:
    """X and y by their usual names, and the further splits among its members, in whatever group they are.

    Raises:
        TypeError: the file was closed.
        ValueError: its members cannot be told.
    """
    members: dict[str, Callable[[], Opened]] = {}
    try:
        found = _members(value, asked)
    except (KeyError, ValueError, AttributeError, RuntimeError, OSError) as error:  # what h5py, zarr and NumPy raise
        raise TypeError(f"{asked.argument}, a {type(value).__name__}, is closed or damaged: open it again") from error
    for name, member in found.items():
        if callable(member):
            members[name] = member
        elif axes(member) > 0:
            members[name] = partial(open_slices, member, asked)
    what = f"{asked.argument}, an open {type(value).__name__},"
    longest = sorted(members, key=lambda name: -axes(found[name]))
    some = ", ".join(f"{asked.argument}[{shown(name)}]" for name in longest[:2])
    instead = f"Pass its members: seqguard.inspect({some})" if members else "Pass a group that holds them"
    target = asked.target if isinstance(asked.target, str) else None
    held = assigned(what, members, {"y": target}, instead)
    return Archive(held["X"], held["y"], others=held["validation_data"])


def _members(value: Any, asked: Asked) -> dict[str, Any]:
    """Arrays by their full names; of an .npz, whose members are decoded, what opens each."""
    if hasattr(value, "files") and hasattr(value, "zip"):
        if value.zip is None:
            raise ValueError("closed")
        return {name: partial(_npz_member, value, name, asked) for name in value.files}
    if type(value).__module__.partition(".")[0] == "h5py":
        from seqguard.sources.hdf5 import data_sets

        return data_sets(value)
    if hasattr(value, "members"):  # zarr from version 3 on
        return {name: item for name, item in value.members(max_depth=None) if hasattr(item, "shape")}
    return {name: value[name] for name in value}


def _npz_member(value: Any, name: str, asked: Asked) -> Opened:
    """A member of np.load, which NumPy unpickles only where the caller allowed it."""
    try:
        return open_ndarray(value[name], asked)
    except (ValueError, OSError) as error:
        if "allow_pickle" in str(error):
            raise ValueError(
                f"{asked.argument}[{shown(name)}] holds objects, which are pickles: if you wrote the file, pass "
                "np.load(path, allow_pickle=True)"
            ) from error
        raise named(asked.argument, error) from error


CONTAINER = Container(
    "open archive: NpzFile, h5py and zarr groups",
    "split",
    open_archive_of,
    types=("numpy.NpzFile", "h5py.Group", "zarr.Group"),
    read="members under usual names (X, y, x_train, X_val, y_test, data, labels ...), in groups too: h5py and zarr in "
    "pieces, an NpzFile member by member; y by target=",
    left="members under other names: pass them, file['a'], file['b']",
    example="seqguard.inspect(np.load('data.npz'))",
)
