"""What other packages offer by entry points, and what the catalogue names, loaded in one way for every table."""

from functools import cache
from importlib import import_module
from typing import Any, TypeVar

from seqguard.catalogue import offered

T = TypeVar("T")


@cache
def entries(group: str) -> tuple[Any, ...]:
    """The entry points of a group that are installed; importlib.metadata is asked only where there are any."""
    if not offered(group):
        return ()
    from importlib.metadata import entry_points

    return tuple(entry_points(group=group))


def loaded(entry: Any, group: str, kind: type[T]) -> T:
    """What an entry point names.

    Raises:
        TypeError: it is no `kind`.
    """
    made = entry.load()
    if not isinstance(made, kind):
        raise TypeError(f"entry point {entry.name!r} of {group} must name a {kind.__name__}, got {made!r}")
    return made


def builtin(module: str, name: str, kind: type[T]) -> T:
    """The object of a module that the catalogue names."""
    made = getattr(import_module(module), name)
    assert isinstance(made, kind)
    return made
