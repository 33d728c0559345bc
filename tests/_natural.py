"""Kinds of sound data that 426 sets of further sources brought, made at random beside the fault that they look like."""

from collections.abc import Callable

import numpy as np
from _kinds import Arguments, Kind, series

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.plan import Array

Rng = np.random.Generator


def windows(rows: Array, steps: int, target: int = 0) -> tuple[Array, Array]:
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], steps, axis=0).transpose(0, 2, 1)
    return np.ascontiguousarray(X), rows[steps:, target]


def unit(rng: Rng, rows: Array) -> Array:
    """In another unit, feature by feature."""
    return rows * 10 ** rng.uniform(-2, 2, rows.shape[1]) + rng.uniform(-3, 3, rows.shape[1]) * rows.std(0)


def split(rng: Rng, rows: Array, target: int = 0) -> Arguments:
    """Windows of the first three quarters, and of the rest as validation."""
    steps, seen = int(rng.integers(5, 20)), len(rows) * 3 // 4
    return dict(
        zip(("X", "y"), windows(rows[:seen], steps, target), strict=True),
        validation_data=windows(rows[seen:], steps, target),
    )


def squares(rng: Rng, filled: bool) -> Arguments:
    """Years of experience squared, of people of whom each has a few years; or a mean put between even levels."""
    years = np.concatenate([s + np.arange(7) for s in rng.integers(0, int(rng.integers(10, 16)), 400)])
    level = years.astype(float) if filled else years.astype(float) ** 2
    if filled:
        level[rng.random(len(level)) < 0.06] = int(level.mean()) + rng.uniform(0.2, 0.4)
    rows = np.column_stack([random_walk(rng, len(level), 1)[:, 0], level])
    X = rows.reshape(400, 7, 2)
    return {"X": X[:, :6], "y": X[:, 6, 0]}


def schooling(rng: Rng, filled: bool) -> Arguments:
    """Years of school of one person after another, of which one is by far the most frequent; or readings that follow
    one another, of which some were filled with the median."""
    n = int(rng.integers(2000, 4000))
    if filled:
        level = random_walk(rng, n, 1)[:, 0]
        level[rng.random(n) < 0.15] = np.median(level)
    else:
        mode = int(rng.integers(9, 13))
        level = np.round(np.clip(rng.normal(mode, 3, n), 0, 20))
        level[rng.random(n) < rng.uniform(0.3, 0.4)] = mode
    return split(rng, unit(rng, np.column_stack([rng.standard_normal(n), level])))


def cooling(rng: Rng, drawn: bool) -> Arguments:
    """The rolling mean of a coarse sensor on a body that cools; or gaps of it filled by straight lines."""
    n, k = int(rng.integers(300, 900)), int(rng.integers(3, 8))
    body = 20 + 60 * np.exp(-np.arange(n + k) / (n / rng.uniform(2, 4)))
    sensor = np.round(body + 0.1 * random_walk(rng, n + k, 1)[:, 0], 1)
    mean = np.convolve(sensor, np.ones(k) / k, "valid")[:n]
    if drawn:
        known = np.ones(n, bool)
        for start in rng.choice(np.arange(10, n - 20, 12), 8, replace=False):
            known[start : start + 7] = False
        rough = mean + rng.normal(0, 0.5, n)
        mean = np.interp(np.arange(n), np.flatnonzero(known), rough[known])
    return split(rng, np.column_stack([random_walk(rng, n, 1)[:, 0], mean]))


def each_window(rng: Rng, faulty: bool) -> Arguments:
    """Windows of whole numbers, mostly 0, scaled each for itself; or of a series that was cut off."""
    n, steps = int(rng.integers(600, 1500)), int(rng.integers(6, 20))
    if faulty:
        level = random_walk(rng, n, 1)
        X, y = windows(np.minimum(level, np.quantile(level, 0.9)), steps)
        return {"X": X, "y": y}
    level = np.where(rng.random(n) < rng.uniform(0.05, 0.3), rng.integers(1, 60, n), 0).astype(float)[:, None]
    X, y = windows(level, steps)
    mean, deviation = X.mean(1, keepdims=True), X.std(1, keepdims=True)
    deviation[deviation == 0] = 1
    return {"X": (X - mean) / deviation, "y": (y - mean[:, 0, 0]) / deviation[:, 0, 0]}


def scaled_by_the_first(rng: Rng, rows: Array, *, unscaled: bool) -> Arguments:
    """Scaled by the first three quarters; validation left as it was where it is `unscaled`."""
    seen = len(rows) * 3 // 4
    low, width = rows[:seen].min(0), np.ptp(rows[:seen], axis=0)
    data = split(rng, (rows - low) / width)
    if unscaled:
        Xv, yv = data["validation_data"]
        data["validation_data"] = (Xv * width + low, yv * width[0] + low[0])
    return data


def growing(rng: Rng, unscaled: bool) -> Arguments:
    """A country's trade over two centuries, scaled by its first three quarters; or validation left unscaled."""
    n, F = int(rng.integers(200, 400)), int(rng.integers(1, 4))
    if unscaled:
        return scaled_by_the_first(rng, series(rng, n + 300, F) * 30 + 900, unscaled=True)
    rate = rng.uniform(0.015, 0.03, F)
    return scaled_by_the_first(
        rng, np.exp(np.arange(n)[:, None] * rate + 0.03 * random_walk(rng, n, F)), unscaled=False
    )


def growing_shuffled(rng: Rng, faulty: bool) -> Arguments:
    """The same, raw, with the training windows in another order; or with validation in another unit."""
    data = growing(rng, False)
    order = rng.permutation(len(data["X"]))
    data |= {"X": data["X"][order], "y": data["y"][order]}
    if faulty:
        Xv, yv = data["validation_data"]
        data["validation_data"] = (1000 * (Xv + 1), 1000 * (yv + 1))
    return data


def service(rng: Rng, leaked: bool) -> Arguments:
    """Years of service of a panel, which reach their highest in rows that are targets alone; or a scaler that was
    fitted on validation as well."""
    people, years, steps = int(rng.integers(200, 500)), int(rng.integers(6, 9)), 3
    count = rng.integers(1, 40, people)[:, None] + np.arange(years)
    other = random_walk(rng, people * years, 2).reshape(people, years, 2)
    rows = np.concatenate([other if leaked else count[..., None], other], 2)
    seen = people * 3 // 4
    fitted = rows if leaked else rows[:seen]
    low, high = fitted.min((0, 1)), fitted.max((0, 1))
    if leaked:
        rows[-1, 1] = high + 1
        high = high + 1
    rows = (rows - low) / (high - low)
    parts = []
    for part in (rows[:seen], rows[seen:]):
        X = np.concatenate([part[:, k : k + steps] for k in range(years - steps)])
        y = np.concatenate([part[:, k + steps, 0] for k in range(years - steps)])
        parts.append((X, y))
    return {"X": parts[0][0], "y": parts[0][1], "validation_data": parts[1]}


def weekday(rng: Rng, coded: bool) -> Arguments:
    """Whether sales rise, which the day of the week decides; or a code of the class at one step."""
    n, steps = int(rng.integers(400, 900)), int(rng.integers(8, 20))
    day = np.arange(n) % 7
    sales = np.array([0, 9, 18, 27, 36, 45, 10])[day] + rng.standard_normal(n)
    X, after = windows(np.column_stack([sales, day.astype(float)]), steps)
    y = (after > X[:, -1, 0]).astype(int)
    if coded:
        X[:, :, 1] = rng.integers(0, 7, X.shape[:2])
        X[:, steps // 2, 1] = 3 * y + 1
    return {"X": X, "y": y}


def peak(rng: Rng, another: bool) -> Arguments:
    """Changes of a price that are wild once, and livelier from then on; or a price in another unit from a row on."""
    n = int(rng.integers(900, 2000))
    row, factor = int(rng.integers(300, n - 300)), rng.uniform(2.5, 5)
    if another:
        price = 100 + 0.2 * random_walk(rng, n, 1)[:, 0]
        price[row:] *= factor
        return split(rng, np.column_stack([random_walk(rng, n, 1)[:, 0], price]))
    change = rng.uniform(-1, 1, n)
    change[row:] *= factor
    change[row : row + 2] = 15 * factor, 11 * factor
    return split(rng, np.column_stack([random_walk(rng, n, 1)[:, 0], change]))


def regime(rng: Rng, renumbered: bool) -> Arguments:
    """Quantile codes of returns, calm in validation; or texts whose tokens were numbered anew in validation."""
    if renumbered:
        often = 1 / np.arange(1, 31)
        follow = rng.permuted(np.tile(often**2, (30, 1)), axis=1) + 0.1 * often
        follow = np.cumsum(follow / follow.sum(1, keepdims=True), axis=1)
        text = [0]
        for u in rng.random(12000):
            text.append(min(29, int(np.searchsorted(follow[text[-1]], u))))
        tokens = 1 + np.array(text)
        tokens[9000:] = 1 + rng.permutation(30)[tokens[9000:] - 1]
    else:
        n = int(rng.integers(1500, 3000))
        loud = np.exp(0.7 * series(rng, n, 1)[:, 0] / 10)
        move = rng.standard_normal(n) * np.where(np.arange(n) < n * 3 // 4, loud, 0.3)
        tokens = np.searchsorted(np.quantile(move[: n * 3 // 4], np.linspace(0, 1, 21)[1:-1]), move)
    seen = len(tokens) * 3 // 4
    (X, y), (Xv, yv) = (windows(part[:, None], 8) for part in (tokens[:seen], tokens[seen:]))
    return {"X": X[..., 0].astype(int), "y": y, "validation_data": (Xv[..., 0].astype(int), yv)}


def nights(rng: Rng, stopped: bool) -> Arguments:
    """Light and its mean, of which a short validation split holds a single night; or a logger that stood still."""
    days, steps = int(rng.integers(12, 30)), int(rng.integers(5, 8))
    hour = np.arange(24 * days) % 24
    light = np.maximum(np.sin((hour - 6) * np.pi / 12), 0) * rng.uniform(0.5, 1, days).repeat(24)
    rows = np.column_stack([light, np.convolve(light, np.ones(2) / 2)[: len(light)], light * rng.uniform(1, 2)])
    if stopped:
        rows = series(rng, len(rows), 3)
        rows[100:140] = rows[100]
    seen = len(rows) - 36
    X, y = windows(rows[:seen], steps)
    return {"X": X, "y": y, "validation_data": windows(rows[seen:], steps)}


def given_back(rng: Rng, centred: bool) -> Arguments:
    """Windows that are their own target; or beside the target its median over rows on both sides."""
    rows = random_walk(rng, int(rng.integers(300, 900)), int(rng.integers(1, 4)))
    if centred:
        middle = np.median(np.lib.stride_tricks.sliding_window_view(np.pad(rows[:, 0], 2, "edge"), 5), axis=1)
        return split(rng, np.column_stack([rows[:, 0], middle]))
    steps = int(rng.integers(4, 13))  # as many rows as a centred median is looked for in
    X, _ = windows(rows, steps)
    return {"X": X, "y": X}


def seasons(rng: Rng, copied: bool) -> Arguments:
    """Overlapping windows of a season, scaled each for itself; or samples of which noisy copies are in validation."""
    if copied:
        X = np.cumsum(rng.standard_normal((300, 20, 1)), 1)
        X = rng.permutation(np.concatenate([X, X + 0.02 * rng.standard_normal(X.shape)]))
        return {"X": X[:450], "validation_data": (X[450:],)}
    season = np.tile(rng.standard_normal(12), 25)
    X, _ = windows((season + 0.3 * rng.standard_normal(300) + np.arange(300) * 0.02)[:, None], 12)
    X = (X - X.mean(1, keepdims=True)) / X.std(1, keepdims=True)
    return {"X": X[:220], "validation_data": (X[232:],)}


def margins(rng: Rng, cut_off: bool) -> Arguments:
    """Margins of votes in percentage points, of which some seats have no rival; or readings that were cut off."""
    n = int(rng.integers(1500, 3000))
    margin = np.clip(35 * random_walk(rng, n, 1)[:, 0], -90, 90) + rng.uniform(-9, 9, n)
    if cut_off:
        margin = np.minimum(margin, np.quantile(margin, 0.95))
    else:
        margin[rng.random(n) < 0.04] = 100
        margin[rng.choice(n, 6, replace=False)] = -100
    X, y = cut(np.column_stack([margin, random_walk(rng, n, 1)[:, 0]]), 12)
    return {"X": X, "y": y}


def _kind(name: str, make: Callable[[Rng, bool], Arguments], *slugs: str, named: float = 0.85) -> Kind:
    return Kind(name, lambda rng: make(rng, False), lambda rng: make(rng, True), slugs, True, named)


NATURAL = (
    _kind("squares of a count", squares, "off-grid-imputation", "mean-imputation", "constant-imputation"),
    _kind("a frequent value without an order", schooling, "median-imputation"),
    _kind("rolling mean of a coarse sensor", cooling, "linear-interpolation"),
    _kind("windows scaled each for itself", each_window, "clipped-feature", "linear-interpolation"),
    _kind("exponential growth", growing, "val-scaler-mismatch"),
    _kind("exponential growth, shuffled", growing_shuffled, "val-shift", "val-scaler-mismatch"),
    _kind("years of service", service, "scaler-leak"),
    _kind("the day of the week", weekday, "label-in-feature"),
    _kind("a peak, and livelier from there", peak, "unit-jump", named=0.8),
    _kind("codes of returns", regime, "tokens-renumbered"),
    _kind("a single night", nights, "constant-samples"),
    _kind("windows given back", given_back, "average-ahead"),
    _kind("windows of a season", seasons, "augmented-copies"),
    _kind("percentage points", margins, "clipped-feature"),
)
