"""Sound sequence data for the examples of checks and for tests: small, seeded, of several kinds."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats32 = npt.NDArray[np.float32]


def random_walk(rng: np.random.Generator, rows: int, features: int) -> npt.NDArray[np.float64]:
    """(rows, features) of a slowly moving series that returns to its mean, as most measured signals do."""
    noise = rng.standard_normal((rows, features))
    out = np.zeros_like(noise)
    for i in range(1, rows):
        out[i] = 0.95 * out[i - 1] + noise[i]
    return out


def cut(
    series: npt.NDArray[Any], steps: int, horizon: int = 1, step: int = 1
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Windows (n, steps, F) of a series (rows, F), and its first feature `horizon` rows after each (n,)."""
    starts = np.arange(0, len(series) - steps - horizon + 1, step)
    rows = starts[:, None] + np.arange(steps)
    return series[rows], series[starts + steps + horizon - 1, 0]


def forecast(rng: np.random.Generator, n: int = 400, steps: int = 12, features: int = 3) -> dict[str, Any]:
    """Arguments of `inspect`: windows of one series, the next value of feature 0, a chronological split with a gap."""
    series = random_walk(rng, n + n // 4 + 3 * steps, features).astype(np.float32)
    train, rest = series[: n + steps], series[n + 2 * steps :]
    X, y = cut(train, steps)
    return {"X": X, "y": y, "validation_data": cut(rest, steps)}


def labelled(rng: np.random.Generator, n: int = 300, steps: int = 16, classes: int = 3) -> dict[str, Any]:
    """Arguments of `inspect`: independent samples with class ids, train and validation drawn alike."""

    def draw(count: int) -> tuple[Floats32, npt.NDArray[np.int64]]:
        y = rng.integers(0, classes, count)
        wave = np.sin(np.arange(steps) * (1 + y[:, None]) / 3 + rng.uniform(0, 6, (count, 1)))
        X = wave[:, :, None] + 0.3 * rng.standard_normal((count, steps, 2))
        return X.astype(np.float32), y

    X, y = draw(n)
    return {"X": X, "y": y, "validation_data": draw(n // 3)}
