"""Targets exchanged, and targets that are something else, on data whose answer is known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk

Array = npt.NDArray[Any]


def found(X: Array, y: Array) -> list[seqguard.Finding]:
    report = seqguard.inspect(X, y, select=["label-shuffle"], progress=False)
    assert not report.crashed, report.crashed
    return list(report.findings)


def exchange(rng: np.random.Generator, y: Array, share: float) -> Array:
    some = rng.permutation(len(y))[: int(share * len(y))]
    y = y.copy()
    y[some] = y[rng.permutation(some)]
    return y


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("kind", ["returns", "counts", "levels"])
def test_exchanged_targets_of_series_without_memory_or_with_few_values(kind: str, share: float) -> None:
    rng = np.random.default_rng(0)
    series = {
        "returns": rng.standard_t(4, 800),
        "counts": rng.poisson(30, 800).astype(float),
        "levels": np.round(random_walk(rng, 800, 1)[:, 0] / 2),
    }[kind]
    X, y = cut(series[:, None], 12)
    assert not found(X, y)
    (finding,) = found(X, exchange(rng, y, share))
    assert finding.severity == "error"


def test_three_exchanged_targets_are_enough() -> None:
    X, y = cut(random_walk(np.random.default_rng(0), 500, 2), 12)
    y[[40, 90, 300]] = y[[90, 300, 40]]
    (finding,) = found(X, y)
    assert finding.samples == (40, 90, 300)


@pytest.mark.parametrize("seed", range(10))
def test_another_quantity_of_few_values_is_no_exchange(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for levels in (2, 4, 8):
        X, _ = cut(rng.integers(0, levels, (600, 1)).astype(float), 12)
        assert not found(X, rng.integers(0, levels, len(X)).astype(float))


def test_targets_that_moved_are_not_exchanged() -> None:
    series = random_walk(np.random.default_rng(0), 600, 1)
    X, y = cut(series, 12)
    y[100:250] = series[115:265, 0]  # four rows further on in a part
    assert not found(X, y)


def test_a_summary_of_what_comes_is_no_exchange() -> None:
    series = random_walk(np.random.default_rng(0), 600, 1)
    X, _ = cut(series[:560], 12)
    ahead = np.lib.stride_tricks.sliding_window_view(series[12:, 0], 5)[: len(X)]
    for summary in (ahead.max(1), ahead.min(1), np.median(ahead, 1)):
        assert not found(X, summary)
