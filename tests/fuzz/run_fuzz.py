"""The fuzz loop for as long as is asked: `python tests/fuzz/run_fuzz.py --seconds 1200`. Prints what failed."""

import argparse
import collections
import os
import resource
import signal
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import fuzz_calls
import fuzz_entries
import fuzz_files
import fuzz_kinds
import fuzz_models
import fuzz_splits
import fuzz_texts

KINDS: dict[str, Callable[[int, Path], str | None]] = {
    "calls": lambda seed, folder: fuzz_calls.attempt(seed),
    "entries": fuzz_entries.attempt,
    "splits": fuzz_splits.attempt,
    "files": fuzz_files.attempt,
    "kinds": fuzz_kinds.attempt,
    "contracts": fuzz_texts.contract,
    "configurations": fuzz_texts.configuration,
}
MODELS = {"models": fuzz_models.attempt} if fuzz_models.AT_HAND else {}
"""Needs Keras, which takes seconds and 600 MB to load: not in the default run, and after everything else."""
SHARES = {
    "calls": 0.22,
    "entries": 0.13,
    "splits": 0.1,
    "files": 0.15,
    "kinds": 0.15,
    "contracts": 0.1,
    "configurations": 0.07,
    "models": 0.08,
}
"""Of the time."""
SECONDS = 60
"""CPU that one case may take: every file is far below 10 MB."""
MEMORY = 2**20
"""kB of the whole process, which without Keras is some 150 MB before the first case."""


class TooLong(BaseException):
    """A case took its seconds. No Exception, so that nothing on the way takes it for a fault of a check."""


def _too_long(*_: object) -> None:
    raise TooLong


def bounded(kind: str, seed: int, folder: Path) -> str | None:
    """What went wrong with a case, its time and memory included; None where nothing did."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    old = signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        wrong = {**KINDS, **MODELS}[kind](seed, folder)
    except TooLong:
        return f"more than {SECONDS} s of CPU"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if kind not in MODELS and peak > MEMORY and peak > before:
        return wrong or f"{peak // 1024} MB"
    return wrong


def failures(kind: str, seeds: Iterator[int], folder: Path, until: float) -> Iterator[tuple[int, str | None, float]]:
    """Seed, what went wrong, and CPU seconds of each case until the time is up."""
    for seed in seeds:
        if time.monotonic() > until:
            return
        started = time.process_time()
        yield seed, bounded(kind, seed, folder), time.process_time() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1200)
    parser.add_argument(
        "--seed", type=int, default=int.from_bytes(os.urandom(4), "little"), help="default: a fresh one"
    )
    parser.add_argument("--only", choices={**KINDS, **MODELS})
    arguments = parser.parse_args()
    total = 0
    warnings.simplefilter("ignore")  # what a report warns of is no fault, and would fill the screen
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for i, kind in enumerate([arguments.only] if arguments.only else [*KINDS, *MODELS]):
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
