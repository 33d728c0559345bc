"""Statistics of runs, tampered windows and empty samples, on small arrays with known answers."""

import numpy as np
import pytest

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.statistics.blank import Blank
from seqguard.statistics.runs import RunLengths
from seqguard.statistics.tampering import Tampering
from seqguard.testing import statistic_of

STEPS = 12


@pytest.mark.parametrize("chunk", [1, 5, 1000])
def test_runs_are_read_off_the_series_and_not_off_the_windows(chunk: int) -> None:
    series = random_walk(np.random.default_rng(0), 200, 2)
    series[50:70, 0] = 1.25
    series[120:124, 0] = 0
    X, _ = cut(series, STEPS)
    runs = statistic_of(RunLengths, X, chunk=chunk)
    assert runs.rows == 199
    assert runs.length[0, :3].tolist() == [20, 4, 0]
    assert runs.value[0, :2].tolist() == [1.25, 0]
    assert [divmod(int(c), STEPS) for c in runs.cell[0, :2]] == [(39, 11), (109, 11)]
    assert runs.counts[0, [4, 20]].tolist() == [1, 1]
    assert runs.zeros[0, [4, 20]].tolist() == [1, 0]
    assert runs.counts[1].sum() == 0


def test_runs_end_at_padding_and_at_the_end_of_a_sample() -> None:
    X = np.random.default_rng(0).standard_normal((60, 10, 1))
    X[np.arange(10)[None] >= np.random.default_rng(1).integers(4, 10, 60)[:, None]] = 0
    X[20, :3] = X[21, :3] = 5
    runs = statistic_of(RunLengths, X)
    assert runs.length[0, :3].tolist() == [3, 3, 0]
    assert (runs.value[0, :2] == 5).all()


def test_frozen_samples_are_counted() -> None:
    X = np.random.default_rng(0).standard_normal((60, 10, 2))
    X[[7, 30], :, 1] = [[1], [2]]
    runs = statistic_of(RunLengths, X, chunk=7)
    assert runs.frozen.tolist() == [0, 2]
    assert runs.frozen_first.tolist() == [-1, 7]


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_tampered_windows_are_told_apart(chunk: int) -> None:
    X = cut(random_walk(np.random.default_rng(0), 300, 2), STEPS)[0].copy()
    X[50] = np.random.default_rng(1).permutation(X[50])
    X[100] = X[100, ::-1]
    X[150, 3, 1] += 1
    X[200] = 0
    X[250, 2, 0] = np.nan  # said by another check
    found = statistic_of(Tampering, X, chunk=chunk)
    assert (found.shuffled_first, found.reversed_first) == ((50,), (100,))
    assert (found.altered_first, found.blank_first) == ((150,), (200,))


def test_missing_windows_are_no_tampering() -> None:
    X = cut(random_walk(np.random.default_rng(0), 300, 2), STEPS)[0]
    found = statistic_of(Tampering, np.delete(X, [40, 41, 90], axis=0))
    assert found.shuffled + found.reversed + found.altered + found.blank == 0


def test_blank_samples() -> None:
    X = cut(random_walk(np.random.default_rng(0), 100, 2), STEPS)[0].copy()
    X[[3, 60]] = 0
    found = statistic_of(Blank, X)
    assert (found.count, found.first, found.alone_first) == (2, (3, 60), (3, 60))
