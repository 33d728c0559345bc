"""Trees of xarray: the variables of all groups by their full names."""

from functools import partial
from typing import Any

from seqguard.core.errors import shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.containers.xarray_dataset import open_data_set
from seqguard.sources.named_axes import open_named_axes
from seqguard.sources.roles import assigned
from seqguard.sources.split import Archive, Split


def open_tree(value: Any, asked: Asked) -> Split:
    """A tree without groups as its Dataset; else X and y by their usual names, in whatever group they are."""
    if not value.children:
        return open_data_set(value.to_dataset(), asked)
    found: dict[str, Any] = {}
    for node in value.subtree:
        found |= {f"{node.path}/{name}".lstrip("/"): node[name] for name in node.data_vars}
    first = next(iter(value.children))
    instead = f"Pass one group, {asked.argument}[{shown(first)}].to_dataset()"
    members = {name: partial(_open, array, name, asked) for name, array in found.items()}
    target = asked.target if isinstance(asked.target, str) else None
    held = assigned(f"{asked.argument}, a DataTree,", members, {"y": target}, instead)
    return Archive(held["X"], held["y"], others=held["validation_data"])


def _open(array: Any, name: str, asked: Asked) -> Opened:
    role = "y" if name.rpartition("/")[2].lower().startswith(("y", "target", "label")) else "x"
    return open_named_axes(array, Asked(asked.argument, role))[0]  # type: ignore[arg-type]  # one of the two


CONTAINER = Container(
    "xarray DataTree",
    "split",
    open_tree,
    types=("xarray.DataTree",),
    read="X and y by their usual names in its groups (train/x, train/y, val/x ...)",
    left="variables under other names: pass one group, tree['train'].to_dataset()",
    example="seqguard.inspect(tree)",
)
