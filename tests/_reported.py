"""Faults that users report, made at random (size, offset, scale, position), beside sound data that look like them."""

import numpy as np
from _kinds import Arguments, Kind, cast, series

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.plan import Array

Split = tuple[Array, Array]


def scaled(rng: np.random.Generator, X: Array) -> Array:
    """At any offset and scale, in either precision."""
    return cast(rng, X * 10 ** rng.uniform(-2, 2) + rng.uniform(-5, 5))


def one_series(rng: np.random.Generator, rows: int) -> Array:
    return series(rng, rows, 1)[:, 0]


def own_window(rng: np.random.Generator, with_target: bool) -> Arguments:
    """Windows that were scaled one by one, by themselves or together with their targets."""
    T, H, n = int(rng.integers(8, 60)), int(rng.choice([1, 1, 5])), int(rng.integers(150, 500))
    W = np.lib.stride_tricks.sliding_window_view(one_series(rng, n + T + H), T + H)
    seen = W if with_target else W[:, :T]
    low, high = seen.min(1, keepdims=True), seen.max(1, keepdims=True)
    if rng.random() < 0.5:
        W = (W - seen.mean(1, keepdims=True)) / seen.std(1, keepdims=True)
    else:
        W = (W - low) / (high - low)
    W = cast(rng, W)
    return {"X": W[:, :T, None], "y": W[:, T] if H == 1 else W[:, T:]}


def averaged(rng: np.random.Generator, ahead: bool) -> Arguments:
    """A moving or a period average of the target's series, up to its row or beyond it."""
    n, T, k = int(rng.integers(500, 1500)), int(rng.integers(8, 40)), int(rng.choice([3, 5, 7, 9]))
    s = one_series(rng, n)
    if rng.random() < 0.5:
        mean = np.convolve(s, np.ones(k) / k, "valid")
        rows = np.stack([s[k // 2 : k // 2 + len(mean)] if ahead else s[k - 1 :], mean], 1)
    else:
        s = s[: n // k * k]
        mean = np.repeat(s.reshape(-1, k).mean(1), k)
        rows = np.stack([s, mean], 1) if ahead else np.stack([s[k:], mean[:-k]], 1)
    rows = (rows - rows.mean(0)) / rows.std(0) if rng.random() < 0.5 else rows
    X, y = cut(rows, T)
    return {"X": cast(rng, X), "y": y}


def two_horizons(rng: np.random.Generator, same: bool) -> Arguments:
    n, T = int(rng.integers(300, 900)), int(rng.integers(6, 30))
    s = series(rng, n + 300, int(rng.integers(1, 4)))
    here, there = (int(h) for h in rng.choice(np.arange(1, 9), 2, replace=False))
    there = here if same else there
    X, y = cut(s[:n], T, horizon=here)
    val, y_val = cut(s[n + T :], T, horizon=there)
    return {"X": cast(rng, X), "y": y, "validation_data": (val.astype(X.dtype), y_val)}


def curves(rng: np.random.Generator, n: int, T: int, F: int) -> Array:
    """Samples of noise about a wave, each with a phase of its own."""
    wave = np.sin(np.arange(T)[None, :, None] * rng.uniform(0.1, 0.9, F) + rng.uniform(0, 6, (n, 1, F)))
    return wave + rng.uniform(0.2, 1.5) * rng.standard_normal((n, T, F))


def interpolated(rng: np.random.Generator, X: Array, count: int) -> Array:
    flat = X.reshape(len(X), -1)
    i = rng.integers(0, len(X), count)
    distance = ((flat[i][:, None] - flat[None]) ** 2).sum(2)
    j = np.argsort(distance, axis=1)[np.arange(count), rng.integers(1, 6, count)]
    return X[i] + rng.random((count, 1, 1)) * (X[j] - X[i])


def oversampled(rng: np.random.Generator, before: bool) -> Arguments:
    n, T, F = int(rng.integers(150, 300)), int(rng.integers(5, 30)), int(rng.integers(1, 5))
    X = curves(rng, n, T, F)
    if before:
        X = rng.permutation(np.concatenate([X, interpolated(rng, X, n)]))
        train, val = X[: 8 * len(X) // 10], X[8 * len(X) // 10 :]
    else:
        train, val = X[: 8 * n // 10], X[8 * n // 10 :]
        train = rng.permutation(np.concatenate([train, interpolated(rng, train, n)]))
    dtype = rng.choice(["f4", "f8"])
    return {"X": train.astype(dtype), "validation_data": (val.astype(dtype),)}


def classes(rng: np.random.Generator, renumbered: bool) -> Arguments:
    """Waves of several speeds, with class ids, the validation part on another device."""
    K, T, F = int(rng.integers(3, 8)), int(rng.integers(20, 60)), int(rng.integers(1, 4))
    level = rng.permutation(K)[:, None] * rng.uniform(1, 3, F)

    def draw(n: int) -> Split:
        y = rng.integers(0, K, n)
        return level[y][:, None] + 0.5 * rng.standard_normal((n, T, F)), y

    X, y = draw(int(rng.integers(300, 800)))
    val, y_val = draw(int(rng.integers(120, 300)))
    order = np.roll(np.arange(K), int(rng.integers(1, K))) if renumbered else np.arange(K)
    scale, offset = 10 ** rng.uniform(-2, 2), rng.uniform(-5, 5)
    return {
        "X": (X * scale + offset).astype("f4"),
        "y": y,
        "validation_data": ((val * scale + offset).astype("f4"), order[y_val]),
    }


def texts(rng: np.random.Generator, again: bool) -> Arguments:
    V, T = int(rng.integers(300, 900)), int(rng.integers(15, 40))
    tilt, usual = rng.normal(0, 1, V), 1 / np.arange(1, V + 1)

    def draw(n: int) -> Split:
        y = rng.integers(0, 2, n)
        X = np.zeros((n, T), np.int32)
        for label in (0, 1):
            odds = usual * np.exp(tilt * (2 * label - 1))
            X[y == label] = 1 + rng.choice(V, (int((y == label).sum()), T), p=odds / odds.sum())
        return X, y

    X, y = draw(int(rng.integers(800, 1500)))
    val, y_val = draw(int(rng.integers(300, 600)))
    if again:
        counts = np.bincount(val.ravel(), minlength=V + 1)
        counts[0] = 0
        order = np.argsort(-counts, kind="stable")
        number = np.zeros(V + 1, np.int32)
        number[order[:V]] = np.arange(1, V + 1)
        val = number[val]
    return {"X": X, "y": y, "validation_data": (val, y_val)}


def rates(rng: np.random.Generator, factor: float) -> Arguments:
    """Tones read at their rate, and at another one in validation."""
    T, n = int(rng.integers(60, 300)), int(rng.integers(100, 300))
    pitch = rng.uniform(8, 20) / T

    def draw(count: int, rate: float) -> Array:
        own = pitch * rng.uniform(0.85, 1.15, (count, 1)) / rate
        wave = np.sin(2 * np.pi * own * np.arange(T) + rng.uniform(0, 6, (count, 1)))
        return scaled(rng, (wave + 0.03 * rng.standard_normal((count, T)))[..., None])

    return {"X": draw(n, 1), "validation_data": (draw(n // 2, factor),)}


def stays(rng: np.random.Generator, cut_at_outcome: bool) -> Arguments:
    """Padded stays of two outcomes, one of which was cut at one length."""
    n, T, F = int(rng.integers(200, 600)), int(rng.integers(30, 80)), int(rng.integers(1, 5))
    y = (rng.random(n) < rng.uniform(0.2, 0.5)).astype(int)
    lengths = rng.integers(T // 2, T + 1, n)
    lengths = np.where(y == 1, T // 2 - 2, lengths) if cut_at_outcome else lengths
    X = scaled(rng, rng.standard_normal((n, T, F)))
    X[np.arange(T)[None] >= lengths[:, None]] = 0
    return {"X": X, "y": y}


def padded_then_scaled(rng: np.random.Generator, after: bool) -> Arguments:
    n, T, F = int(rng.integers(200, 500)), int(rng.integers(12, 60)), int(rng.integers(1, 6))
    there = np.arange(T)[None] < rng.integers(T // 3, T + 1, n)[:, None]
    there = (there if rng.random() < 0.5 else there[:, ::-1])[..., None]
    X = rng.standard_normal((n, T, F)) * rng.uniform(0.5, 3, F) + rng.uniform(3, 30, F)
    if after:
        X = X * there
        X = (X - X.mean((0, 1))) / X.std((0, 1))
    else:
        real = X[there[..., 0]]
        X = np.where(there, (X - real.mean(0)) / real.std(0), rng.choice([0.0, -10.0]))
    return {"X": cast(rng, X), "y": rng.integers(0, 2, n)}


def angles(rng: np.random.Generator, raw: bool) -> Arguments:
    n, T = int(rng.integers(1500, 3000)), int(rng.integers(8, 40))
    angle = np.cumsum(rng.uniform(0.03, 0.09) * random_walk(rng, n, 1), axis=0) + rng.uniform(0, 6)
    period = rng.choice([2 * np.pi, 360.0, 1.0])
    rows = angle / (2 * np.pi) * period % period if raw else np.concatenate([np.sin(angle), np.cos(angle)], 1)
    return {"X": cut(np.concatenate([scaled(rng, rows), random_walk(rng, n, 1)], 1), T)[0]}


def shares(rng: np.random.Generator, split: bool) -> Arguments:
    """Prices of a share, one part of them before a split; or a level that a sensor moved to."""
    n, T = int(rng.integers(1200, 3000)), int(rng.integers(10, 60))
    price = np.exp(np.cumsum(rng.normal(0, 0.012, (n, 1)), axis=0)) * rng.uniform(5, 300)
    at = int(rng.integers(300, n - 300))
    if split:
        price[:at] *= rng.choice([7.0, 10.0, 20.0])
    rows = price * np.exp(rng.normal(0, 0.002, (n, 3)))
    return {"X": scaled(rng, cut((rows - rows.min(0)) / np.ptp(rows, axis=0), T)[0])}


def decimals(rng: np.random.Generator, lost: bool) -> Arguments:
    n, T = int(rng.integers(600, 3000)), int(rng.integers(6, 40))
    values = np.round(rng.uniform(0.5, 0.7) + rng.uniform(0.01, 0.03) * random_walk(rng, n, 1), 3)
    if lost:
        values = np.where(np.round(values * 1000) % 10 != 0, values * 1000, values)
    return {"X": scaled(rng, cut(values, T)[0])}


def logs(rng: np.random.Generator, floored: bool) -> Arguments:
    n, T = int(rng.integers(600, 3000)), int(rng.integers(6, 40))
    net = rng.uniform(2, 4) + random_walk(rng, n, 1)
    floor = 10.0 ** -int(rng.integers(6, 13))
    rows = np.log(np.maximum(net, floor)) if floored else np.log(np.maximum(net, np.abs(net).min() + 0.5))
    X, y = cut(rows, T)
    return {"X": cast(rng, X), "y": y}


def smooth(rng: np.random.Generator, both_ways: bool) -> Arguments:
    """A series smoothed by an FFT filter over the whole of it, or by averages of past values."""
    n, T, k = int(rng.integers(500, 2_000)), int(rng.integers(8, 40)), int(rng.integers(3, 20))
    s = random_walk(rng, n, 1)[:, 0]
    if both_ways:
        spectrum = np.fft.rfft(s)
        spectrum[int(rng.uniform(0.03, 0.3) * len(spectrum)) :] = 0
        s = np.fft.irfft(spectrum, n)
    else:
        s = np.convolve(s, np.ones(k) / k, "valid")
    X, y = cut(scaled(rng, s[:, None]), T)
    return {"X": X, "y": y}


REPORTED = (
    Kind("windows scaled with their targets", lambda r: own_window(r, False), lambda r: own_window(r, True),
         ("target-in-scaling",), alone=True),
    Kind("averages over later rows", lambda r: averaged(r, False), lambda r: averaged(r, True),
         ("average-ahead",), alone=True),
    Kind("another horizon in validation", lambda r: two_horizons(r, True), lambda r: two_horizons(r, False),
         ("horizon-differs",), alone=True),
    Kind("interpolated before the split", lambda r: oversampled(r, False), lambda r: oversampled(r, True),
         ("synthetic-neighbours",), alone=True),
    Kind("classes numbered apart", lambda r: classes(r, False), lambda r: classes(r, True),
         ("labels-renumbered",), alone=True),
    Kind(
        "smoothed over the whole series",
        lambda r: smooth(r, False),
        lambda r: smooth(r, True),
        ("smoothed-both-ways",),
        alone=True,
        named=0.85,
    ),
    Kind("tokens numbered apart", lambda r: texts(r, False), lambda r: texts(r, True),
         ("tokens-renumbered",), alone=True),
    Kind("another sampling rate", lambda r: rates(r, 1), lambda r: rates(r, 2.76),
         ("sampling-rate-differs",), alone=True),
    Kind("lengths that tell the class", lambda r: stays(r, False), lambda r: stays(r, True),
         ("length-tells-label",), alone=True),
    Kind("scaled after padding", lambda r: padded_then_scaled(r, False), lambda r: padded_then_scaled(r, True),
         ("scaled-padding",), alone=True),
    Kind("raw angles", lambda r: angles(r, False), lambda r: angles(r, True), ("wrapping-feature",), alone=True),
    Kind("prices before a split", lambda r: shares(r, False), lambda r: shares(r, True), ("unit-jump",), alone=True),
    Kind("lost decimal points", lambda r: decimals(r, False), lambda r: decimals(r, True),
         ("lost-decimal-point",), alone=True, named=0.85),
    Kind("floors before a logarithm", lambda r: logs(r, False), lambda r: logs(r, True),
         ("floor-before-log",), alone=True),
)  # fmt: skip
