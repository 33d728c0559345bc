"""What shapes cost: CPU time and memory of wide, long and many-fold data, growth over four sizes, chunked containers.

    python benchmarks/scale.py [--quick] [--markdown docs/measured/scale.md]

Each figure is taken in a process of its own; ratios within one process. See benchmarks/README.md.
"""

import argparse
import math
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from _bars import Bar, of
from _measure import MB, most_beyond
from _tables import Table, page

import seqguard

Data = dict[str, Any]
SEED = 0


def walk(n: int, steps: int, width: int) -> np.ndarray:
    """Samples that continue nothing: random walks."""
    drawn = np.random.default_rng(SEED).standard_normal((n, steps, width), dtype=np.float32)
    return np.cumsum(drawn, 1)


def with_target(n: int, steps: int = 10, width: int = 3) -> Data:
    """Samples with a noisy target."""
    x = walk(n, steps, width)
    return {"X": x, "y": x.mean((1, 2)) + np.random.default_rng(1).standard_normal(n, dtype=np.float32)}


def tokens(ids: int, n: int = 50_000) -> Data:
    """Texts of 40 of so many ids."""
    rng = np.random.default_rng(SEED)
    return {"X": rng.integers(0, ids, (n, 40)).astype(np.int32), "y": rng.integers(0, 2, n)}


def classes(count: int) -> Data:
    """As many classes as samples."""
    return {"X": walk(count, 10, 2), "y": np.random.default_rng(SEED).permutation(count)}


def groups(count: int) -> Data:
    """Four samples of each group."""
    rng = np.random.default_rng(SEED)
    X = seqguard.Split(walk(4 * count, 10, 2), rng.integers(0, 2, 4 * count), groups=np.repeat(np.arange(count), 4))
    return {"X": X}


def folds(count: int) -> Data:
    """Validation folds of 300 samples (10, 3)."""
    rng = np.random.default_rng(SEED)
    further = {
        f"fold{i}": (rng.standard_normal((300, 10, 3)).cumsum(1).astype(np.float32), rng.standard_normal(300))
        for i in range(count)
    }
    return {**with_target(300), "validation_data": further}


def clipped(*shape: int) -> Data:
    """Values clipped to a box: each feature has a pile at both ends."""
    rng = np.random.default_rng(SEED)
    X = np.clip(rng.standard_normal(shape, dtype=np.float32), -0.5, 0.5)
    return {"X": X, "y": rng.standard_normal(shape[0])} if shape[0] > 1 else {"X": X}


def integers(*shape: int) -> Data:
    """Whole numbers under 100, as floats."""
    rng = np.random.default_rng(SEED)
    return {"X": rng.integers(0, 100, shape).astype(np.float32), "y": rng.standard_normal(shape[0])}


SHAPES: Mapping[str, Callable[[], Data]] = {
    "one sample of 3,000,000 steps": lambda: {"X": walk(1, 3_000_000, 1)},
    "(1, 1, 300,000)": lambda: {"X": walk(1, 1, 300_000)},
    "(10, 10, 30,000)": lambda: {"X": walk(10, 10, 30_000)},
    "(60, 5,000, 50)": lambda: {"X": walk(60, 5000, 50)},
    "(200, 5,000, 50)": lambda: {"X": walk(200, 5000, 50)},
    "(10,000,000, 1, 1)": lambda: {"X": walk(10_000_000, 1, 1)},
    "tokens of 1,000,000 ids": lambda: tokens(1_000_000),
    "1,000,000 classes": lambda: classes(1_000_000),
    "50,000 groups": lambda: groups(50_000),
    "200 validation folds": lambda: folds(200),
}
SMALL: Mapping[str, Callable[[], Data]] = {
    "clipped (1, 180, 180)": lambda: clipped(1, 180, 180),
    "clipped (1, 375, 375)": lambda: clipped(1, 375, 375),
    "clipped (1, 700, 700)": lambda: clipped(1, 700, 700),
    "clipped (245, 2, 1,000)": lambda: clipped(245, 2, 1000),
    "clipped (30, 1, 16,000)": lambda: clipped(30, 1, 16_000),
    "integers (700, 1, 700)": lambda: integers(700, 1, 700),
    "16 validation folds": lambda: folds(16),
    "(1, 1, 100,000)": lambda: {"X": walk(1, 1, 100_000)},
    "(500, 1, 1,000)": lambda: {"X": walk(500, 1, 1000)},
    "(100, 10, 1)": lambda: {"X": walk(100, 10, 1)},
}
"""Under 2 MB each."""
GROWTH: Mapping[str, tuple[Callable[[int], Data], tuple[int, ...]]] = {
    "samples": (lambda n: with_target(n, 20, 4), (20_000, 40_000, 80_000, 160_000)),
    "steps": (lambda n: with_target(100, n, 4), (2_000, 4_000, 8_000, 16_000)),
    "features": (lambda n: with_target(500, 10, n), (250, 500, 1_000, 2_000)),
    "classes": (classes, (20_000, 40_000, 80_000, 160_000)),
    "groups": (groups, (5_000, 10_000, 20_000, 40_000)),
    "folds": (folds, (16, 32, 64, 128)),
}


def cost(make: Callable[[], Data]) -> tuple[float, float]:
    """CPU seconds, and bytes at the peak beyond the input."""
    data = make()
    small = with_target(50)
    seqguard.inspect(**small, validation_data=(small["X"], small["y"]), progress=False)  # loads what is loaded once
    begun = time.process_time()
    peak = most_beyond(lambda: seqguard.inspect(**data, progress=False))
    return time.process_time() - begun, float(peak or math.nan)


def _cost_of(table: str, name: str, size: int) -> tuple[float, float]:
    if table == "growth":
        make, _ = GROWTH[name]
        return cost(lambda: make(size))
    return cost((SHAPES | SMALL)[name])


def apart(table: str, name: str, size: int = 0) -> tuple[float, float]:
    """`cost` in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_cost_of, (table, name, size))


def chunked(chunks: int, rounds: int) -> tuple[float, float]:
    """CPU time of a compressed HDF5 file beyond 1.3 times that of the same array in memory, in plain reads; and the
    multiple of memory. Medians of rounds in turn."""
    import h5py

    data = with_target(40_000, 20, 10)
    with tempfile.TemporaryDirectory() as folder, h5py.File(Path(folder) / "X.h5", "w") as file:
        size = -(-len(data["X"]) // chunks)
        stored = file.create_dataset("X", data=data["X"], chunks=(size, 20, 10), compression="gzip")

        def used(call: Callable[[], object]) -> float:
            begun = time.process_time()
            call()
            return time.process_time() - begun

        def plain() -> None:
            for i in range(0, len(data["X"]), size):
                stored[i : i + size]

        seqguard.inspect(**data, progress=False)
        rows = [
            (
                used(plain),
                used(lambda: seqguard.inspect(**data, progress=False)),
                used(lambda: seqguard.inspect(stored, data["y"], progress=False)),
            )
            for _ in range(rounds)
        ]
    read, memory, there = (statistics.median(row[i] for row in rows) for i in range(3))
    return (there - 1.3 * memory) / read, there / memory


class Judge:
    """Holds figures to their bars."""

    def __init__(self) -> None:
        self.bars: Mapping[str, Bar] = of("scale")
        self.missed: list[str] = []

    def __call__(self, figure: str, value: float) -> tuple[str, str]:
        """The bar of a figure and whether it was kept, as two cells."""
        bar = self.bars.get(figure)
        if bar is None:
            return "-", "-"
        if not bar.kept(value):
            self.missed.append(bar.missed(value))
        return f"{bar.bar:g}", "kept" if bar.kept(value) else "MISSED"


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--quick", action="store_true", help="only what is under 2 MB, and growth over two sizes")
    words.add_argument("--markdown", type=Path, metavar="OUT", help="the tables as a Markdown page")
    asked = words.parse_args(given)
    judge = Judge()
    tables = [small(judge), growth(judge, quick=asked.quick)]
    if not asked.quick:
        tables = [shapes(judge), *tables, containers(judge)]
    print("\n".join(t.text() for t in tables))
    print("\n".join(judge.missed) or "every bar was kept")
    if asked.markdown:
        intro = ["Written by `benchmarks/scale.py`; `docs/scale.md` says what follows for a shape."]
        asked.markdown.write_text(page("Scale, measured", intro, tables), encoding="utf-8")
    return int(bool(judge.missed))


def shapes(judge: Judge) -> Table:
    """Memory beyond the input."""
    rows = []
    for name in SHAPES:
        seconds, peak = apart("shapes", name)
        figure = f"{name}, MB beyond the input"
        rows.append((name, f"{seconds:.2f}", f"{peak / MB:.0f}", *judge(figure, peak / MB)))
    return Table("Wide, long and many", ("input", "CPU s", "peak, MB", "bar, MB", ""), rows)


def small(judge: Judge) -> Table:
    """CPU time of inputs under 2 MB."""
    rows = []
    for name in SMALL:
        seconds = min(apart("small", name)[0] for _ in range(3))
        rows.append((name, f"{seconds:.3f}", *judge(f"{name}, CPU s", seconds)))
    return Table("Inputs under 2 MB", ("input", "CPU s", "bar", ""), rows, "The least of three runs.")


def growth(judge: Judge, *, quick: bool) -> Table:
    """The slope of log time over log size."""
    rows = []
    for name, (_, sizes) in GROWTH.items():
        taken = sizes[:2] if quick else sizes
        seconds = [min(apart("growth", name, size)[0] for _ in range(2)) for size in taken]
        slope = float(np.polyfit(np.log(taken), np.log(seconds), 1)[0])
        cells = " / ".join(f"{s:.2f}" for s in seconds)
        rows.append(
            (name, " / ".join(f"{s:,}" for s in taken), cells, f"{slope:.2f}", *judge(f"{name}, exponent", slope))
        )
    return Table("Growth of CPU time", ("of", "sizes", "CPU s", "exponent", "bar", ""), rows, "The least of two runs.")


def containers(judge: Judge) -> Table:
    """A compressed HDF5 file in several numbers of chunks, against the same array in memory."""
    rows = []
    for chunks in (1, 4, 20, 200):
        reads, times = chunked(chunks, 3)
        rows.append((f"{chunks}", f"{times:.2f}", f"{reads:.2f}", *judge(f"{chunks} chunks, plain reads", reads)))
    columns = ("chunks", "times in memory", "plain reads beyond 1.3 times memory", "bar", "")
    return Table("HDF5, gzip, 32 MB", columns, rows, "CPU time, medians of three rounds in turn.")


if __name__ == "__main__":
    sys.exit(main())
