"""The corpus on disk: sound sets, injected faults, natural faults, and what public projects feed to `fit`.

A corpus folder holds manifest.csv, clean/NAME.npz, inject.py, natural_faults.csv and natural_faults/NAME.npz; a wild
folder holds manifest.jsonl and NAME.npz. Every npz has X, y and mostly X_val, y_val.
"""

import csv
import importlib.util
import json
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

TRAIN_CAP, VALIDATION_CAP = 1500, 600
"""Samples that an injected case keeps, from the head and contiguous, as in the corpus's own `inject.self_test`."""


@dataclass(frozen=True)
class Case:
    """One data set as a user would hand it in, and what is known about it.

    `extra` holds the further arrays of a natural fault: `start` (first raw row of each training window), `raw`,
    `where_raw` (raw rows that are at fault), `t` (time stamps).
    """

    name: str
    task: str
    X: Array
    y: Array | None
    X_val: Array | None = None
    y_val: Array | None = None
    quirks: tuple[str, ...] = ()
    notes: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Array] = field(default_factory=dict)

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of `seqguard.inspect`: everything else stays at its default."""
        validation = None if self.X_val is None else (self.X_val, self.y_val)
        return {"X": self.X, "y": self.y, "validation_data": validation}

    def capped(self) -> "Case":
        """The first samples of each split."""
        return replace(
            self,
            X=self.X[:TRAIN_CAP],
            y=None if self.y is None else self.y[:TRAIN_CAP],
            X_val=None if self.X_val is None else self.X_val[:VALIDATION_CAP],
            y_val=None if self.y_val is None else self.y_val[:VALIDATION_CAP],
        )


@dataclass(frozen=True)
class Fault:
    """One line of the corpus's table of faults. `strengths` stand from weak to strong as the table lists them."""

    name: str
    slug: str
    accept: tuple[str, ...]
    tasks: tuple[str, ...]
    strengths: tuple[Any, ...]
    detect: str

    @property
    def expected(self) -> tuple[str, ...]:
        """The owning slug first, then the accepted ones."""
        return (self.slug, *self.accept)


@dataclass(frozen=True)
class Injected:
    """A case with a fault put in, and its place: the tensors that changed, and their features where known.

    `filled` is the number of rows of the training series that a fill replaced; None for any other fault.
    """

    fault: Fault
    strength: Any
    case: Case
    tensors: frozenset[str]
    features: frozenset[str]
    filled: int | None = None


def load_injector(root: Path) -> ModuleType:
    """The corpus's own inject.py, loaded by its path."""
    spec = importlib.util.spec_from_file_location("corpus_inject", root / "inject.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / "inject.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(injector: ModuleType) -> tuple[Fault, ...]:
    """The corpus's table of faults."""
    table: dict[str, dict[str, Any]] = injector.FAULTS
    return tuple(
        Fault(name, f["slug"], tuple(f["accept"]), tuple(f["tasks"]), tuple(f["strengths"]), f["detect"])
        for name, f in table.items()
    )


def _read(path: Path, name: str, task: str, **known: Any) -> Case:
    with np.load(path, allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    given = {key: arrays.pop(key, None) for key in ("X", "y", "X_val", "y_val")}
    return Case(name=name, task=task, **given, extra=arrays, **known)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def sound_names(root: Path) -> list[str]:
    """Names of the sound sets in the manifest's order."""
    return [row["name"] for row in _rows(root / "manifest.csv")]


def sound(root: Path, name: str) -> Case:
    """One sound set."""
    row = next(r for r in _rows(root / "manifest.csv") if r["name"] == name)
    quirks = tuple(row["real_quirks"].split())
    return _read(root / "clean" / f"{name}.npz", name, row["task"], quirks=quirks, notes=row["notes"])


def second(root: Path, name: str) -> Case:
    """One sound set of the second collection; its quirks are prose and stand in the notes."""
    row = next(r for r in _rows(root / "manifest.csv") if r["name"] == name)
    return _read(root / f"{name}.npz", name, row["task"], notes=row["quirks"], facts=dict(row))


def natural_names(root: Path) -> list[str]:
    """Names of the real sets with a real fault."""
    return [row["name"] for row in _rows(root / "natural_faults.csv")]


def named(cases: Iterator[Case], name: str) -> Case:
    """The case of this name."""
    return next(case for case in cases if case.name == name)


def natural(root: Path) -> Iterator[Case]:
    """The real sets with a real fault; `facts` has the slug (`fault`) and the evidence."""
    for row in _rows(root / "natural_faults.csv"):
        path = root / "natural_faults" / f"{row['name']}.npz"
        quirks = tuple(row["real_quirks"].split())
        yield _read(path, row["name"], row["task"], quirks=quirks, notes=row["evidence"], facts=dict(row))


def wild(root: Path) -> Iterator[Case]:
    """The audited tensors of public projects; `facts` is the line of the manifest."""
    for line in (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            known = json.loads(line)
            path = root / f"{known['name']}.npz"
            yield _read(path, known["name"], known["task"], notes=known["notes"], facts=known)


def inject(injector: ModuleType, case: Case, fault: Fault, strength: Any) -> Injected | None:
    """The case with the fault at this strength; None where the fault makes no sense for it.

    The generator is seeded by fault, strength and set, so that a figure does not depend on what else is run.
    """
    if case.task not in fault.tasks:
        return None
    seed = [zlib.crc32(text.encode()) for text in (fault.name, str(strength), case.name)]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            made = injector.inject(
                fault.name,
                case.X,
                case.y,
                case.X_val,
                case.y_val,
                strength=strength,
                rng=np.random.default_rng(seed),
                task=case.task,
            )
        except injector.NotApplicable:
            return None
    # Some versions of inject.py hand back y=None where a fill, a stuck tail or a clipped feature meets a task other
    # than forecast: the target was not touched there, so the original stands.
    y = case.y if made["y"] is None else made["y"]
    y_val = case.y_val if made["y_val"] is None else made["y_val"]
    faulty = replace(case, X=made["X"], y=y, X_val=made["X_val"], y_val=y_val)
    where = made["where"]
    numbers = where["features"] if "features" in where else [where["feature"]] if "feature" in where else []
    return Injected(
        fault=fault,
        strength=strength,
        case=faulty,
        tensors=_changed(case, faulty),
        features=frozenset(f"f{int(number)}" for number in numbers),
        filled=_filled(where),
    )


def _changed(before: Case, after: Case) -> frozenset[str]:
    x = _same(before.X, after.X) and _same(before.X_val, after.X_val)
    y = _same(before.y, after.y) and _same(before.y_val, after.y_val)
    return frozenset(name for name, same in (("X", x), ("y", y)) if not same)


def _same(a: Array | None, b: Array | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def _filled(where: dict[str, Any]) -> int | None:
    """Rows of the series that were filled, from the mask of cells (n, T, F); a shift of one row is assumed."""
    if "rate" not in where or "mask" not in where:
        return None
    rows = where["mask"].any(2)
    if not where["series_level"]:
        return int(rows.sum())
    return int(rows[0, :-1].sum() + rows[:, -1].sum())
