"""Kinds of sound data on which checks of targets, leaks and splits once raised an alarm, drawn at random, and beside
each kind the fault that looks like it: the kind is a note at most, and the fault is named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.core.plan import Array

Data = dict[str, Any]
Rng = np.random.Generator

KINDS: dict[str, tuple[Callable[[Rng], Data], Callable[[Rng], Data], str]] = {}
"""Name of a kind -> sound data, data with the fault, and the slug by which that is named."""


def kind(name: str, slug: str, fault: Callable[[Rng], Data]) -> Callable[[Callable[[Rng], Data]], None]:
    def declare(sound: Callable[[Rng], Data]) -> None:
        KINDS[name] = (sound, fault, slug)

    return declare


def loud(data: Data) -> dict[str, str]:
    report = seqguard.inspect(**data)
    assert not report.crashed, report.crashed
    said = [a for f in report for a in (f, *f.absorbed)]
    return {f.slug: f"{f.severity} {f.place}: {f.message}" for f in said if f.severity != "info"}


def draws(test: Any) -> Any:
    """Some draws each time, and two hundred on demand."""
    runs = [pytest.param(8, id="8"), pytest.param(200, id="200", marks=pytest.mark.lab)]
    return pytest.mark.parametrize("count", runs)(pytest.mark.parametrize("name", list(KINDS))(test))


def series(rng: Rng, rows: int, features: int) -> Array:
    """Autoregressive noise, from nearly white to nearly a random walk, a season on some."""
    memory = rng.uniform(0.3, 0.97, features)
    out = np.zeros((rows + 50, features))
    for i in range(1, rows + 50):
        out[i] = memory * out[i - 1] + rng.standard_normal(features)
    season = np.sin(np.arange(rows)[:, None] / rng.uniform(3, 40, features)) * rng.choice([0, 2], features)
    return out[50:] + season


def cut(rows: Array, steps: int, stride: int = 1) -> Array:
    starts = range(0, len(rows) - steps, stride)
    return np.stack([rows[i : i + steps] for i in starts]).astype(np.float32)


def scaled(rows: Array, seen: int, how: str) -> Array:
    """Scaled by the first `seen` rows."""
    part = rows[:seen]
    if how == "standardised":
        return (rows - part.mean(0)) / part.std(0)
    return (rows - part.min(0)) / np.ptp(part, axis=0)


# --------------------------------------------------------------- X and y on scales of their own


def apart(rng: Rng, lag: int) -> Data:
    rows = series(rng, 900, int(rng.integers(1, 5))) * 10.0 ** rng.uniform(-2, 3) + rng.normal(0, 5)
    steps, feature = int(rng.integers(6, 30)), int(rng.integers(rows.shape[1]))
    X = cut(scaled(rows, 600, str(rng.choice(["standardised", "min-max"]))), steps)
    wanted = rows[:, feature] * rng.choice([1.0, 3.7]) + rng.choice([0.0, 11.0])
    y = wanted[steps - 1 + lag :][: len(X)].astype(np.float32)
    last = 600 - steps - 1
    return {"X": X[:last], "y": y[:last], "validation_data": (X[620:], y[620:])}


@kind("X is scaled and y is not", "persistence-target", lambda rng: apart(rng, 0))
def _(rng: Rng) -> Data:
    return apart(rng, 1)


def same_step(rng: Rng) -> Data:
    data = rebuilt(rng)
    X = np.concatenate([data["X"], series(rng, data["X"][..., 0].size, 1).reshape(*data["X"].shape[:2], 1)], 2)
    return {"X": X.astype(np.float32), "y": data["X"][..., :1] * 2 + 5}


def rebuilt(rng: Rng) -> Data:
    n, steps, features = int(rng.integers(100, 400)), int(rng.integers(6, 30)), int(rng.integers(1, 5))
    y = np.stack([series(rng, steps, features) for _ in range(n)]) * 10.0 ** rng.uniform(-2, 3)
    X = scaled(y.reshape(-1, features), n * steps, str(rng.choice(["standardised", "min-max"]))).reshape(y.shape)
    if rng.random() < 0.5:
        X = X + rng.uniform(0.01, 0.3) * X.std() * rng.standard_normal(X.shape)  # denoising
    return {"X": X.astype(np.float32), "y": (y[:, :: rng.choice([1, -1])]).astype(np.float32)}


@kind("an autoencoder whose input is scaled, or noisy", "target-leak", same_step)
def _(rng: Rng) -> Data:
    return rebuilt(rng)


# --------------------------------------------------------------- few independent windows


def rotated(rng: Rng) -> Data:
    rows = series(rng, 4000, 4) * np.array([1.0, 20, 0.1, 5]) + np.array([0.0, 50, 3, -9])
    X = cut(rows, int(rng.integers(6, 30)))
    return {"X": X[:2800], "y": None, "validation_data": (np.roll(X[2850:], 1, 2), None)}


@kind("a hundred windows before a long validation set", "feature-order-mismatch", rotated)
def _(rng: Rng) -> Data:
    rows = np.cumsum(series(rng, 1500, int(rng.integers(1, 5))), 0) * 10.0 ** rng.uniform(-2, 3)
    rows = scaled(rows, int(rng.integers(300, 1400)), str(rng.choice(["standardised", "min-max", "min-max"])))
    steps = int(rng.integers(8, 30))
    X, y = cut(rows, steps), rows[steps:, 0].astype(np.float32)
    begin = int(rng.integers(0, 300))
    return {"X": X[begin : begin + 100], "y": y[begin : begin + 100], "validation_data": (X[900:], y[900:])}


# --------------------------------------------------------------- symbols


def prefixes(rng: Rng) -> Data:
    """Prefixes of the cases of an event log, padded in front, and the next event of each; split by case."""
    symbols, steps = int(rng.integers(6, 30)), int(rng.integers(6, 12))
    moves = rng.dirichlet(np.full(symbols, rng.uniform(0.05, 0.3)), symbols)
    splits = []
    for cases in (int(rng.integers(300, 900)), int(rng.integers(80, 300))):
        X, y = [], []
        for _ in range(cases):
            case = [1]
            while len(case) < 3 or (len(case) <= steps and rng.random() < 0.8):
                case.append(2 + int(rng.choice(symbols, p=moves[case[-1] - 2])))
            for k in range(1, len(case)):
                X.append([0] * (steps - k) + case[:k])
                y.append(case[k])
        order = rng.permutation(len(X)) if rng.random() < 0.5 else np.arange(len(X))
        splits.append((np.array(X, np.int32)[order], np.array(y)[order]))
    return {"X": splits[0][0], "y": splits[0][1], "validation_data": splits[1], "ignore": ["class-imbalance"]}


def copied_texts(rng: Rng) -> Data:
    texts = np.minimum(rng.zipf(1.3, (900, int(rng.integers(12, 40)))), 3000)
    y = rng.integers(0, 2, 900)
    X, V = texts[:600], texts[600:].copy()
    taken = rng.permutation(300)[: int(rng.integers(30, 300))]
    V[taken] = X[rng.integers(0, 600, len(taken))]
    return {"X": X, "y": y[:600], "validation_data": (V, y[600:])}


KINDS["prefixes of an event log"] = (prefixes, copied_texts, "train-val-overlap")


# --------------------------------------------------------------- calendars


def calendar(rng: Rng, random_split: bool) -> Data:
    period = int(rng.choice([7, 12, 24, 48, 96]))
    t = np.arange(4000)
    phases = [f(2 * np.pi * t / p) for p in (period, 7 * period)[: int(rng.integers(1, 3))] for f in (np.sin, np.cos)]
    rows = np.column_stack([*phases, scaled(series(rng, 4000, int(rng.integers(1, 4))), 2800, "standardised")])
    steps, stride = int(rng.integers(12, 40)), 1 if random_split else int(rng.choice([1, 2, 3, 4, 6]))
    X = cut(rows, steps, stride)
    y = rows[steps:, -1][::stride][: len(X)].astype(np.float32)
    if random_split:
        order = rng.permutation(len(X))
        a, b = order[:2800], order[2800:]
        return {"X": X[a], "y": y[a], "validation_data": (X[b] * 1.7 + 3, y[b])}
    begin, gap = 2800 // stride, int(rng.integers(steps, 2 * steps)) // stride + 1
    return {"X": X[:begin], "y": y[:begin], "validation_data": (X[begin + gap :], y[begin + gap :])}


KINDS["a calendar in the first features"] = (
    lambda rng: calendar(rng, False),
    lambda rng: calendar(rng, True),
    "window-overlap",
)


# --------------------------------------------------------------- toys


def toy(rng: Rng) -> Data:
    what, n = int(rng.integers(4)), int(rng.integers(30, 400))
    if what == 0:
        x = rng.normal(rng.uniform(-9, 9), rng.uniform(0.1, 9), n)
        return {"X": x[:, None], "y": rng.uniform(0.5, 9) * x + rng.uniform(-50, 50)}
    if what == 1:
        X = rng.standard_normal((n, int(rng.integers(3, 20)), int(rng.integers(1, 4))))
        return {"X": X, "y": X.sum((1, 2)) if rng.random() < 0.5 else X[..., 0].mean(1)}
    if what == 2:
        steps, first = int(rng.integers(3, 8)), int(rng.integers(1, 50))
        rows = np.arange(first, first + 10.0 + steps)
        return {"X": cut(rows[:, None], steps), "y": rows[steps:]}
    period, steps = rng.choice([float(rng.integers(5, 120)), rng.uniform(5, 120)]), int(rng.integers(5, 70))
    wave = np.sin(2 * np.pi * np.arange(3000) / period + rng.uniform(0, 6)) * rng.uniform(0.1, 50) + rng.uniform(-9, 9)
    X, y = cut(wave[:, None], steps), wave[steps:].astype(np.float32)
    order = rng.permutation(2000) if rng.random() < 0.5 else np.arange(2000)
    return {"X": X[:2000][order], "y": y[:2000][order], "validation_data": (X[2000 + steps :], y[2000 + steps :])}


def answer_beside(rng: Rng) -> Data:
    X = rng.standard_normal((int(rng.integers(60, 400)), int(rng.integers(1, 9)), int(rng.integers(2, 5))))
    return {"X": X, "y": rng.uniform(0.5, 9) * X[:, -1, 1] + rng.uniform(-50, 50)}


KINDS["toys"] = (toy, answer_beside, "target-leak")


# --------------------------------------------------------------- classes


def of_classes(rng: Rng, classes: int, moved: bool) -> Data:
    n, steps, features = 700, int(rng.integers(8, 20)), int(rng.integers(3, 6))
    level, width = rng.normal(0, 2, (classes, features)), rng.uniform(0.3, 3, (classes, features))
    y = rng.integers(0, classes, n)
    X = np.stack([level[c] + width[c] * series(rng, steps, features) for c in y])
    keep = np.arange(500, n) if moved else 500 + np.flatnonzero(y[500:] == y[-1])
    val = X[keep] * 1.0
    if moved:
        spread = 10.0 ** np.arange(features)
        X, val = X * spread, np.roll(val * spread, 1, 2)
    return {"X": X[:500], "y": y[:500], "validation_data": (val, y[keep])}


KINDS["one class in validation"] = (
    lambda rng: {
        **of_classes(rng, int(rng.integers(3, 7)), False),
        "ignore": ["constant-target", "class-missing-in-val"],
    },
    lambda rng: of_classes(rng, int(rng.integers(3, 7)), True),
    "feature-order-mismatch",
)


def told(rng: Rng, coded: bool) -> Data:
    n, steps, features, classes = 400, int(rng.integers(6, 20)), int(rng.integers(1, 5)), int(rng.integers(2, 5))
    y = rng.integers(0, classes, n)
    X = np.stack([series(rng, steps, features) for _ in range(n)])
    f = int(rng.integers(features))
    if coded:
        X[:, int(rng.choice([0, steps // 2, steps - 1])), f] = rng.permutation(9)[:classes][y]
    else:
        X[..., f] += rng.uniform(18, 60) * y[:, None]
    return {"X": X, "y": y}


KINDS["classes that lie apart in one reading"] = (
    lambda rng: told(rng, False),
    lambda rng: told(rng, True),
    "label-in-feature",
)


def adjusted(rng: Rng, same: bool) -> Data:
    rows = 50 + np.cumsum(rng.standard_normal((1500, 1)), 0)
    beside = rows * np.where(np.arange(1500) < rng.integers(200, 900), rng.uniform(0.8, 0.99), 1)[:, None]
    rows = np.column_stack([rows, rows * rng.uniform(0.5, 2) if same else beside, series(rng, 1500, 1)])
    steps = int(rng.integers(6, 20))
    X, y = cut(rows, steps), rows[steps:, 0].astype(np.float32)
    return {"X": X[:1000], "y": y[:1000], "validation_data": (X[1020:], y[1020:])}


KINDS["a price and its adjusted price"] = (
    lambda rng: adjusted(rng, False),
    lambda rng: adjusted(rng, True),
    "duplicate-feature",
)


@draws
def test_the_kind_is_a_note_at_most(name: str, count: int) -> None:
    sound = KINDS[name][0]
    found = {seed: said for seed in range(count) if (said := loud(sound(np.random.default_rng(seed))))}
    assert not found, (len(found), found)


@draws
def test_the_fault_is_named(name: str, count: int) -> None:
    _, fault, slug = KINDS[name]
    missed = [seed for seed in range(count) if slug not in loud(fault(np.random.default_rng(seed)))]
    assert len(missed) <= count // 20, missed
