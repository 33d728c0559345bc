"""What `seqguard.inspect` costs: time in multiples of one `np.sum` of the same arrays, memory, start-up.

    python benchmarks/profile.py [--quick | --full] [--markdown docs/measured/profile.md]

See benchmarks/README.md for what is measured and how.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from _bars import Bar, of
from _data import Shape, arguments, of_size
from _measure import MB, SUMS, Timing, against_sum, epoch_seconds, loaded_modules, peak_memory, start_times
from _tables import Table, page

GIB = 2**30
BIG = 50, 16
FORBIDDEN = ("pandas", "pandera", "scipy", "sklearn", "rich", "keras", "tensorflow", "torch")
"""Packages that `inspect` on arrays must not load."""
NOT_LOADED = "packages that inspect may not load"


@dataclass
class Budgets:
    """Compares figures with their budgets, and remembers a sentence for each that was missed."""

    bars: Mapping[str, Bar]
    missed: list[str] = field(default_factory=list)

    def verdict(self, what: str, figure: float) -> tuple[str, str]:
        """The budget of a figure and whether it was kept, as two cells; dashes where it has none."""
        bar = self.bars.get(what)
        if bar is None:
            return "-", "-"
        if not bar.kept(figure):
            self.missed.append(bar.missed(figure))
        return f"{bar.bar:g}", "kept" if bar.kept(figure) else "MISSED"


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a budget of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    size = words.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="a minute at most: nothing of 1 GiB")
    size.add_argument("--full", action="store_true", help="up to 4 GiB on disk, and a million windows")
    words.add_argument("--markdown", type=Path, metavar="OUT", help="the tables as a Markdown page")
    args = words.parse_args(given)

    # what is asked for holds on an idle machine; in CI the looser bars watch that nothing gets much slower
    budgets = Budgets(of("profile") if args.quick else of("profile") | of("profile_asked"))
    rounds = 3 if args.quick else 7
    tables = [in_sums(budgets, rounds, quick=args.quick), small(budgets, rounds), memory(budgets, quick=args.quick)]
    if not args.quick:
        tables.append(linearity(4 * GIB if args.full else GIB))
    if args.full:
        tables += [overlap(budgets), epochs(budgets)]
    tables.append(starting(budgets, 10 if args.quick else 30))
    print("\n".join(t.text() for t in tables))
    print("\n".join(budgets.missed) or "every budget was kept")
    if args.markdown:
        intro = ["Written by `benchmarks/profile.py`; `benchmarks/README.md` says what is measured and how."]
        args.markdown.parent.mkdir(parents=True, exist_ok=True)
        args.markdown.write_text(page("Cost, measured", intro, tables), encoding="utf-8")
    return int(bool(budgets.missed))


def in_sums(budgets: Budgets, rounds: int, *, quick: bool) -> Table:
    """The whole `inspect` in multiples of one `np.sum` of the same float32 arrays."""
    linked, free = Shape(True, 20_000, *BIG), Shape(False, 20_000, *BIG)
    few = Shape(True, 200_000, 20, 4)
    rows = []

    def add(name: str, timing_of: dict[str, object], times: int) -> Timing:
        timing = against_sum(timing_of, times)
        cells = budgets.verdict(f"{name}, in sums", max(timing.sums, timing.cpu_sums))
        figures = (f"{timing.sums:.1f}", f"{timing.cpu_sums:.1f}", *cells)
        rows.append((name, *figures, f"{1e3 * timing.seconds:.0f}", f"{1e3 * timing.reference:.2f}"))
        return timing

    def times_as(what: str, figure: float) -> None:
        rows.append((what, "-", f"{figure:.2f} times", *budgets.verdict(what, figure), "-", "-"))

    for shape in (linked, free):
        alone = add(str(shape), arguments(shape), rounds)
        both = add(f"{shape}, 20 % validation", arguments(shape, validation=0.2), rounds)
        times_as(f"{shape}, 20 % validation, times its share", both.cpu_sums / alone.cpu_sums)
        given = {name: v.astype(np.float64) if name == "X" else v for name, v in arguments(shape).items()}
        double = add(f"{shape}, float64", given, rounds)
        times_as(f"{shape}, float64, times float32", double.cpu / alone.cpu)
    add(str(few), arguments(few), rounds)
    for shape in (Shape(False, 200, 10_000, 8), Shape(False, 500, 50, 2000)):
        add(str(shape), arguments(shape), rounds)
    if not quick:
        for shape in (of_size(GIB, *BIG), replace(of_size(GIB, *BIG), linked=False)):
            with tempfile.TemporaryDirectory() as folder:
                add(f"{shape}, 1 GiB memory map", arguments(shape, folder=Path(folder)), 3)
    columns = ("input", "sums", "sums of CPU time", "budget", "", "ms", "one sum, ms")
    note = (
        f"Medians of {rounds} rounds (1 GiB: 3), the fastest of {SUMS} sums in each. "
        "Both, by the clock and of CPU time, are held to the budget."
    )
    return Table("inspect, in multiples of one np.sum", columns, rows, note)


def small(budgets: Budgets, rounds: int) -> Table:
    """Small inputs in milliseconds, with everything imported."""
    rows = []
    for shape in (Shape(True, 2000, 20, 4), Shape(False, 100, 10, 1)):
        ms = 1e3 * against_sum(arguments(shape), 3 * rounds).seconds
        rows.append((shape, f"{ms:.1f}", *budgets.verdict(f"{shape}, ms", ms)))
    return Table("inspect on small inputs, warm", ("input", "ms", "budget, ms", ""), rows)


def memory(budgets: Budgets, *, quick: bool) -> Table:
    """Peak memory beyond the input."""
    cases = [
        (Shape(True, 20_000, *BIG), False, 0.0),
        (Shape(False, 20_000, *BIG), False, 0.0),
        (Shape(False, 20_000, *BIG), False, 0.2),
    ]
    if not quick:
        cases += [(of_size(GIB, *BIG), True, 0.0), (replace(of_size(GIB, *BIG), linked=False), True, 0.2)]
    rows = []
    for shape, on_disk, validation in cases:
        name = f"{shape}{', memory map' if on_disk else ''}{', 20 % validation' if validation else ''}"
        peak = peak_memory(shape, on_disk=on_disk, validation=validation)
        cells = (
            ("not measured", "-", "-")
            if peak is None
            else (f"{peak / MB:.0f}", *budgets.verdict(f"{name}, MB beyond the input", peak / MB))
        )
        rows.append((name, f"{shape.bytes / MB:.0f}", *cells))
    note = "Anonymous resident memory (RssAnon) of a process of its own, looked at every 2 ms."
    return Table("Peak memory beyond the input", ("input", "X, MB", "peak, MB", "budget, MB", ""), rows, note)


def linearity(largest: int) -> Table:
    """Cost by size, memory maps."""
    rows = []
    for size in (10 * MB, 100 * MB, GIB, 4 * GIB):
        if size > largest:
            continue
        shape = of_size(size, *BIG)
        with tempfile.TemporaryDirectory() as folder:
            timing = against_sum(arguments(shape, folder=Path(folder)), 5 if size < GIB else 2)
        per_value = 1e9 * timing.seconds / (shape.bytes / 4)
        rows.append(
            (shape, f"{shape.bytes / MB:,.0f}", f"{timing.seconds:.3f}", f"{timing.sums:.1f}", f"{per_value:.2f}")
        )
    return Table("Cost by size, memory maps", ("input", "MB", "seconds", "sums", "ns a value"), rows)


def epochs(budgets: Budgets) -> Table:
    """What a look costs beside the training that it may save."""
    rows = []
    for shape in (Shape(True, 20_000, *BIG), Shape(False, 20_000, *BIG), of_size(GIB, *BIG)):
        epoch = epoch_seconds(shape)
        if epoch is None:
            rows.append((shape, "not measured", "-", "-", "-", "-"))
            continue
        with tempfile.TemporaryDirectory() as folder:
            look = against_sum(arguments(shape, folder=Path(folder)), 3).cpu
        cells = budgets.verdict(f"{shape}, share of an LSTM(64) epoch", look / epoch)
        rows.append((shape, f"{look:.2f}", f"{epoch:.1f}", f"{look / epoch:.1%}", *cells))
    columns = ("input", "inspect, CPU s", "one epoch, CPU s", "share", "budget", "")
    note = "LSTM(64) and Dense(1) in batches of 32, Keras on TensorFlow without a GPU, told from 3,200 samples."
    return Table("inspect beside one epoch", columns, rows, note)


def overlap(budgets: Budgets) -> Table:
    """Overlap between a million training and a hundred thousand validation windows."""
    shape, checks = Shape(True, 1_000_000, 20, 4), ["window-overlap", "train-val-overlap"]
    timing = against_sum(arguments(shape, validation=0.1), 2, select=checks)
    peak = peak_memory(shape, on_disk=False, validation=0.1, select=checks)
    rows = [("seconds", f"{timing.seconds:.2f}", *budgets.verdict("overlap, seconds", timing.seconds))]
    if peak is not None:
        rows.append(("peak, MB", f"{peak / MB:.0f}", *budgets.verdict("overlap, MB beyond the input", peak / MB)))
    return Table("Overlap of 1,000,000 and 100,000 windows (20, 4)", ("", "measured", "budget", ""), rows)


def commands(budgets: Budgets, rounds: int) -> list[tuple[str, ...]]:
    """What a command costs, as a multiple of what no Python that does its work goes below."""
    run = "import sys; from seqguard.cli.main import main; main({!r})"
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/a.npz"
        rng = np.random.default_rng(0)
        np.savez(file, X=rng.standard_normal((20_000, 12, 1), np.float32), y=rng.standard_normal(20_000))
        asked = {"seqguard rules": ["rules", "SG0"], "seqguard check of 1 MB": ["check", "-q", file]}
        statements = {name: run.format(words) for name, words in asked.items()}
        times = start_times({"empty": "pass", "numpy": "import numpy", **statements}, rounds)
    rows = []
    for name, unit, against in (
        ("seqguard rules", "empty", "empty Pythons"),
        ("seqguard check of 1 MB", "numpy", "imports of NumPy"),
    ):
        figure = times[name] / times[unit]
        rows.append((name, f"{figure:.2f} {against}", *budgets.verdict(f"{name}, in {against}", figure)))
    return rows


def starting(budgets: Budgets, rounds: int) -> Table:
    """What a Python process pays for an import, and what `inspect` on arrays loads."""
    statements = {
        "empty": "pass",
        "import seqguard": "import seqguard",
        "import numpy": "import numpy",
        "import seqguard; seqguard.inspect": "import seqguard; seqguard.inspect",
    }
    times = start_times(statements, rounds)
    rows = []
    for name in list(statements)[1:]:
        extra = 1e3 * (times[name] - times["empty"])
        rows.append((name, f"{extra:.1f} ms", *budgets.verdict(f"{name}, ms", extra)))
    rows += commands(budgets, rounds)
    loaded = loaded_modules()
    bad = [name for name in loaded if name in FORBIDDEN]
    rows.append(
        (
            "packages that inspect on arrays loads",
            ", ".join(loaded),
            *budgets.verdict(NOT_LOADED, len(bad)),
        )
    )
    note = (
        f"Over an empty interpreter of {1e3 * times['empty']:.0f} ms, medians of {rounds}. "
        f"Packages that may not be loaded: {', '.join(FORBIDDEN)}."
    )
    return Table("Start", ("", "measured", "budget", ""), rows, note)


if __name__ == "__main__":
    sys.exit(main())
