"""Sets beyond any example of a check: more samples, steps, features, levels and classes than any bound of work."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from _ramps import series

from seqguard.testing import cut

Array = npt.NDArray[Any]
Given = dict[str, Any]
Rng = np.random.Generator


def split(X: Array, y: Array | None, share: float = 0.8) -> Given:
    """The samples in two splits, in their order."""
    k = int(share * len(X))
    if y is None:
        return {"X": X[:k], "validation_data": (X[k:],)}
    return {"X": X[:k], "y": y[:k], "validation_data": (X[k:], y[k:])}


def windows(rows: Array, steps: int = 12, step: int = 1, dtype: Any = np.float32) -> Given:
    """Windows of a series and the next value of the first feature."""
    X, y = cut(np.asarray(rows).astype(dtype), steps, step=step)
    return split(X, y)


def columns(rng: Rng, n: int, features: int, pull: float = 0.9) -> Array:
    """Features that hang together, each a mix of four slow series."""
    base = np.zeros((n, 4))
    for i in range(1, n):
        base[i] = pull * base[i - 1] + rng.standard_normal(4)
    return np.asarray(base @ rng.standard_normal((4, features)) + 0.5 * rng.standard_normal((n, features)))


def blobs(rng: Rng, n: int, steps: int, features: int, classes: int, spread: float = 1.0) -> Given:
    """Independent samples around a shape for each class."""
    y = np.minimum(rng.integers(0, classes, n), rng.integers(0, classes, n))
    shapes = rng.standard_normal((classes, steps, features))
    return split((shapes[y] + spread * rng.standard_normal((n, steps, features))).astype(np.float32), y)


def padded(rng: Rng, n: int, steps: int, features: int, before: bool = False, fill: float = 0.0) -> Given:
    """Samples of many lengths, filled to the same, whose class hangs a little on the length."""
    lengths = rng.integers(steps // 3, steps + 1, n)
    X = rng.standard_normal((n, steps, features)).cumsum(1).astype(np.float32) + 3
    rest = np.arange(steps)[None] >= lengths[:, None]
    X[rest[:, ::-1] if before else rest] = fill
    return split(X, (lengths + rng.integers(0, steps, n) > steps).astype(np.int64))


def texts(rng: Rng, n: int, steps: int, words: int, following: bool) -> Given:
    """Tokens of a chain of words, the next one or a class to be told."""
    steps_of = rng.integers(1, 40, words)
    ids = np.zeros(n * 3 + steps, np.int64)
    for i in range(1, len(ids)):
        ids[i] = rng.integers(1, words) if rng.random() < 0.3 else 1 + (ids[i - 1] + steps_of[ids[i - 1]]) % (words - 1)
    starts = 3 * np.arange(n)
    X = ids[starts[:, None] + np.arange(steps)]
    y = ids[starts[:, None] + 1 + np.arange(steps)] if following else np.count_nonzero(words > 4 * X, axis=1) % 3
    return split(X, y)


def scaled(rows: Array, how: str) -> Array:
    """A series on the scale of a scaler."""
    if how == "robust":
        low, mid, high = np.quantile(rows, (0.25, 0.5, 0.75), axis=0)
        return np.asarray((rows - mid) / (high - low))
    if how == "min-max":
        return np.asarray((rows - rows.min(0)) / (rows.max(0) - rows.min(0)))
    return np.asarray((rows - rows.mean(0)) / rows.std(0))


def coded(rng: Rng, n: int, steps: int) -> Given:
    """Classes of which a feature tells a part, and a code of many levels another."""
    given = blobs(rng, n, steps, 5, 6, 4.0)
    for X, y in ((given["X"], given["y"]), given["validation_data"]):
        X[:, :, 3] = np.where(rng.random(len(y)) < 0.8, y, rng.integers(0, 6, len(y)))[:, None]
        X[:, :, 4] = (rng.permutation(60)[y * 10 + rng.integers(0, 10, len(y))])[:, None]
    return given


def leaking(rng: Rng, n: int, steps: int, noise: float) -> Given:
    """Windows one of whose features holds the target, with noise, some steps ahead."""
    rows = columns(rng, n, 4, 0.97)
    rows[:, 2] = 2 * np.roll(rows[:, 0], -1) + 3 + noise * rng.standard_normal(n)
    rows[:, 3] = np.convolve(rows[:, 0], np.ones(5) / 5, "same")
    return windows(rows, steps)


def copied(rng: Rng, n: int, features: int, extra: int) -> Given:
    """Windows of many features, some of them others on another scale, with noise of several sizes."""
    rows = columns(rng, n, features)
    for i in range(extra):
        rows[:, features - 1 - i] = (i + 2) * rows[:, i] - 7 + 10.0 ** (-i) * rng.standard_normal(n)
    return windows(rows, 8)


def shuffled(rng: Rng, given: Given) -> Given:
    """The same samples in any order, all in one array and split again."""
    X, y = given["X"], given["y"]
    order = rng.permutation(len(X))
    return split(X[order], y[order], 0.7)


def ahead(rng: Rng, n: int, steps: int, horizon: int) -> Given:
    """Windows and the next `horizon` values of all features."""
    rows = columns(rng, n, 2, 0.95).astype(np.float32)
    starts = np.arange(len(rows) - steps - horizon)
    at = starts[:, None] + np.arange(steps + horizon)
    return split(rows[at[:, :steps]], rows[at[:, steps:]])


def daily(rng: Rng, days: int) -> Array:
    """Hourly rows with a day and a week, counts, a share and a direction."""
    t = np.arange(24 * days)
    load = 50 + 20 * np.sin(2 * np.pi * t / 24) + 8 * np.sin(2 * np.pi * t / 168) + 2 * rng.standard_normal(len(t))
    share = np.clip(60 + 35 * np.sin(2 * np.pi * t / 24 + 1) + 10 * rng.standard_normal(len(t)), 0, 100)
    sun = np.maximum(0, 800 * np.sin(2 * np.pi * t / 24 - 1) + 60 * rng.standard_normal(len(t)))
    counts = rng.poisson(np.maximum(load - 45, 0.2))
    turn = np.cumsum(20 * rng.standard_normal(len(t))) % 360
    return np.stack([load, share, sun, counts, turn], 1)


def spoiled(rows: Array, rng: Rng) -> Array:
    """The same with a sentinel, a stretch at rest, gaps carried on, lines, another unit and a few zeros."""
    n, F = rows.shape
    for i, f in enumerate(np.resize(np.arange(F), 8)):
        at = int(n * (0.1 + 0.1 * i))
        some = rng.choice(n - 40, n // 60, replace=False)
        if i == 0:
            rows[some, f] = -99.0
        elif i == 1:
            rows[at : at + 70, f] = rows[at, f]
        elif i == 2:
            for j in some:
                rows[j : j + 4, f] = rows[j, f]
        elif i == 3:
            for j in some[::2]:
                rows[j : j + 9, f] = np.linspace(rows[j, f], rows[j + 8, f], 9)
        elif i == 4:
            rows[at : at + n // 8, f] *= 100
        else:
            rows[some, f] = (0.0, rows[:, f].mean(), np.median(rows[:, f]))[i - 5]
    return rows


def differs(rng: Rng, how: str) -> Given:
    """A validation split that differs from train in one way."""
    given = windows(daily(rng, 60), 24)
    X, y = given["validation_data"]
    if how == "other unit":
        X, y = X * 1.8 + 32, y * 1.8 + 32
    elif how == "faster":
        X = X[:, ::2].repeat(2, 1)
    elif how == "scaled anew":
        X = (X - X.mean((0, 1))) / X.std((0, 1))
    elif how == "columns swapped":
        X = X[:, :, [1, 0, 2, 4, 3]]
    elif how == "half seen":
        X = np.concatenate([X[: len(X) // 2], given["X"][: len(X) - len(X) // 2]])
        y = np.concatenate([y[: len(y) // 2], given["y"][: len(y) - len(y) // 2]])
    elif how == "later":
        X, y = X + np.linspace(0, 60, len(X))[:, None, None].astype(X.dtype), y
    elif how == "reversed":
        X = X[:, ::-1]
    return {**given, "validation_data": (X, y)}


def renumbered(rng: Rng, n: int, classes: int, share: float) -> Given:
    """Labels of validation numbered otherwise than those of train."""
    given = blobs(rng, n, 10, 3, classes, 0.6)
    X, y = given["validation_data"]
    changed = np.where(rng.random(len(y)) < share, (y + 1) % classes, y)
    return {**given, "validation_data": (X, changed)}


WIDE: dict[str, Callable[[Rng], Given]] = {
    "many windows": lambda rng: windows(series("smooth", rng, 9_000)),
    "many windows that jump": lambda rng: windows(series("season", rng, 14_000), 24, 6),
    "many coarse windows": lambda rng: windows(series("coarse", rng, 7_000), 6),
    "many counts": lambda rng: windows(series("counts", rng, 7_000), 10),
    "rests": lambda rng: windows(series("rests", rng, 6_000), 16),
    "trend": lambda rng: windows(series("trend", rng, 5_000), 16),
    "long windows": lambda rng: windows(series("season", rng, 2_600), 300, 7),
    "many features": lambda rng: windows(columns(rng, 900, 90), 6),
    "copies": lambda rng: copied(rng, 3_000, 70, 9),
    "copies of few rows": lambda rng: copied(rng, 60, 40, 6),
    "6000 samples of classes": lambda rng: blobs(rng, 6_000, 8, 3, 4),
    "70 classes": lambda rng: blobs(rng, 4_000, 5, 3, 70),
    "12 classes": lambda rng: blobs(rng, 1_500, 12, 6, 12, 0.3),
    "two classes": lambda rng: blobs(rng, 300, 30, 2, 2, 3.0),
    "codes": lambda rng: coded(rng, 3_000, 6),
    "padded": lambda rng: padded(rng, 2_000, 30, 3),
    "padded before": lambda rng: padded(rng, 900, 18, 6, before=True),
    "padded with -1": lambda rng: padded(rng, 1_300, 24, 2, fill=-1.0),
    "padded with NaN": lambda rng: padded(rng, 1_300, 24, 2, fill=np.nan),
    "next tokens": lambda rng: texts(rng, 3_000, 20, 300, following=True),
    "tokens": lambda rng: texts(rng, 1_500, 30, 2_000, following=False),
    "few tokens": lambda rng: texts(rng, 800, 12, 30, following=True),
    "leak": lambda rng: leaking(rng, 3_000, 12, 0.0),
    "noisy leak": lambda rng: leaking(rng, 3_000, 12, 0.02),
    "noisier leak": lambda rng: leaking(rng, 2_000, 8, 0.3),
    "shuffled windows": lambda rng: shuffled(rng, windows(series("smooth", rng, 4_000))),
    "shuffled seasons": lambda rng: shuffled(rng, windows(daily(rng, 60), 24)),
    "horizon": lambda rng: ahead(rng, 2_500, 16, 6),
    "short horizon": lambda rng: ahead(rng, 400, 5, 2),
    "standardised": lambda rng: windows(scaled(daily(rng, 100), "standard"), 24),
    "min-max": lambda rng: windows(scaled(daily(rng, 100), "min-max"), 24, 3),
    "robust": lambda rng: windows(scaled(columns(rng, 4_000, 6), "robust"), 10),
    "float16": lambda rng: windows(daily(rng, 80), 12, dtype=np.float16),
    "integers": lambda rng: windows(daily(rng, 80), 12, dtype=np.int32),
    "two decimals": lambda rng: windows(np.round(daily(rng, 80), 2), 12, 2, np.float64),
    "spoiled": lambda rng: windows(spoiled(daily(rng, 100), rng), 12),
    "spoiled and smooth": lambda rng: windows(spoiled(series("smooth", rng, 5_000), rng), 8),
    "spoiled and coarse": lambda rng: windows(spoiled(series("coarse", rng, 5_000), rng), 5),
    "spoiled counts": lambda rng: windows(spoiled(series("counts", rng, 3_000), rng), 5),
    "spoiled and wide": lambda rng: windows(spoiled(columns(rng, 3_000, 16), rng), 5),
    "side by side": lambda rng: windows(daily(rng, 200), 12, 12),
    "few windows": lambda rng: windows(daily(rng, 3), 12),
    "very few windows": lambda rng: windows(series("smooth", rng, 30), 4),
    "each window scaled": lambda rng: each_scaled(windows(daily(rng, 80), 24)),
    "copies of samples": lambda rng: with_copies(rng, blobs(rng, 2_000, 6, 3, 4), 0.1),
    **{
        f"validation {how}": lambda rng, how=how: differs(rng, how)
        for how in ("other unit", "faster", "scaled anew", "columns swapped", "half seen", "later", "reversed")
    },
    **{f"labels {s} renumbered": lambda rng, s=s: renumbered(rng, 2_000, 5, s) for s in (0.1, 0.5, 1.0)},
}


def each_scaled(given: Given) -> Given:
    """Each window on a scale of its own."""

    def one(X: Array) -> Array:
        return np.asarray((X - X.mean(1, keepdims=True)) / (X.std(1, keepdims=True) + 1e-9), np.float32)

    X, y = given["validation_data"]
    return {**given, "X": one(given["X"]), "validation_data": (one(X), y)}


def with_copies(rng: Rng, given: Given, share: float) -> Given:
    """Some samples of train again, with noise or none, in both splits, a part of them with other labels."""
    X, y = given["X"].copy(), given["y"].copy()
    n = int(share * len(X))
    X[-n:], y[-n:] = X[:n], np.where(rng.random(n) < 0.9, y[:n], (y[:n] + 1) % 4)
    V, w = (a.copy() for a in given["validation_data"])
    V[: n // 2] = X[: n // 2] + (1e-3 * rng.standard_normal((n // 2, *X.shape[1:]))).astype(X.dtype)
    V[n // 2 : n], w[n // 2 : n] = X[n // 2 : n], y[n // 2 : n]
    return {**given, "X": X, "y": y, "validation_data": (V, w)}
