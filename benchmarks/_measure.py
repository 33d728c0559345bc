"""Time in multiples of one `np.sum`, memory of a process, cost of an import, modules that a run loads."""

import importlib.util
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from _data import Shape, arguments

import seqguard

MB = 1_000_000
TICK = 0.002
"""Seconds between two looks at the memory."""
TRAINED = 3_200
"""Samples on which an epoch is timed."""
SUMS = 10
"""Sums in a row, of which the fastest counts: 64 MB in a large last-level cache take 7.2 ms cold and 3.4 ms from the
eighth sum on, and the stricter reference is the warm one."""


@dataclass(frozen=True)
class Timing:
    """Medians over the rounds, in seconds: a warm `np.sum` of all inputs, `inspect` by the clock, and its CPU time."""

    reference: float
    seconds: float
    cpu: float

    @property
    def sums(self) -> float:
        """`inspect` in multiples of the reference, by the clock."""
        return self.seconds / self.reference

    @property
    def cpu_sums(self) -> float:
        """The same by CPU time of all threads."""
        return self.cpu / self.reference


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock and of CPU time."""
    clock, cpu = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - clock, time.process_time() - cpu


def against_sum(given: dict[str, Any], rounds: int, **options: Any) -> Timing:
    """Sums and `inspect` in turn, so that both meet the same load; one round beforehand warms caches and imports."""
    inputs = [given["X"], *([given["validation_data"][0]] if "validation_data" in given else [])]

    def total() -> None:
        for x in inputs:
            np.sum(x)

    def inspect() -> None:
        seqguard.inspect(**given, progress=False, **options)

    total()
    inspect()
    sums, runs = [], []
    for _ in range(rounds):
        sums.append(min(timed(total)[0] for _ in range(SUMS)))
        runs.append(timed(inspect))
    middle = statistics.median
    return Timing(middle(sums), middle(clock for clock, _ in runs), middle(cpu for _, cpu in runs))


def epoch_seconds(shape: Shape) -> float | None:
    """CPU seconds of one epoch of an LSTM(64) on such arrays in batches of 32, told from a part of it, in a process of
    its own; None without Keras."""
    if importlib.util.find_spec("keras") is None:
        return None
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_epoch, (shape,))


def _epoch(shape: Shape) -> float:
    import keras

    part = replace(shape, n=min(shape.n, TRAINED))
    given = arguments(part)
    model = keras.Sequential([keras.Input((shape.T, shape.F)), keras.layers.LSTM(64), keras.layers.Dense(1)])
    model.compile("adam", "mse")

    def fit() -> None:
        model.fit(given["X"], given["y"], batch_size=32, epochs=1, verbose=0)

    fit()
    return timed(fit)[1] * shape.n / part.n


def anonymous() -> int | None:
    """Bytes of memory of this process that no file backs (Linux), so that a memory map does not count."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))
    except FileNotFoundError:
        return None


def peak_memory(shape: Shape, *, on_disk: bool, validation: float = 0.0, **options: Any) -> int | None:
    """Bytes that `inspect` takes at its peak beyond the input, in a process of its own; None without /proc."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_peak, (shape, on_disk, validation, options))


def _peak(shape: Shape, on_disk: bool, validation: float, options: dict[str, Any]) -> int | None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) if on_disk else None
        given = arguments(shape, folder=folder, validation=validation)
        seqguard.inspect(given["X"][:100], given["y"][:100], progress=False)  # loads what is loaded once
        return most_beyond(lambda: seqguard.inspect(**given, progress=False, **options))


def most_beyond(call: Callable[[], object]) -> int | None:
    """The most bytes that a call takes beyond what is there; None where the system does not tell."""
    before = anonymous()
    if before is None:
        return None
    seen, done = [before], threading.Event()

    def watch() -> None:
        while not done.wait(TICK):
            seen.append(anonymous() or 0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        call()
    finally:
        done.set()
        watcher.join()
    return max(seen) - before


def start_times(statements: dict[str, str], rounds: int) -> dict[str, float]:
    """Median seconds of a Python process that runs each statement, in turn."""
    seconds: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(rounds):
        for name, statement in statements.items():
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], check=True, stdout=subprocess.DEVNULL)
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(values) for name, values in seconds.items()}


LOADED = """
import json, sys
before = set(sys.modules)
import numpy as np
import seqguard
rng = np.random.default_rng(0)
X, y = rng.standard_normal((200, 20, 4)), rng.standard_normal(200)
seqguard.inspect(X, y, validation_data=(X[:40] + 1, y[:40]), progress=False)
names = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted(names - set(sys.stdlib_module_names))))
"""


def loaded_modules() -> list[str]:
    """Packages outside the standard library that `inspect` on arrays loads, in a process of its own."""
    run = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)
    names: list[str] = json.loads(run.stdout)
    return names
