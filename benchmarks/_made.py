"""Small sound sets of many kinds, made by generators, and simple faults: the part of the ledger that every clone has.

Each set is named after the data that it imitates and is prepared as a careful person prepares such data: split in time
with a gap or by subject, scaled with what the training rows say. `spoil` meets the raw series before it is cut.
"""

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from _spoiled import ON_ARRAYS, ON_SERIES, Array, Rng, Spoil

import seqguard
from seqguard.testing import cut, random_walk

Given = dict[str, Any]
FAULTS_EACH = 5
"""Faults that are put into each set, of those that apply to it."""

SETS: dict[str, Callable[[Rng, Spoil], Given]] = {}
SERIES: set[str] = set()
"""Names of the sets that are cut from one series, where a fault can be put into that."""


def a_set(build: Callable[[Rng, Spoil], Given]) -> Callable[[Rng, Spoil], Given]:
    """Register a set of independent samples."""
    SETS[build.__name__] = build
    return build


def a_series(build: Callable[[Rng, Spoil], Given]) -> Callable[[Rng, Spoil], Given]:
    """Register a set that is cut from one series."""
    SERIES.add(build.__name__)
    return a_set(build)


def split(series: Array, steps: int, *, scale: str = "", horizon: int = 1) -> Given:
    """Windows of the first 75 % of a series and of its last rows, with a gap of one window; scaled by the first."""
    n = int(0.75 * len(series))
    train = series[:n].astype(np.float64)
    if scale == "standard":
        series = (series - np.nanmean(train, 0)) / (np.nanstd(train, 0) + 1e-12)
    elif scale == "minmax":
        low, high = np.nanmin(train, 0), np.nanmax(train, 0)
        series = (series - low) / (high - low + 1e-12)
    X, y = cut(series[:n].astype(np.float32), steps, horizon)
    return {"X": X, "y": y, "validation_data": cut(series[n + steps :].astype(np.float32), steps, horizon)}


def hours(rng: Rng, n: int) -> Array:
    """Electric load in MW by the hour: a day, a week, weather."""
    t = np.arange(n)
    day = 3000 * np.sin(2 * np.pi * (t - 8) / 24) + 1500 * np.sin(4 * np.pi * (t - 2) / 24)
    load: Array = 28_000 + day - 2500 * (t // 24 % 7 >= 5) + 400 * random_walk(rng, n, 1)[:, 0]
    return load


@a_series
def hourly_load(rng: Rng, spoil: Spoil) -> Given:
    """Windows of a load and of the temperature beside it."""
    load = hours(rng, 700)
    warm = 12 + 6 * np.sin(2 * np.pi * (np.arange(700) - 14) / 24) + random_walk(rng, 700, 1)[:, 0]
    return split(spoil(np.c_[load, warm]), 24, scale="minmax")


@a_series
def day_ahead(rng: Rng, spoil: Spoil) -> Given:
    """A day of load from the two days before it, every third hour."""
    series = spoil(hours(rng, 900)[:, None])
    series = ((series - np.nanmean(series[:600])) / np.nanstd(series[:600])).astype(np.float32)

    def windows(rows: Array) -> tuple[Array, Array]:
        whole = np.lib.stride_tricks.sliding_window_view(rows[:, 0], 72)[::3]
        return whole[:, :48, None].copy(), whole[:, 48:].copy()

    X, y = windows(series[:600])
    return {"X": X, "y": y, "validation_data": windows(series[672:])}


@a_series
def calendar(rng: Rng, spoil: Spoil) -> Given:
    """Sales by the day with the weekday as one-hot columns and a promotion flag."""
    n = 500
    week, promotion = np.eye(7)[np.arange(n) % 7], (rng.random(n) < 0.15).astype(float)
    sales = 200 + 40 * week @ np.array([0, 1, 2, 2, 3, 6, 5.0]) + 60 * promotion + 15 * random_walk(rng, n, 1)[:, 0]
    return split(spoil(np.c_[sales / 400, week, promotion]), 14)


@a_series
def daily_returns(rng: Rng, spoil: Spoil) -> Given:
    """Returns of three stocks: heavy tails, no memory."""
    market = 0.008 * rng.standard_t(4, (600, 1))
    return split(spoil(market + 0.01 * rng.standard_t(4, (600, 3))), 20)


@a_series
def closing_price(rng: Rng, spoil: Spoil) -> Given:
    """A price that drifts out of the range of its training rows."""
    price = 100 * np.exp(np.cumsum(rng.normal(0.0006, 0.012, 600)))
    return split(spoil(np.round(price, 2)[:, None]), 30, scale="minmax")


@a_series
def weekly_counts(rng: Rng, spoil: Spoil) -> Given:
    """Cases by the week, whole numbers with a season."""
    rate = 40 + 30 * np.sin(2 * np.pi * np.arange(520) / 52) + 5 * np.abs(random_walk(rng, 520, 1)[:, 0])
    return split(spoil(rng.poisson(rate)[:, None].astype(float)), 12, scale="standard")


@a_series
def spare_parts(rng: Rng, spoil: Spoil) -> Given:
    """Demand that is zero on most days."""
    demand = rng.poisson(4, (600, 2)) * (rng.random((600, 2)) < 0.3)
    return split(spoil(demand.astype(float)), 16)


@a_series
def thermometer(rng: Rng, spoil: Spoil) -> Given:
    """Temperatures read to a tenth of a degree."""
    t = np.arange(600)
    warm = 15 + 8 * np.sin(2 * np.pi * t / 144)[:, None] + 0.5 * random_walk(rng, 600, 2)
    return split(spoil(np.round(warm, 1)), 18)


@a_series
def wind(rng: Rng, spoil: Spoil) -> Given:
    """Wind speed, and its direction as sine and cosine."""
    angle, speed = np.cumsum(rng.normal(0, 0.2, 600)), np.abs(6 + random_walk(rng, 600, 1)[:, 0])
    return split(spoil(np.c_[speed, np.sin(angle), np.cos(angle)]), 16, scale="standard")


@a_series
def machine(rng: Rng, spoil: Spoil) -> Given:
    """Sensors of a machine that is switched on and off, with its state."""
    on = np.repeat(rng.random(60) < 0.7, 10).astype(float)
    rest = np.c_[3 * on, 40 + 25 * on] + random_walk(rng, 600, 2) * [0.05, 0.8]
    return split(spoil(np.c_[rest, on]), 12, scale="standard")


@a_series
def counter(rng: Rng, spoil: Spoil) -> Given:
    """The growth of a meter's reading by the quarter of an hour."""
    use = np.maximum(rng.gamma(2, 0.4, 600) * (1 + np.sin(2 * np.pi * np.arange(600) / 96)), 0)
    return split(spoil(np.diff(np.cumsum(use))[:, None]), 24)


@a_series
def with_times(rng: Rng, spoil: Spoil) -> Given:
    """Windows of measurements whose times are handed over."""
    given = split(spoil(random_walk(rng, 500, 2)), 12)
    rows = np.arange(len(given["X"]))[:, None] + np.arange(12)
    times = (np.datetime64("2024-01-01T00:00") + np.arange(500) * np.timedelta64(10, "m"))[rows]
    return {"X": seqguard.Split(given["X"], given["y"], timestamps=times)}


@a_set
def recordings(rng: Rng, _: Spoil) -> Given:
    """Sensor recordings of different lengths, padded behind with zeros, and which of four movements they show."""

    def draw(n: int) -> tuple[Array, Array]:
        y = rng.integers(0, 4, n)
        wave = np.sin(np.arange(30)[None, :, None] * (0.2 + 0.1 * y[:, None, None]) + rng.uniform(0, 6, (n, 1, 3)))
        X = wave + 0.3 * rng.standard_normal((n, 30, 3))
        X[np.arange(30)[None] >= rng.integers(12, 31, n)[:, None]] = 0
        return X.astype(np.float32), y

    X, y = draw(240)
    return {"X": X, "y": y, "validation_data": draw(80)}


@a_set
def one_hot(rng: Rng, spoil: Spoil) -> Given:
    """The same kind with one-hot labels, unpadded."""

    def draw(n: int) -> tuple[Array, Array]:
        y = rng.integers(0, 3, n)
        wave = np.sin(np.arange(24)[None, :, None] * (0.2 + 0.15 * y[:, None, None]) + rng.uniform(0, 6, (n, 1, 2)))
        return (wave + 0.4 * rng.standard_normal((n, 24, 2))).astype(np.float32), np.eye(3, dtype=np.float32)[y]

    X, y = draw(240)
    return {"X": X, "y": y, "validation_data": draw(80)}


@a_set
def heartbeats(rng: Rng, _: Spoil) -> Given:
    """Beats of which one in eight is another kind."""

    def draw(n: int) -> tuple[Array, Array]:
        y = (rng.random(n) < 0.125).astype(np.int64)
        t = np.linspace(-1, 1, 40)[None]
        beat = np.exp(-(((t - rng.normal(0, 0.02, (n, 1))) / (0.06 + 0.06 * y[:, None])) ** 2))
        return (beat + 0.05 * rng.standard_normal((n, 40)))[:, :, None].astype(np.float32), y

    X, y = draw(300)
    return {"X": X, "y": y, "validation_data": draw(100)}


@a_set
def reviews(rng: Rng, _: Spoil) -> Given:
    """Token ids, padded in front with 0, and whether the reader was pleased."""

    def draw(n: int) -> tuple[Array, Array]:
        y = rng.integers(0, 2, n)
        X = np.minimum(rng.zipf(1.3, (n, 40)), 400) + 7 * y[:, None] * (rng.random((n, 40)) < 0.2)
        X[np.arange(40)[None] < rng.integers(0, 25, n)[:, None]] = 0
        return X.astype(np.int64), y

    X, y = draw(300)
    return {"X": X, "y": y, "validation_data": draw(80)}


@a_set
def next_token(rng: Rng, _: Spoil) -> Given:
    """Windows of a text as token ids, and the token after each."""
    text = np.minimum(rng.zipf(1.4, 900), 120)
    X = np.lib.stride_tricks.sliding_window_view(text, 12)
    train, other = slice(0, 600), slice(620, 880)
    return {
        "X": X[:-1][train].copy(),
        "y": text[12:][train].copy(),
        "validation_data": (X[:-1][other].copy(), text[12:][other].copy()),
    }


@a_set
def panel(rng: Rng, _: Spoil) -> Given:
    """Windows of many shops, none of which stands in both splits."""
    shops = [np.abs(1 + 0.2 * random_walk(rng, 30, 2)) for _ in range(40)]
    pieces = [cut(shop.astype(np.float32), 10) for shop in shops]
    X, y = (np.concatenate([piece[i] for piece in pieces[:30]]) for i in (0, 1))
    X_val, y_val = (np.concatenate([piece[i] for piece in pieces[30:]]) for i in (0, 1))
    return {"X": X, "y": y, "validation_data": (X_val, y_val)}


@a_set
def wear(rng: Rng, _: Spoil) -> Given:
    """Vibration of many tools, and how long each will last."""

    def draw(n: int) -> tuple[Array, Array]:
        left = rng.uniform(0, 1, n)
        X = (1.5 - left)[:, None, None] * rng.standard_normal((n, 25, 2)) + 0.1 * rng.standard_normal((n, 1, 2))
        return X.astype(np.float32), (left + 0.05 * rng.standard_normal(n)).astype(np.float32)

    X, y = draw(240)
    return {"X": X, "y": y, "validation_data": draw(80)}


@a_set
def tags(rng: Rng, _: Spoil) -> Given:
    """A class for each step of a sequence."""

    def draw(n: int) -> tuple[Array, Array]:
        y = np.repeat(rng.integers(0, 3, (n, 5)), 4, axis=1)
        X = np.eye(3)[y] @ rng_map + 0.4 * rng.standard_normal((n, 20, 4))
        return X.astype(np.float32), y

    rng_map = rng.standard_normal((3, 4))
    X, y = draw(200)
    return {"X": X, "y": y, "validation_data": draw(60)}


@a_set
def topics(rng: Rng, _: Spoil) -> Given:
    """Several labels a sample, as zeros and ones."""

    def draw(n: int) -> tuple[Array, Array]:
        y = (rng.random((n, 5)) < 0.3).astype(np.float32)
        X = (y @ rng_map)[:, None] + rng.standard_normal((n, 15, 6))
        return X.astype(np.float32), y

    rng_map = rng.standard_normal((5, 6))
    X, y = draw(240)
    return {"X": X, "y": y, "validation_data": draw(80)}


def rebuilt(given: Given, X: Array, y: Array, validation: Any = None) -> Given:
    """The arguments with these arrays in the place of the old ones."""
    if isinstance(given["X"], seqguard.Split):
        return {"X": seqguard.Split(X, y, timestamps=given["X"].timestamps[: len(X)])}
    out = {"X": X, "y": y}
    if "validation_data" in given:
        out["validation_data"] = given["validation_data"] if validation is None else validation
    return out


def arguments(name: str, fault: str = "") -> Given:
    """Arguments of `inspect` for a set, sound or with a fault."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    given = SETS[name](rng, ON_SERIES.get(fault, lambda series: series))
    made = _put(given, fault, rng) if fault in ON_ARRAYS else given
    if made is None:
        raise ValueError(f"{fault} does not apply to {name}")
    return made


def _put(given: Given, fault: str, rng: Rng) -> Given | None:
    first = given["X"]
    X, y = (first.X, first.y) if isinstance(first, seqguard.Split) else (first, given["y"])
    spoiled = ON_ARRAYS[fault](X, y, given.get("validation_data"), rng)
    return None if spoiled is None else rebuilt(given, *spoiled)


def faults_of(name: str) -> list[str]:
    """The faults that are put into a set: of those that apply, five, from a place that its name decides."""
    rng = np.random.default_rng(0)
    apply = [f for f in ON_ARRAYS if _put(SETS[name](rng, lambda series: series), f, rng) is not None]
    if name in SERIES:
        apply += ON_SERIES
    start = zlib.crc32(name.encode()) % len(apply)
    return sorted((apply[start:] + apply[:start])[:FAULTS_EACH])
