"""Kinds of data that were once misread, made at random (size, offset, scale, position), beside the faults that they
look like."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import random_walk
from seqguard.core.plan import Array

Arguments = dict[str, Any]
Make = Callable[[np.random.Generator], Arguments]


@dataclass(frozen=True)
class Kind:
    """`sound` must be silent, and `faulty` named by one of `slugs`.

    `alone`: only those slugs must be silent, since the data may look like another fault as well. `named`: the share of
    the faulty draws that must be named; a few are too small to prove anything, and fills in shuffled windows are told
    in 174 of 200.
    """

    name: str
    sound: Make
    faulty: Make
    slugs: tuple[str, ...]
    alone: bool = False
    named: float = 0.95


def series(rng: np.random.Generator, rows: int, features: int) -> Array:
    """A slowly moving series at any offset and scale."""
    scale = 10 ** rng.uniform(-1, 1.5, features)
    return random_walk(rng, rows, features) * scale + rng.uniform(-3, 3, features) * scale


def cast(rng: np.random.Generator, X: Array) -> Array:
    return X.astype(rng.choice(["f4", "f8"]))


def hops(rng: np.random.Generator) -> Arguments:
    """Windows of one series that overlap by a third or more, at any hop above 64."""
    T = int(rng.integers(100, 400))
    hop, n = int(rng.integers(65, max(66, T * 2 // 3))), int(rng.integers(24, 60))
    s = series(rng, T + hop * n, int(rng.integers(1, 5)))
    return {"X": cast(rng, np.stack([s[i * hop : i * hop + T] for i in range(n)])), "y": rng.standard_normal(n)}


def hops_shuffled(rng: np.random.Generator) -> Arguments:
    data = hops(rng)
    return data | {"X": np.stack([rng.permutation(x) for x in data["X"]])}


def seq2seq(rng: np.random.Generator) -> Arguments:
    """Rows of an encoder, then rows of a decoder in which the last known values are held beside a flag."""
    past, ahead, n = int(rng.integers(12, 50)), int(rng.integers(3, 12)), int(rng.integers(100, 300))
    s = series(rng, past + ahead + n, int(rng.integers(1, 6)))
    known = rng.random() < 0.5  # a covariate of the future slides on
    flag = np.repeat([0.0, 1.0], [past, ahead])
    X = []
    for i in range(n):
        held = np.concatenate([s[i : i + past], np.repeat(s[i + past - 1 : i + past], ahead, 0)])
        if known and s.shape[1] > 1:
            held[:, 0] = s[i : i + past + ahead, 0]
        X.append(np.c_[held, flag])
    return {"X": cast(rng, np.stack(X)), "y": s[past : past + n, -1] + rng.standard_normal(n)}


def seq2seq_shuffled(rng: np.random.Generator) -> Arguments:
    data = seq2seq(rng)
    return data | {"X": np.stack([rng.permutation(x) for x in data["X"]])}


def late_start(rng: np.random.Generator) -> Arguments:
    """Shuffled windows of a series of which a feature holds one value at first."""
    T, n = int(rng.integers(6, 20)), int(rng.integers(50, 200))
    s = series(rng, T + n, 2)
    s[: int(rng.integers(2, T)), 1] = 0
    order = rng.permutation(n)
    X = np.stack([s[i : i + T] for i in range(n)])
    return {"X": cast(rng, X[order]), "y": s[T : T + n, 0][order]}


def filled(rng: np.random.Generator) -> Arguments:
    """The same with a twelfth of the second feature filled in with one value."""
    T, n = int(rng.integers(6, 20)), int(rng.integers(300, 500))
    s = series(rng, T + n, 2)
    s[rng.random(len(s)) < 1 / 12, 1] = s[:, 1].mean()
    order = rng.permutation(n)
    return {"X": np.stack([s[i : i + T] for i in range(n)])[order], "y": s[T : T + n, 0][order]}


def lengths(rng: np.random.Generator, n: int, T: int) -> Array:
    """(n, T, 1): True where a reading stands, at the front or the end."""
    there = np.arange(T)[None] < rng.integers(T // 4, T + 1, n)[:, None]
    return (there if rng.random() < 0.5 else there[:, ::-1])[..., None]


def masked(rng: np.random.Generator) -> Arguments:
    """Padded samples with their mask as a feature, scaled after padding or not."""
    n, T = int(rng.integers(200, 500)), int(rng.integers(12, 40))
    there = lengths(rng, n, T)
    X = np.concatenate([np.where(there, rng.standard_normal((n, T, 2)), 0), there], 2)
    if rng.random() < 0.5:
        X = (X - X.mean((0, 1)) + rng.uniform(-1, 1, 3)) / X.std((0, 1))
    return {"X": cast(rng, X), "y": rng.standard_normal(n)}


def dead(rng: np.random.Generator) -> Arguments:
    """Padded samples of which a feature is dead."""
    n, T = int(rng.integers(200, 500)), int(rng.integers(12, 40))
    X = np.concatenate([rng.standard_normal((n, T, 2)), np.full((n, T, 1), rng.uniform(2, 50))], 2)
    return {"X": cast(rng, np.where(lengths(rng, n, T), X, 0)), "y": rng.standard_normal(n)}


def switches(rng: np.random.Generator) -> Arguments:
    """Independent samples whose last features are dummies that hold still in each."""
    n, T = int(rng.integers(100, 300)), int(rng.integers(6, 20))
    X = rng.standard_normal((n, T, int(rng.integers(3, 6))))
    flags = (rng.random((n, 1, int(rng.integers(2, 4)))) < rng.uniform(0.3, 0.7)).repeat(T, 1) * 1.0
    return {"X": cast(rng, np.concatenate([X, flags], 2)), "y": rng.standard_normal(n)}


def across(rng: np.random.Generator) -> Arguments:
    """Samples filled up along the features."""
    n, T, F = int(rng.integers(100, 300)), int(rng.integers(6, 20)), int(rng.integers(5, 9))
    X = rng.standard_normal((n, T, F)) + rng.uniform(-2, 2)
    for i, width in enumerate(rng.integers(2, F + 1, n)):
        X[i, :, width:] = 0
    return {"X": cast(rng, X), "y": rng.standard_normal(n)}


def lowest(rng: np.random.Generator) -> Arguments:
    """Samples of few steps that rest at the minimum now and then, scaled from 0 to 1."""
    n, T = int(rng.integers(200, 600)), int(rng.choice([2, 3, 5]))
    X = np.cumsum(rng.standard_normal((n, T, 1)), 1) + rng.standard_normal((n, 1, 1))
    X = np.maximum(X, np.quantile(X, rng.uniform(0.1, 0.3)))
    return {"X": cast(rng, (X - X.min()) / np.ptp(X)), "y": rng.standard_normal(n)}


def blanks(rng: np.random.Generator) -> Arguments:
    """Samples scaled from 0 to 1, a few of them emptied."""
    n, T = int(rng.integers(200, 600)), int(rng.integers(6, 20))
    X = np.cumsum(rng.standard_normal((n, T, 1)), 1)
    X = (X - X.min()) / np.ptp(X)
    X[rng.choice(n, int(rng.integers(1, 9)), replace=False)] = 0
    return {"X": cast(rng, X), "y": rng.standard_normal(n)}


def starts(rng: np.random.Generator) -> Arguments:
    """Pre-padded sequences that begin with one event, which only the longest ones show at an early step."""
    n, T = int(rng.integers(200, 600)), int(rng.integers(8, 20))
    X = np.zeros((n, T, 2))
    for i, k in enumerate(rng.integers(4, T + 1, n)):
        X[i, T - k :] = rng.standard_normal((k, 2)) + 5
        X[i, T - k] = 3, 4
    return {"X": cast(rng, X), "y": rng.standard_normal(n)}


def one_step(rng: np.random.Generator) -> Arguments:
    """Samples that all hold the same values at one step."""
    n, T = int(rng.integers(200, 600)), int(rng.integers(8, 20))
    X = rng.standard_normal((n, T, 2)) + 5
    X[:, int(rng.integers(1, T - 1))] = 3, 4
    return {"X": cast(rng, X), "y": rng.standard_normal(n)}


KINDS = (
    Kind("windows at large hops", hops, hops_shuffled, ("time-shuffled",)),
    Kind("encoder and decoder", seq2seq, seq2seq_shuffled, ("time-shuffled",)),
    Kind("one value at the start", late_start, filled, ("mean-imputation", "median-imputation"), True, 0.85),
    Kind("mask channel", masked, dead, ("constant-feature",)),
    Kind("switches at the end", switches, across, ("feature-axis-padding",)),
    Kind("zero is the minimum", lowest, blanks, ("all-padding-samples",)),
    Kind("padded start event", starts, one_step, ("constant-timestep",)),
)
