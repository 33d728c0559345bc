"""What it costs to compare two splits: 1,000,000 training and 100,000 validation windows, time and memory.

    python benchmarks/overlap.py [--train 1000000] [--validation 100000] [--strict]

Run in a process of its own: memory is the peak of its anonymous resident pages beyond the arrays. Both a random split
of sliding windows, whose order is lost, and one in the order of time are compared; the first must be found, the second
not.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from _measure import MB, most_beyond
from _tables import Table

import seqguard

STEPS, FEATURES = 20, 4
SECONDS, MEGABYTES = 10, 500
CHECKS = ("window-overlap", "train-val-overlap", "duplicate-samples")


def windows(n: int) -> npt.NDArray[np.float32]:
    """(n, 20, 4) float32 windows of a random walk that returns to its mean."""
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((n + STEPS, FEATURES)).astype(np.float32)
    kernel = 0.9 ** np.arange(60, dtype=np.float32)
    series = np.stack([np.convolve(column, kernel)[: len(column)] for column in noise.T], axis=1)
    return np.lib.stride_tricks.sliding_window_view(series, STEPS, axis=0).swapaxes(1, 2)[:n].astype(np.float32)


def compare(train: int, validation: int, shuffled: bool) -> tuple[float, float, list[str]]:
    """Seconds, MB beyond the arrays, and what was found above info."""
    X = windows(train + validation)
    if shuffled:
        np.random.default_rng(1).shuffle(X)
    a, b = X[:train], X[train:]
    seqguard.inspect(a[:100], progress=False)  # loads what is loaded once
    reports: list[seqguard.Report] = []

    def run() -> None:
        reports.append(seqguard.inspect(a, validation_data=(b,), select=CHECKS, progress=False))

    begun = time.perf_counter()
    run()
    seconds = time.perf_counter() - begun
    found = [f"{f.slug} ({f.severity})" for f in reports[0].findings if f.severity != "info"]
    return seconds, (most_beyond(run) or 0) / MB, found


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 under --strict when a budget was missed or the wrong thing found."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--train", type=int, default=1_000_000)
    words.add_argument("--validation", type=int, default=100_000)
    words.add_argument("--strict", action="store_true")
    args = words.parse_args(given)
    rows: list[tuple[Any, ...]] = []
    kept = True
    for shuffled, wanted in ((True, ["window-overlap (error)"]), (False, [])):
        seconds, used, found = compare(args.train, args.validation, shuffled)
        kept &= seconds < SECONDS and used < MEGABYTES and found == wanted
        what = "split at random" if shuffled else "split in the order of time"
        rows.append((what, f"{seconds:.2f} s", f"{used:.0f} MB", ", ".join(found) or "-"))
    title = f"{args.train:,} and {args.validation:,} windows of {STEPS} by {FEATURES}, float32"
    print(Table(title, ("windows", f"time (< {SECONDS} s)", f"beyond input (< {MEGABYTES} MB)", "found"), rows).text())
    return 0 if kept or not args.strict else 1


if __name__ == "__main__":
    sys.exit(main())
