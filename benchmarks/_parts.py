"""The collections that the ledger covers, as units of work: one set each, with every fault put into it."""

import importlib.util
import sys
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import _made
from _corpus import Case, faults, inject, load_injector, named, natural, natural_names, second, sound, sound_names, wild
from _ledger import Key, Said, difference, said
from _run import timestamped

import seqguard

Rows = dict[Key, list[Said]]
HEARING: list[Callable[[seqguard.Report], None]] = []
"""Who is shown each report as it is made: the ledger keeps no words, and `spans.py` reads them."""


@dataclass(frozen=True)
class Where:
    """What a run covers: the folder that holds the collections, and one injected case of how many."""

    shared: Path
    grid: int


@dataclass(frozen=True)
class Unit:
    """One set of one collection."""

    collection: str
    set: str
    where: Where


@dataclass(frozen=True)
class Done:
    """The rows of a unit and the CPU seconds that they took."""

    unit: Unit
    rows: Rows
    seconds: float


def heard(**arguments: Any) -> list[Said]:
    """What `inspect` says; an exception is a row, since bad data must give findings."""
    try:
        report = seqguard.inspect(**arguments, progress=False)
    except Exception as error:  # recorded in the ledger
        return [Said("", "raised", type(error).__name__, "-")]
    for hear in HEARING:
        hear(report)
    return said(report)


def run(unit: Unit) -> Done:
    """Every case of a unit."""
    begun = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generators' own; what inspect warns of is in its report
        rows = PARTS[unit.collection].run(unit)
    return Done(unit, rows, time.process_time() - begun)


def run_sound(unit: Unit) -> Rows:
    """A sound set of the first collection, whole."""
    return {Key(unit.set): heard(**sound(unit.where.shared / "corpus", unit.set).arguments)}


def run_second(unit: Unit) -> Rows:
    """A sound set of the second collection, whole."""
    return {Key(unit.set): heard(**second(unit.where.shared / "sound2", unit.set).arguments)}


def run_natural(unit: Unit) -> Rows:
    """A real fault, with time stamps where the set has them; `fault` is its slug."""
    case = named(natural(unit.where.shared / "corpus"), unit.set)
    return {Key(case.name, case.facts["fault"]): heard(**{**case.arguments, **timestamped(case)})}


def run_wild(unit: Unit) -> Rows:
    """What a public project feeds to `fit`."""
    return {Key(unit.set): heard(**named(wild(unit.where.shared / "wild"), unit.set).arguments)}


def run_reports(unit: Unit) -> Rows:
    """A reported fault and its mended twin; `fault` is the function that makes the arrays."""
    module = script(unit.where.shared / "reports" / "data" / f"{unit.set}.py")
    rows = {}
    for name in sorted(vars(module)):
        if name.startswith("make"):
            given = dict(getattr(module, name)())
            options = given.pop("kwargs", {})
            rows[Key(unit.set, name)] = heard(**given, **options)
    return rows


def run_injected(unit: Unit) -> Rows:
    """The head of a sound set with the faults of the grid that fall to it: what each changes."""
    root = unit.where.shared / "corpus"
    injector, case = load_injector(root), sound(root, unit.set).capped()
    before = heard(**case.arguments)
    rows = {}
    for fault in faults(injector):
        for strength in fault.strengths:
            key = Key(case.name, fault.name, str(strength))
            made = inject(injector, case, fault, strength) if chosen(key, unit.where.grid) else None
            if made is not None:
                rows[key] = difference(before, heard(**made.case.arguments))
    return rows


def chosen(key: Key, grid: int) -> bool:
    """Whether an injected case is among the one of `grid` that are run: by its name, so that no other case moves it."""
    return zlib.crc32("/".join(key).encode()) % grid == 0


def run_made(unit: Unit) -> Rows:
    """A set of the generators that ship, sound and with faults: what each changes."""
    before = heard(**_made.arguments(unit.set))
    rows = {Key(unit.set): before}
    for fault in _made.faults_of(unit.set):
        rows[Key(unit.set, fault)] = difference(before, heard(**_made.arguments(unit.set, fault)))
    return rows


def script(path: Path) -> ModuleType:
    """A module by its path, which may import from its own folder."""
    folder = str(path.parent)
    if folder not in sys.path:
        sys.path.append(folder)
    spec = importlib.util.spec_from_file_location(f"report_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Part:
    """How a collection is found and run. `proof` is a file below the shared folder without which it is not at hand;
    what ships has none."""

    proof: str
    names: Callable[[Path], list[str]]
    run: Callable[[Unit], Rows]


def _lines(cases: Callable[[Path], Iterator[Case]], folder: str) -> Callable[[Path], list[str]]:
    return lambda shared: [case.name for case in cases(shared / folder)]


PARTS: dict[str, Part] = {
    "made": Part("", lambda _: list(_made.SETS), run_made),
    "sound": Part("corpus/manifest.csv", lambda s: sound_names(s / "corpus"), run_sound),
    "sound2": Part("sound2/manifest.csv", lambda s: sound_names(s / "sound2"), run_second),
    "natural": Part("corpus/natural_faults.csv", lambda s: natural_names(s / "corpus"), run_natural),
    "wild": Part("wild/manifest.jsonl", _lines(wild, "wild"), run_wild),
    "reports": Part(
        "reports/data/_util.py", lambda s: sorted(p.stem for p in (s / "reports/data").glob("[0-9]*.py")), run_reports
    ),
    "injected": Part("corpus/inject.py", lambda s: sound_names(s / "corpus"), run_injected),
}
