"""What a statistic is: a part of the samples goes in, block by block; parts merge; a frozen result comes out."""

import inspect
from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, Self, TypeVar

from seqguard.core.owners import Owner, name_of, own
from seqguard.core.places import DeclarationError
from seqguard.core.plan import Block, Plan

R = TypeVar("R")


class Statistic(ABC, Generic[R]):
    """A mergeable summary of one tensor of one split.

    Laws, tested for every subclass by `seqguard.testing.check_statistic`: an empty part changes nothing; merging is
    associative over neighbours; feeding A then B equals merging A and B; states pickle; their size is bounded by
    timesteps x features and a fixed capacity, never by the number of samples. A profile keeps a state where it is made
    of numbers, texts, arrays, containers and ufuncs, and of objects of classes in the statistic's own module.

    A subclass names the frozen dataclass that it yields in `result`; checks and facts ask for it by that type.
    """

    result: ClassVar[type]

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @abstractmethod
    def update(self, block: Block) -> None:
        """Take in the samples after those seen so far. `block` is never empty."""

    @abstractmethod
    def merge(self, later: Self) -> None:
        """Take in what `later` saw of the samples after those seen so far."""

    @abstractmethod
    def finalize(self) -> R:
        """The finished numbers; ratios and degrees of freedom belong here."""

    def move(self, by: int) -> None:  # one that keeps no numbers of samples has nothing to do
        """Add `by` to the number of every sample that the state holds: its samples stand behind `by` others now."""

    def thin(self, plan: Plan, entries: int) -> None:
        """Keep less: of samples those in the blocks of `plan`, of tables so many `entries`. What is exact stays so.

        What is left out is not deleted: a shallow copy of this statistic may hold it still.
        """
        self.plan = plan


STATISTICS: dict[type, type[Statistic[Any]]] = {}
"""The statistic that yields each result type."""

S = TypeVar("S", bound=type[Statistic[Any]])


def statistic(cls: S) -> S:
    """Register a statistic under its `result` type.

    Raises:
        DeclarationError: it is no `Statistic`, leaves a method open, names no `result` or a taken one.
    """
    if not (isinstance(cls, type) and issubclass(cls, Statistic)):
        raise DeclarationError(f"{name_of(cls)} must be a class derived from Statistic")
    if inspect.isabstract(cls):
        left = ", ".join(sorted(cls.__abstractmethods__))
        raise DeclarationError(f"{name_of(cls)} must define {left}: a statistic has update, merge and finalize")
    if not isinstance(getattr(cls, "result", None), type):
        raise DeclarationError(f"{name_of(cls)} must name the class that it yields: result = Range")
    own(cls.result, Owner(cls))
    STATISTICS[cls.result] = cls
    return cls
