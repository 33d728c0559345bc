"""What is given walks through the house once: no room on the way from `inspect` to the report is entered over and over.

A *call* is one function of seqguard called by another; what a loop repeats from the same line is the same call. A call
is a *step* where it enters another room (a module) than the one it was made in, or leads to such a call; what enters no
other room is a question that its caller asks, and no step. A *visit* of a room is a run of steps in it that no step in
another room interrupts: a function that goes on by itself after it has sent its value elsewhere is a second visit.

Not followed: the words of `core` and `catalogue` and the types of `sources.base`, which every room speaks; a source
that is read; and what is one of many in a table (a statistic, a fact, a check, a painter), called once for each.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, ModuleType
from typing import Any

import numpy as np
import pytest

import seqguard

WORDS = ("seqguard.core", "seqguard.catalogue", "seqguard.sources.base")
OF_MANY = ("seqguard.statistics", "seqguard.basis", "seqguard.facts", "seqguard.checks", "seqguard.figures")
N = 120

TWICE = {
    "seqguard.sources.declared": "train, and the further splits",
    "seqguard.sources.whole": "X of train, and that of the further splits",
    "seqguard.sources.tensor": "X and y",
    "seqguard.sources.adapters": "X and y",
    "seqguard.sources.containers.ndarray": "X and y",
    "seqguard.sources.containers.source": "X and y",
    "seqguard.sources.containers.nested": "X and y",
    "seqguard.sources.arrays": "X and y",
    "seqguard.sources.streams": "the pieces are taken, and what they came to is handed on",
    "seqguard.sources.spool": "the same",
    "seqguard.sources.files": "a file is opened, and its members are told apart",
    "seqguard.sources.tables": "the rows are taken, and wrapped as windows",
    "seqguard.reading.plans": "before and after it is known where the target stands",
    "seqguard.engine.outcome": "a check is run, and its findings are stamped",
    "seqguard.engine.summary": "the losses to beat, and what was read",
    "seqguard.engine.pictures": "of each finding, and of the whole",
    "seqguard.engine.reporting": "the checks, and the circumstances",
}
"""Rooms that are visited twice, and what for; every other room is visited once."""

WAY = (
    "engine.run",
    "sources.gather",
    "sources.declared",
    "sources.tensor",
    "engine.intake",
    "reading.plans",
    "engine.passes",
    "engine.reporting",
    "engine.outcome",
)
"""Rooms that every inspection passes, in this order."""


class Call:
    """One call, and those that it made, by the place in the code from which each was made."""

    def __init__(self, room: str, inside: "Call | None") -> None:
        self.room, self.inside = room, inside
        self.made: dict[tuple[CodeType, int], Call] = {}

    def leads_on(self) -> bool:
        return any(call.room != self.room or call.leads_on() for call in self.made.values())

    def steps(self) -> Iterator[str]:
        """The rooms of the steps below it, in the order in which they were first made."""
        for call in self.made.values():
            if call.leads_on():
                yield call.room
                yield from call.steps()


def followed(walk: Callable[[], object]) -> Call:
    """The calls that a walk made."""
    root = at = Call("", None)
    entered: list[FrameType] = []
    unfollowed: list[FrameType] = []

    def on(frame: FrameType, event: str, argument: object) -> None:
        nonlocal at
        if event == "call":
            room, name = str(frame.f_globals.get("__name__")), frame.f_code.co_name
            if not room.startswith("seqguard.") or room.startswith(WORDS) or name.startswith("<"):
                return
            if unfollowed or room.startswith(OF_MANY) or (name == "read" and ".sources." in room):
                unfollowed.append(frame)
                return
            site = frame.f_code, frame.f_back.f_lineno if frame.f_back is not None else 0
            at = at.made.setdefault(site, Call(room, at))
            entered.append(frame)
        elif event == "return" and unfollowed and unfollowed[-1] is frame:
            unfollowed.pop()
        elif event == "return" and entered and entered[-1] is frame:
            entered.pop()
            assert at.inside is not None
            at = at.inside

    before = sys.getprofile()
    sys.setprofile(on)
    try:
        walk()
    finally:
        sys.setprofile(before)
    return root


def visited(walk: Callable[[], object]) -> list[str]:
    """The rooms that a walk visits, one after the other."""
    rooms: list[str] = []
    for room in followed(walk).steps():
        if not rooms or rooms[-1] != room:
            rooms.append(room)
    return rooms


def arrays() -> tuple[Any, Any]:
    series = np.random.default_rng(0).normal(size=(N + 12, 3)).cumsum(0)
    X = np.lib.stride_tricks.sliding_window_view(series, 12, 0)[:-1].transpose(0, 2, 1)
    return X, series[12:, 0]


def of_arrays(folder: Any) -> Callable[[], object]:
    X, y = arrays()
    return lambda: seqguard.inspect(X, y)


def of_splits(folder: Any) -> Callable[[], object]:
    X, y = arrays()
    return lambda: seqguard.inspect(X[:80], y[:80], validation_data=(X[80:], y[80:]))


def of_lists(folder: Any) -> Callable[[], object]:
    X, y = arrays()
    return lambda: seqguard.inspect(X.tolist(), y.tolist())


def of_batches(folder: Any) -> Callable[[], object]:
    X, y = arrays()
    return lambda: seqguard.inspect((X[i : i + 20], y[i : i + 20]) for i in range(0, N, 20))


def of_a_file(folder: Any) -> Callable[[], object]:
    X, y = arrays()
    np.savez(folder / "data.npz", X=X, y=y)
    return lambda: seqguard.inspect(folder / "data.npz")


def of_a_table(folder: Any) -> Callable[[], object]:
    pd = pytest.importorskip("pandas")
    values = np.random.default_rng(0).normal(size=(N, 3)).cumsum(0)
    frame = pd.DataFrame(values, pd.date_range("2024-01-01", periods=N, freq="h"), ["load", "wind", "sun"])
    return lambda: seqguard.inspect(seqguard.windows(frame, window=12, target="load"))


@pytest.mark.parametrize("given", [of_arrays, of_splits, of_lists, of_batches, of_a_file, of_a_table])
def test_what_is_given_passes_each_room_once_or_twice(given, tmp_path):
    walk = given(tmp_path)
    walk()  # what is loaded on first use is no part of the way
    rooms = visited(walk)
    often = {room: times for room, times in Counter(rooms).items() if times > (2 if room in TWICE else 1)}
    assert not often, f"visited more often than said here: {often}, on the way {rooms}"
    first = [rooms.index(f"seqguard.{room}") for room in WAY]
    assert first == sorted(first)


ROOMS = {
    "seqguard.last": "def ask(): return 1",
    "seqguard.end": "def on(): last.ask()",
    "seqguard.far": "def ask(): return 1\ndef go(): end.on()",
    "seqguard.near": "def start():\n    for _ in range(3): far.ask(), far.go()\n    on()\ndef on(): far.go()",
}
"""Four rooms, each of which knows those above it."""


def test_the_walk_sees_going_back_and_forth():
    made: dict[str, Any] = {}
    for name, code in ROOMS.items():
        room = ModuleType(name)
        room.__dict__.update(made)
        exec(code, room.__dict__)
        made[name.removeprefix("seqguard.")] = room
    once = ["seqguard.near", "seqguard.far", "seqguard.end"]  # the last room is only asked, and so is `far.ask`
    assert visited(made["far"].go) == once[1:]
    assert visited(made["near"].start) == once + once  # three times round one loop are once
