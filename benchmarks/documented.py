"""The sequence examples of the Keras documentation and of two books, trained with and without seqguard.

    python benchmarks/documented.py [--reports DIR] [--only NAME ...] [-o docs/measured/documented.md]

`_documented.py` has examples of the documentation; DIR/scripts.py, where it is at hand, more of them. Of each: whether
history and final weights are the same bit for bit, every finding above info, and the CPU seconds that `fit` takes more
than `model.fit` before its first step. What is said of them is untrue unless the table `TRUE` says why it is not. With
--only the page keeps the lines of the other examples.
"""

import argparse
import gc
import os
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from _bars import bars, missed
from _documented import EXAMPLES, Training

import seqguard.keras

TRUE: dict[tuple[str, str], str] = {
    ("keras-io timeseries_classification_transformer", "normalisation-over-one"): "LayerNormalization over the one "
    "feature of FordA is (x - x) / std = 0 for every input; the loss stays at 0.6931.",
    ("Géron ch.15 ridership", "duplicate-feature"): "the made bus column is the rail column times 1.05.",
}
"""By the beginning of a name and a slug: why what is said of an example is true."""


@dataclass(frozen=True)
class Row:
    """One example: whether training was the same, the findings above info by slug, and the CPU seconds that were added
    before the first step and to the whole training."""

    name: str
    same: bool
    found: tuple[str, ...]
    before: float
    more: float

    @property
    def untrue(self) -> tuple[str, ...]:
        """What was said without being known to be true."""
        return tuple(slug for slug in self.found if reason(self.name, slug) is None)

    @classmethod
    def of(cls, line: str) -> "Row | None":
        """The example of a line of the page; None for any other line."""
        cells = [cell.strip() for cell in line.strip("| \n").split(" | ")]
        if not line.startswith("|") or len(cells) != 5 or cells[1] not in ("yes", "**no**"):
            return None
        found = () if cells[2] == "-" else tuple(s.removesuffix(" (untrue)") for s in cells[2].split(", "))
        return cls(cells[0], cells[1] == "yes", found, float(cells[3]), float(cells[4]))

    def __str__(self) -> str:
        told = ", ".join(f"{slug}{'' if reason(self.name, slug) else ' (untrue)'}" for slug in self.found)
        cells = (self.name, "yes" if self.same else "**no**", told or "-", f"{self.before:.2f}", f"{self.more:+.2f}")
        return f"| {' | '.join(cells)} |"


def reason(name: str, slug: str) -> str | None:
    """Why a finding on an example is true; None where that is not known."""
    return next((why for (part, of), why in TRUE.items() if name.startswith(part) and of == slug), None)


def examples(reports: Path | None) -> dict[str, tuple[Callable[[], Training], int]]:
    """The examples of both files."""
    found = dict(EXAMPLES)
    if reports is not None:
        specification = util.spec_from_file_location("scripts", reports / "scripts.py")
        assert specification is not None
        assert specification.loader is not None
        scripts = util.module_from_spec(specification)
        specification.loader.exec_module(scripts)
        found = {**scripts.E, **found}
    return found


class Begin(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Notes the CPU time at which the first step begins, before it is traced."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Once in a training."""
        self.at = self.at or time.process_time()


def trained(
    make: Callable[[], Training], epochs: int, fit: Callable[..., Any]
) -> tuple[Any, list[Any], tuple[float, float]]:
    """(History, final weights, CPU seconds before the first step and in all) of a training from the same seed."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(0)
    model, data, given = make()
    begin = Begin()
    given["callbacks"] = [*given.get("callbacks", ()), begin]
    gc.collect()  # what the training before this one left is not this one's to clear away
    started = time.process_time()
    history = fit(model, *data, epochs=epochs, verbose=0, **given)
    return history, model.get_weights(), (begin.at - started, time.process_time() - started)


def watched(model: Any, *data: Any, **given: Any) -> Any:
    """Trained by seqguard, whatever is found."""
    return seqguard.keras.fit(model, *data, fail_on="never", **given)


def row(name: str, make: Callable[[], Training], epochs: int) -> Row:
    """Train an example both ways."""
    plain, weights, alone = trained(make, epochs, lambda model, *data, **given: model.fit(*data, **given))
    ours, theirs, took = trained(make, epochs, watched)
    same = plain.history == ours.history and all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(weights, theirs, strict=True)
    )
    found = tuple(dict.fromkeys(f.slug for f in ours.seqguard if f.severity != "info"))
    for finding in ours.seqguard:
        if finding.severity != "info" and reason(name, finding.slug) is None:
            print(f"  {finding.severity} {finding.slug} · {finding.place}: {finding.message}")
    crashed = tuple(f"crash in {crash.slug}" for crash in ours.seqguard.crashed)
    before, more = (a - b for a, b in zip(took, alone, strict=True))
    return Row(name, same, (*found, *crashed), before, more)


def page(rows: Sequence[Row]) -> str:
    """The table, and why the findings in it are true."""
    looks = [r.before for r in rows]
    lines = [
        "# Examples of the Keras documentation",
        "",
        f"`benchmarks/documented.py`, Keras {keras.__version__} on {keras.backend.backend()}, data made of the kind "
        f"that each downloads, fewer samples and layers. Of {len(rows)} examples {sum(r.same for r in rows)} have the "
        f"same history and weights, bit for bit, with and without seqguard; findings above info that are not true: "
        f"{sum(len(r.untrue) for r in rows)}. Before the first step `seqguard.keras.fit` takes {np.median(looks):.2f} "
        f"CPU s more than `model.fit` (median), {max(looks):.2f} at most; {sum(look >= 2 for look in looks)} take 2 or "
        "more. The last column is what the whole training takes more, the monitor included.",
        "",
        "| example | same training | above info | before the first step, CPU s more | whole, CPU s more |",
        "|---|---|---|---|---|",
        *(str(r) for r in rows),
        "",
        "What is said of them, and why it is true:",
        "",
    ]
    told = [
        f"- {part}, {slug}: {why}"
        for (part, slug), why in TRUE.items()
        if any(r.name.startswith(part) and slug in r.found for r in rows)
    ]
    return "\n".join([*lines, *told])


def main() -> int:
    """Print the table, or write it; 1 when a bar of benchmarks/bars.csv was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--only", nargs="+", help="beginnings of names")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    chosen = {
        name: made
        for name, made in examples(asked.reports).items()
        if not asked.only or any(name.startswith(part) for part in asked.only)
    }
    row("", *next(iter(EXAMPLES.values())))  # what is imported and compiled once is not the example's
    kept = asked.output.read_text(encoding="utf-8") if asked.output is not None and asked.output.exists() else ""
    known = {r.name: r for r in map(Row.of, kept.splitlines()) if r is not None}
    for name, (make, epochs) in chosen.items():
        known[name] = row(name, make, epochs)
        print(known[name], flush=True)
        if asked.output is not None:
            asked.output.write_text(page(sorted(known.values(), key=str)).rstrip() + "\n", encoding="utf-8")
    rows = list(known.values())
    figures = {
        "examples trained otherwise": float(sum(not r.same for r in rows)),
        "untrue findings on examples": float(sum(len(r.untrue) for r in rows)),
        "longest look before training": max(r.before for r in rows),
    }
    told = missed(bars(), "documented", figures)
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
