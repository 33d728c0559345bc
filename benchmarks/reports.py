"""What is said of data faults that users reported: heard on the fault, silent on its sound twin.

    python benchmarks/reports.py [--shared DIR] [--only NN ...] [--write]

DIR/reports/data holds the cases, each with `make` (the fault), `make_sound` (the same data after the mend) and `META`.
Heard is a warning or an error on `make` that the twin does not get; named is one whose check names the cause, by the
table below. Cases of which only a model makes a fault are looked at with it, by `seqguard.keras.inspect`.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from _bars import bars, missed
from _ledger import shared
from _parts import script
from _tables import Table, page

import seqguard
import seqguard.catalogue
from seqguard import Finding, Report

PAGE = Path(__file__).parents[1] / "docs" / "measured" / "reports.md"

CAUSES: dict[str, tuple[str, ...]] = {
    "01": ("tokens-renumbered",),
    "03": ("labels-renumbered",),
    "05": ("label-in-feature", "future-leak"),
    "07": ("int-cast-feature",),
    "08": (),
    "09": ("unit-jump",),
    "13": ("flatline",),
    "15": ("day-month-exchanged",),
    "21": ("synthetic-neighbours",),
    "22": ("sampling-rate-differs",),
    "23": ("length-tells-label",),
    "25": ("wrapping-feature",),
    "26": ("average-ahead",),
    "29": ("average-ahead",),
    "31": ("scaled-padding",),
    "33": ("zero-imputation",),
    "34": ("duplicate-row-times", "timestamp-gaps"),
    "35": (),
    "37": ("tiny-input",),
    "38": ("horizon-differs",),
    "40": ("series-joined",),
    "42": ("floor-before-log",),
    "44": ("no-signal",),
    "53": ("target-in-scaling",),
    "54": ("lost-decimal-point",),
    "55": ("sorted-labels", "unseen-class-in-val"),
}
"""By case: the checks of which one names its cause in the title or in the first sentence."""


def _lstm(given: dict[str, Any]) -> Any:
    """A recurrent network without normalisation, as the threads of these reports have it."""
    import keras

    X, y = given["X"], given["y"]
    classes = int(y.max()) + 1
    model = keras.Sequential(
        [keras.Input(X.shape[1:]), keras.layers.LSTM(32), keras.layers.Dense(classes, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


MODELS: dict[str, Callable[[dict[str, Any]], Any]] = {"37": _lstm}
"""Cases that are a fault for a model alone."""


@dataclass(frozen=True)
class Heard:
    """One case: its cause, what is said of the fault alone, and of the twin."""

    name: str
    cause: str
    new: tuple[Finding, ...]
    twin: tuple[Finding, ...]

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def named(self) -> Finding | None:
        """The first finding that names the cause."""
        return next((f for f in self.new if f.slug in CAUSES.get(self.number, ())), None)


def looked_at(number: str, given: dict[str, Any]) -> Report:
    """The report on what one of the case's functions made."""
    given = dict(given)
    options = given.pop("kwargs", {})
    if number not in MODELS:
        return seqguard.inspect(**given, **options, progress=False)
    from seqguard.keras import inspect

    model = MODELS[number](given)
    X, y = given.pop("X"), given.pop("y")
    return inspect(model, X, y, epochs=10, **given, **options)


def loud(report: Report) -> tuple[Finding, ...]:
    """Findings above info, errors first."""
    found = [f for f in report.findings if f.severity in ("error", "warning")]
    return tuple(sorted(found, key=lambda f: f.severity != "error"))


def heard(name: str, module: ModuleType) -> Heard:
    """One case, its fault beside its twin."""
    number = name[:2]
    fault, twin = (loud(looked_at(number, getattr(module, how)())) for how in ("make", "make_sound"))
    known = {f.slug for f in twin}
    return Heard(name, module.META["true_cause"], tuple(f for f in fault if f.slug not in known), twin)


def sentence(finding: Finding) -> str:
    """The first sentence of a message."""
    text = " ".join(finding.message.split())
    for end in (". ", ": "):
        text = text.split(end, 1)[0]
    return text.rstrip(".") + "."


def tables(cases: Sequence[Heard], titles: dict[str, str]) -> list[Table]:
    """Totals, and a line a case."""
    rows = []
    for case in cases:
        shown = case.named or (case.new[0] if case.new else None)
        told = [f"{shown.severity} {shown.slug}", titles[shown.slug], sentence(shown)] if shown else ["-", "-", "-"]
        said = ", ".join(dict.fromkeys(f.slug for f in case.twin)) or "silent"
        how = "named" if case.named else "heard" if case.new else "missed"
        rows.append((case.name, case.cause, how, *told, said))
    totals = [(name, f"{value:g}") for name, value in figures(cases).items()]
    columns = ("case", "cause", "", "check", "title", "first sentence", "sound twin")
    return [Table("Reports", ("", "count"), totals), Table("Case by case", columns, rows)]


def figures(cases: Iterable[Heard]) -> dict[str, float]:
    """What the bars are about."""
    cases = list(cases)
    return {
        "reports heard": float(sum(bool(c.new) for c in cases)),
        "reports whose cause is named": float(sum(c.named is not None for c in cases)),
        "sound twins with an error or a warning": float(sum(bool(c.twin) for c in cases)),
    }


def main(given: Sequence[str] | None = None) -> int:
    """Print; 1 when a bar was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--shared", type=Path, default=shared(), metavar="DIR", help="holds reports/data")
    words.add_argument("--only", nargs="+", metavar="NN", help="numbers of cases; no bar is held to them")
    words.add_argument("--write", action="store_true", help="docs/measured/reports.md")
    args = words.parse_args(given)
    files = sorted((args.shared / "reports" / "data").glob("[0-9]*.py"))
    if not files:
        print(f"no report is at hand below {args.shared}")
        return 0
    chosen = [f for f in files if not args.only or f.stem[:2] in args.only]
    titles = {entry["slug"]: entry["title"] for entry in seqguard.catalogue.load().values()}
    made = tables(cases := [heard(f.stem, script(f)) for f in chosen], titles)
    print("\n".join(t.text() for t in made))
    if args.only:
        return 0
    if args.write:
        intro = ["Written by `benchmarks/reports.py --write`; `benchmarks/README.md` says what is counted and how."]
        PAGE.write_text(page("Reported data faults", intro, made), encoding="utf-8")
    told = missed(bars(), "reports", figures(cases))
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
