"""How a finding reads, held for every message and remedy that the examples of all checks give."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from _printed import without_figures

from seqguard.cli.messages import kept, said_of, stale
from seqguard.core.finding import Finding
from seqguard.core.text import agree, few, often, times
from seqguard.engine.registry import discover
from seqguard.engine.run import inspect
from seqguard.testing import forecast, labelled

MANY = "are|were|have|do|hold|lie|fall|equal|repeat|differ|reach"
AT_ONE = (
    re.compile(rf"\b1 of (?:a sample of )?[\d,]+ (?:of [\d,]+ )?[\w ]+?(?: \([^)]*\))? (?:{MANY})\b"),
    re.compile(rf"\b1 \w+s (?:{MANY})\b"),
    re.compile(r"\b1 (?:times|rows|samples|windows|targets|values|features|steps|groups|classes|files|checks)\b"),
)
FOREIGN = re.compile(
    r"\b(?:once more|at hand|for one[.;:]|would by chance|[Bb]y chance [\d.e-]+|told from|mend\b|stands? \d|"
    r"stands? more than)"
)
CODE_FIRST = re.compile(r"[A-Z][a-z]+[ ,:]")


def said() -> Iterator[Finding]:
    """What every check says of its examples; a check of a model is called with the facts it reads."""
    for check in discover().values():
        for i in range(len(check.bads)):
            yield from said_of(check, i)


@cache
def all_said() -> tuple[Finding, ...]:
    return tuple(f for f in said() if f.message != "The contract says ge(0).")


def one_of_each() -> Iterator[dict[str, Any]]:
    """Data with one fault of each kind at one place, of one feature, sample, class or target."""
    rng = np.random.default_rng(0)

    def put(role: str, place: Any, value: float) -> dict[str, Any]:
        data = forecast(np.random.default_rng(1))
        data = {**data, role: data[role].astype("f8").copy()}
        data[role][place] = value
        return data

    yield put("X", (5, 3, 1), np.nan)
    yield put("X", (5, 3, 1), np.inf)
    yield put("X", (5, 3, 1), 1e30)
    yield put("X", (5, 3, 1), -999)
    yield put("X", (..., 1), 3)
    yield put("X", (..., 1), np.nan)
    yield put("X", (slice(None), 4), 0.5)
    yield put("y", 5, np.nan)
    yield put("y", 5, np.inf)
    yield put("y", 5, 1e6)
    yield put("y", slice(1, None), 0)
    data = labelled(rng)
    yield {**data, "X": np.concatenate([data["X"], data["X"][:1]]), "y": np.concatenate([data["y"], data["y"][:1]])}
    y = np.eye(3)[data["y"].astype(int) % 3]
    y[7] = 0
    yield {**data, "y": y}
    X = data["X"].copy()
    X[9] = 0
    yield {**data, "X": X}
    X = data["X"].copy()
    X[9] = X[9, :1]
    yield {**data, "X": X}
    y = data["y"].copy()
    y[3] = 9
    yield {**data, "y": y}
    yield {**data, "validation_data": (data["X"][:1], data["y"][:1])}
    yield {"X": data["X"][:1], "y": data["y"][:1]}
    yield {"X": data["X"][:, :1], "y": data["y"]}


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """benchmarks/_code.py."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parents[1] / "benchmarks")])
    return import_module("_code")


def right_at_one(words: str) -> None:
    for pattern in AT_ONE:
        assert not (found := pattern.search(words)), f"{found.group()!r} in {words!r}"


def test_every_sentence_is_right_at_one() -> None:
    for finding in all_said():
        right_at_one(f"{finding.message} {finding.remedy}")


@pytest.mark.parametrize("data", list(one_of_each()), ids=lambda _: "")
def test_sentences_of_one_fault_are_right(data: dict[str, Any]) -> None:
    for finding in inspect(**data).findings:
        right_at_one(f"{finding.message} {finding.remedy}")


def test_helpers_at_one() -> None:
    assert (agree(1, "is", "are"), agree(2, "is", "are"), agree(0, "is", "are")) == ("is", "are", "are")
    assert (times(1), times(2), often(1.0), often(1.5)) == ("once", "2 times", "once", "1.5 times")
    assert few(6e-10) == "fewer than one in a billion"
    assert (few(3e-9), few(2e-4), few(0.5)) == ("fewer than one in a million", "fewer than one in a thousand", "0.5")


def test_percentages_have_one_style() -> None:
    for finding in all_said():
        assert not re.search(r"\d%", finding.message + finding.remedy), finding.message


def test_remedies_begin_with_a_capital_and_a_word() -> None:
    wrong = [f"{f.remedy}" for f in all_said() if not CODE_FIRST.match(f.remedy)]
    assert not wrong


def test_messages_begin_as_sentences_do() -> None:
    """With a capital, a number, a name in backticks, or the name of a tensor, a loss, a callback or an argument."""
    named = re.compile(r"(?:validation|train|fit|[xy]|\w+_\w+) ")
    lower = [f.message for f in all_said() if re.match(r"[a-z]+ [`a-z]", f.message)]
    wrong = [message for message in lower if not named.match(message)]
    assert not wrong


def test_the_fields_words() -> None:
    wrong = [f.message for f in all_said() if FOREIGN.search(f.message)]
    assert not wrong


def test_three_sentences_say_it() -> None:
    """A message is read in one breath; what does not fit belongs into the evidence or onto the check's page."""
    long = [f.slug for f in all_said() if len(re.split(r"(?<=[.!?]) (?=[A-Z`\d])", f.message)) > 3]
    assert not long


def test_every_piece_of_code_compiles(code: ModuleType) -> None:
    """As it stands, of every remedy and every fix; `benchmarks/spans.py` asks it of the collections."""
    found = [piece for finding in all_said() for piece in code.pieces([finding])]
    assert len(found) > 200
    assert [(slug, piece) for slug, piece in found if not code.compiles(piece)] == []
    wrong = ("class_weight = {0: 0.5, 1: 1,188}", "y = (y - 5,147) / 773.6", "y = y[...:]..", "weights = {0: 1, ...}")
    assert not any(map(code.compiles, wrong))
    assert code.compiles("X = np.delete(X[..., 2], [3], axis=-1)")


def test_the_page_of_a_check_says_what_it_says() -> None:
    """docs/measured/messages.json, digits aside; `python -m seqguard.cli.reference` renews those whose file changed."""
    checks = [c for c in discover().values() if c.function.__module__.startswith("seqguard.")]
    assert stale(checks) == []
    said_now: dict[str, set[str]] = {}
    for finding in all_said():
        said_now.setdefault(finding.code, set()).add(without_figures(finding.argument))
    for code, message in kept().items():
        if code in said_now:  # a check that is called with facts does not fill in its code
            assert without_figures(message["message"]) in said_now[code], code
