"""What looking at a model and watching its training cost, in shares of an epoch of an LSTM(64) on (10000, 50, 8).

    python benchmarks/monitor.py [--epochs N] [--rounds N]

Plain and watched trainings take turns, and the shortest epochs of both count: other load only adds to an epoch, on a
busy machine more to one than watching does. The first epoch, which traces the training step, is left out.
"""

import argparse
import os
import sys
import time
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from _bars import bars, missed

import seqguard.keras

SHAPE = (10_000, 50, 8)


class Clock(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """CPU seconds of each epoch, from its beginning to the beginning of the next, so that callbacks count."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Note the time."""
        self.marks.append(time.process_time())

    @property
    def epochs(self) -> list[float]:
        """All epochs but the first and the last."""
        return [b - a for a, b in zip(self.marks[1:-1], self.marks[2:], strict=True)]


def model() -> Any:
    """The model of the measurement."""
    keras.utils.set_random_seed(0)
    built = keras.Sequential([keras.Input(SHAPE[1:]), keras.layers.LSTM(64), keras.layers.Dense(1)])
    built.compile("adam", "mse")
    return built


def main() -> int:
    """Print both shares; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--epochs", type=int, default=5, metavar="N")
    words.add_argument("--rounds", type=int, default=5, metavar="N")
    given = words.parse_args()
    rng = np.random.default_rng(0)
    X = rng.standard_normal(SHAPE).astype("float32")
    y = X[:, -5:, 0].mean(1, keepdims=True)
    took: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(given.rounds):
        for watched in (False, True):
            clock = Clock()
            monitor = [seqguard.keras.Monitor(X[:128], y[:128])] if watched else []
            model().fit(X, y, epochs=given.epochs, verbose=0, callbacks=[*monitor, clock])
            took[watched].append(min(clock.epochs))
    plain, watched_epoch = (min(took[w]) for w in (False, True))
    more = watched_epoch / plain - 1
    looks = []
    for probe in ("off", "auto"):
        subject = model()
        begin = time.process_time()
        seqguard.keras.inspect(subject, X, y, probe=probe, epochs=20)
        looks.append(time.process_time() - begin)
    print(
        f"keras {keras.__version__}, {keras.backend.backend()}, numpy {np.__version__}, python {sys.version.split()[0]}"
    )
    print(
        f"epoch of LSTM(64) on {SHAPE}: {plain:.2f} CPU s, watched {watched_epoch:.2f}: "
        f"{100 * more:+.1f} % (shortest of {given.rounds} trainings each)"
    )
    print(f"data and static rules: {looks[0]:.2f} CPU s; with the probe {looks[1]:.2f}: {looks[1] / plain:.2f} epochs")
    told = missed(bars(), "monitor", {"share that watching adds to an epoch": more})
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
