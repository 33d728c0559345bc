"""What it costs to compare two splits: 1,000,000 training and 100,000 validation windows, time and memory.

    python benchmarks/overlap.py [--train 1000000] [--validation 100000]

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
from _bars import bars, missed
from _measure import MB, most_beyond
from _tables import Table

import seqguard

STEPS, FEATURES = 20, 4
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
    """Measure and print; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--train", type=int, default=1_000_000)
    words.add_argument("--validation", type=int, default=100_000)
    args = words.parse_args(given)
    rows: list[tuple[Any, ...]] = []
    figures = {"seconds": 0.0, "MB beyond the arrays": 0.0, "splits of which the wrong thing was said": 0.0}
    for shuffled, wanted in ((True, ["window-overlap (error)"]), (False, [])):
        seconds, used, found = compare(args.train, args.validation, shuffled)
        figures["seconds"] = max(figures["seconds"], seconds)
        figures["MB beyond the arrays"] = max(figures["MB beyond the arrays"], used)
        figures["splits of which the wrong thing was said"] += found != wanted
        what = "split at random" if shuffled else "split in the order of time"
        rows.append((what, f"{seconds:.2f} s", f"{used:.0f} MB", ", ".join(found) or "-"))
    title = f"{args.train:,} and {args.validation:,} windows of {STEPS} by {FEATURES}, float32"
    print(Table(title, ("windows", "time", "beyond input", "found"), rows).text())
    told = missed(bars(), "overlap", figures)
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
