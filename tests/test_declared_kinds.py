"""Facts and statistics that cannot be meant are refused where they are written, and one declared anew is read anew."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from _declared import Findings, declare, fine

from seqguard.authors import (
    Block,
    DeclarationError,
    Finding,
    Geometry,
    Input,
    Kinds,
    Moments,
    Readable,
    Statistic,
    fact,
    statistic,
)
from seqguard.basis.kinds import Columns
from seqguard.core.declare import FACTS
from seqguard.core.owners import KINDS
from seqguard.engine.resolve import needs
from seqguard.testing import fact_of, findings_of


@dataclass(frozen=True)
class Lows(Readable):
    value: float


@dataclass(frozen=True)
class Highs(Readable):
    value: float


@pytest.fixture
def tidy() -> Iterator[None]:
    yield
    for kind in (Lows, Highs):
        KINDS.pop(kind, None)
        FACTS.pop(kind, None)
    needs.cache_clear()


def test_facts_that_cannot_be_meant_are_refused(tidy: None) -> None:
    def nameless(x: Moments):  # type: ignore[no-untyped-def]  # the slip
        return None

    def placed(x: Input[Moments]) -> Lows:
        return Lows(0)

    def second(x: Moments) -> Kinds:
        return Kinds(Columns([], 0))

    def of_itself(x: Lows) -> Lows:
        return x

    def not_readable(x: Moments) -> int:
        return 1

    for function, says in (
        (nameless, "does not say what it makes"),
        (placed, "it is asked of a tensor, which it reads as Moments"),
        (second, r"Kinds is made by seqguard.basis.kinds.kinds; .*second cannot make it too"),
        (of_itself, "nothing makes Lows"),
        (not_readable, "makes int, which must be a class derived from Readable"),
        (functools.partial(placed), "must be a plain function"),
    ):
        with pytest.raises(DeclarationError, match=says):
            fact(function)
    assert FACTS[Kinds].__module__ == "seqguard.basis.kinds"


def test_a_fact_declared_again_cannot_close_a_circle(tidy: None) -> None:
    def lows(x: Moments) -> Lows:
        return Lows(float(x.min.min()))

    def highs(low: Lows) -> Highs:
        return Highs(low.value)

    fact(lows)
    fact(highs)

    def again(high: Highs) -> Lows:
        return Lows(high.value)

    again.__name__, again.__qualname__ = lows.__name__, lows.__qualname__
    with pytest.raises(DeclarationError, match="reads Highs, which is made from Lows: a circle"):
        fact(again)
    assert fact_of(Highs, np.ones((60, 3, 1))).value == 1


def test_a_fact_declared_again_is_read_by_its_new_signature(tidy: None) -> None:
    def lows(x: Moments) -> Lows:
        return Lows(float(x.min.min()))

    def reads_it(low: Input[Lows]) -> Findings:
        yield Finding(message=f"{low.value}", remedy="")

    fact(lows)
    made = declare(reads_it)
    X = np.ones((60, 3, 1))
    assert [f.message for f in findings_of(made, X=X)] == ["1.0"]

    def again(geometry: Geometry) -> Lows:
        return Lows(geometry.n)

    again.__name__, again.__qualname__ = lows.__name__, lows.__qualname__
    fact(again)
    assert needs(made.function).statistics == {("x", Geometry)}
    assert [f.message for f in findings_of(made, X=X)] == ["60"]


def test_statistics_that_cannot_be_meant_are_refused() -> None:
    class Half(Statistic[Lows]):
        result = Lows

        def update(self, block: Block) -> None: ...

    class Whole(Half):
        def merge(self, later: Any) -> None: ...

        def finalize(self) -> Lows:
            return Lows(0)

    class Taken(Whole):
        result = Moments

    class Silent(Statistic[Lows]):
        update = merge = finalize = lambda self, *_: None  # type: ignore[assignment]  # as an author may slip

    for cls, says in (
        (Half, "must define finalize, merge"),
        (Taken, r"Moments is made by seqguard.statistics.moments.* cannot make it too"),
        (Silent, "must name the class that it yields"),
        (fine, "must be a class derived from Statistic"),
    ):
        with pytest.raises(DeclarationError, match=says):
            statistic(cls)  # type: ignore[type-var]  # the slip
    assert Lows not in KINDS
