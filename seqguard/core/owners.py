"""Who makes each kind that a check or a fact may read: one statistic, one fact, the engine, or somebody outside."""

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from seqguard.core.places import DeclarationError, Readable, Tensor

T = TypeVar("T", bound=type)


class Owner:
    """What makes a kind: a statistic, a fact, the engine, or somebody outside the data.

    Attributes:
        maker: the class or function that makes it.
        tensor: "" for what is read of a tensor, else where it is from: "split", "model", "log", "contract",
            "profile".
        needs: of a kind from outside, what it takes to have it.
    """

    __slots__ = ("maker", "needs", "tensor")

    def __init__(self, maker: Any, tensor: Tensor = "", needs: str = "") -> None:
        self.maker, self.tensor, self.needs = maker, tensor, needs

    def same(self, other: "Owner") -> bool:
        """Whether both are one definition, run again: a cell of a notebook, a module loaded anew."""
        return name_of(self.maker) == name_of(other.maker)


KINDS: dict[type, Owner] = {}
"""Who makes each kind. A kind is owned before it is read, so that a circle cannot be written."""


def own(kind: type, owner: Owner) -> None:
    """Register who makes a kind; DeclarationError where somebody else does, or where it is not `Readable`."""
    if not (isinstance(kind, type) and issubclass(kind, Readable)):
        said = getattr(kind, "__name__", repr(kind))
        raise DeclarationError(f"{name_of(owner.maker)} makes {said}, which must be a class derived from Readable")
    before = KINDS.get(kind)
    if before is not None and not before.same(owner):
        raise DeclarationError(
            f"{kind.__name__} is made by {name_of(before.maker)}; {name_of(owner.maker)} cannot make it too: "
            "give it a result class of its own"
        )
    KINDS[kind] = owner


def engine(kind: T) -> T:
    """Register what the engine itself knows of every tensor."""
    own(kind, Owner(kind))
    return kind


def of_split(kind: T) -> T:
    """Register what the engine knows of a split as a whole."""
    own(kind, Owner(kind, "split"))
    return kind


def outside(tensor: Literal["model", "log", "contract", "profile"], *, needs: str) -> Callable[[T], T]:
    """Register a kind that is handed over from outside the data; `needs` says how a user comes by it."""

    def declare(kind: T) -> T:
        own(kind, Owner(kind, tensor, needs))
        return kind

    return declare


def name_of(maker: Any) -> str:
    """Where a class or function is defined: by module and qualified name."""
    return f"{getattr(maker, '__module__', '?')}.{getattr(maker, '__qualname__', repr(maker))}"
