"""The fuzz loop for as long as is asked: `python tests/fuzz/run_fuzz.py --seconds 1200`. Prints what failed."""

import argparse
import collections
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import fuzz_calls
import fuzz_files
import fuzz_texts

KINDS: dict[str, Callable[[int, Path], str | None]] = {
    "calls": lambda seed, folder: fuzz_calls.attempt(seed),
    "files": fuzz_files.attempt,
    "contracts": fuzz_texts.contract,
    "configurations": fuzz_texts.configuration,
}
SHARES = {"calls": 0.5, "files": 0.3, "contracts": 0.12, "configurations": 0.08}
"""Of the time."""


def failures(kind: str, seeds: Iterator[int], folder: Path, until: float) -> Iterator[tuple[int, str | None, float]]:
    """Seed, what went wrong, and CPU seconds of each case until the time is up."""
    for seed in seeds:
        if time.monotonic() > until:
            return
        started = time.process_time()
        yield seed, KINDS[kind](seed, folder), time.process_time() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument(
        "--seed", type=int, default=int.from_bytes(os.urandom(4), "little"), help="default: a fresh one"
    )
    parser.add_argument("--only", choices=KINDS)
    arguments = parser.parse_args()
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for i, kind in enumerate([arguments.only] if arguments.only else KINDS):
            first = arguments.seed + i * 10**10
            share = 1.0 if arguments.only else SHARES[kind]
            tried, slowest, causes = 0, 0.0, collections.Counter[str]()
            seeds = iter(range(first, first + 10**9))
            for seed, wrong, taken in failures(kind, seeds, Path(folder), time.monotonic() + share * arguments.seconds):
                tried, slowest = tried + 1, max(slowest, taken)
                if wrong is not None:
                    causes[wrong[-160:]] += 1
                    if causes[wrong[-160:]] <= 2 and len(causes) <= 40:
                        print(f"{kind} seed {seed}: {wrong}", flush=True)
            total += causes.total()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            said = f"{kind}: {tried:,} tried from seed {first}, {causes.total():,} failed"
            print(f"{said}; slowest {slowest:.1f} s CPU, peak {peak} MB", flush=True)
    return int(total > 0)


if __name__ == "__main__":
    raise SystemExit(main())
