"""Which containers in memory are read, and what a container is: the twin of `registry`, which knows kinds of files.

A container is one module of `seqguard.sources.containers` that ends in `CONTAINER = Container(...)`, or an entry point
of the group `seqguard.containers` that names such an object. The catalogue lists the built-in ones with the names of
their classes, so that a value is recognised by the classes it derives from: no library is imported to ask, and no
module of this table but the one that reads the value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Literal

from seqguard.catalogue import containers
from seqguard.core.arguments import attribute
from seqguard.core.errors import named
from seqguard.core.extensions import builtin, entries, loaded

ENTRY_POINTS = "seqguard.containers"

Holds = Literal["tensor", "split", "stream", "table", "nothing"]


@dataclass(frozen=True)
class Asked:
    """What a container is opened for.

    Attributes:
        argument: how the caller named it, such as "validation_data[0]"; every complaint begins with it.
        role: "x" for inputs, "y" for targets.
        target: name of the variable that is to be predicted, where the container holds named ones.
        layout: order of the axes samples (N), time (T) and features (F) as the caller said it; None where he did not.
        with_y: whether targets were given beside it.
        most: samples that are read of a stream; None for all of one that says where it ends.
    """

    argument: str
    role: Literal["x", "y"] = "x"
    target: Any = None
    layout: str | None = None
    most: int | None = None
    with_y: bool = False


@dataclass(frozen=True)
class Container:
    """One kind of container in memory.

    Attributes:
        name: what it is called in messages and in docs/containers.md.
        holds: "tensor", one tensor; "split", inputs and targets with what is known of each sample; "stream", batches or
            samples that come one after the other; "table", rows that windows are cut from; "nothing", what is refused
            with the call that would do.
        types: "package.Class" for each class that it is known by: the first part of the module's name, and the name of
            the class; a class derived from one of them is one too.
        attributes: what values of any other class have that are read by this module (a protocol). Of several protocols
            that fit, that with the lowest `rank` is taken; a class that is known by name comes first.
        rank: see `attributes`.
        open: takes the value and what is `Asked`, and gives an `Opened` tensor or a `Split`. It reads no more than it
            must, changes nothing, and raises TypeError or ValueError that begins with `asked.argument` and names the
            call to make instead.
        read, left, example: for docs/containers.md: what is read of it, what is not, and a call.
    """

    name: str
    holds: Holds
    open: Callable[[Any, Asked], Any]
    types: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    rank: int = 0
    read: str = ""
    left: str = ""
    example: str = ""


def container_of(value: Any) -> Container | None:
    """The container that a value is; None where none is known."""
    by_type, by_protocol = _table()
    for cls in type(value).__mro__:
        if (found := by_type.get(f"{cls.__module__.partition('.')[0]}.{cls.__name__}")) is not None:
            return found()
    for attributes, load in by_protocol:
        if all(attribute(value, name) is not None for name in attributes):
            return load()
    return None


def opened_by(known: Container, value: Any, asked: Asked) -> Any:
    """What a container opens a value as.

    Raises:
        TypeError, ValueError: it is not read; or the library that made it raised an error of its own, which is given
            with the argument in front.
    """
    try:
        return known.open(value, asked)
    except (TypeError, ValueError, MemoryError):
        raise
    except Exception as error:
        raise named(asked.argument, error) from error


@cache
def _table() -> tuple[Mapping[str, Callable[[], Container]], list[tuple[tuple[str, ...], Callable[[], Container]]]]:
    """By class, and by protocol in the order in which they are tried; built-in ones win."""
    by_type: dict[str, Callable[[], Container]] = {}
    ranked: list[tuple[int, tuple[str, ...], Callable[[], Container]]] = []
    for entry in entries(ENTRY_POINTS):
        made = loaded(entry, ENTRY_POINTS, Container)
        by_type |= dict.fromkeys(made.types, partial(loaded, entry, ENTRY_POINTS, Container))
        if made.attributes:
            ranked.append((made.rank, made.attributes, partial(loaded, entry, ENTRY_POINTS, Container)))
    for known in containers().values():
        load = partial(builtin, known["module"], "CONTAINER", Container)
        by_type |= dict.fromkeys(known["types"], load)
        if known["attributes"]:
            ranked.append((known["rank"], tuple(known["attributes"]), load))
    return by_type, [(attributes, load) for _, attributes, load in sorted(ranked, key=lambda item: item[0])]
