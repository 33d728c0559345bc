"""The laws of every statistic, and their known answers."""

import numpy as np
import pytest

import seqguard.statistics  # registers them
from seqguard.core.statistic import STATISTICS
from seqguard.engine.fold import Fold
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.moments import Moments
from seqguard.testing import _folded, _plan_of, check_statistic, cut, random_walk

assert seqguard.statistics


@pytest.mark.parametrize("result", STATISTICS, ids=lambda r: r.__name__)
def test_laws(result: type) -> None:
    check_statistic(result)


@pytest.mark.parametrize("result", STATISTICS, ids=lambda r: r.__name__)
def test_state_does_not_grow_with_the_samples(result: type) -> None:
    import pickle

    rng = np.random.default_rng(1)
    sizes = []
    for n in (4_000, 16_000):
        X = random_walk(rng, n, 1).astype(np.float32)[:, None]
        plan = _plan_of(X)
        part = Fold(plan, [result])
        for i in range(0, n, 500):
            part.update(i, X[i : i + 500])
        sizes.append(len(pickle.dumps(part)))
    assert sizes[1] < max(2.5 * sizes[0], 40_000_000)


def test_moments_of_sliding_windows_count_every_row_once() -> None:
    series = random_walk(np.random.default_rng(0), 300, 2)
    X, _ = cut(series, 24)
    rows = series[: len(X) + 23]
    m = _folded(_plan_of(X), X, Moments, [0, 100, len(X)], 13, "left")[Moments]
    assert m.finite.tolist() == [[len(rows)] * 2]
    np.testing.assert_allclose(m.mean[0], rows.mean(0))
    np.testing.assert_allclose(m.var[0], rows.var(0))
    sample, step = divmod(int(m.max_place[0, 1]), 24)
    assert X[sample, step, 1] == rows[:, 1].max()


def test_moments_at_a_large_offset_keep_the_variance() -> None:
    X = (np.random.default_rng(0).standard_normal((2000, 4, 1)) + 1e6).astype(np.float32)
    m = _folded(_plan_of(X), X, Moments, [0, 2000], 100, "left")[Moments]
    np.testing.assert_allclose(m.feature_var(), X.astype(float).var(), rtol=1e-6)


def test_moments_name_the_first_nan_and_leave_padding_out() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((100, 10, 2)).astype(np.float32) + 5
    X[np.arange(10)[None] >= rng.integers(3, 11, 100)[:, None]] = 0
    X[40, 1, 1] = np.nan
    m = _folded(_plan_of(X), X, Moments, [0, 100], 9, "left")[Moments]
    assert m.nan.sum() == 1
    assert m.nan_place[m.nan_place >= 0].tolist() == [40 * 10 + 1]
    assert m.feature_min().min() > 0


def test_geometry_counts_rows_and_breaks() -> None:
    X, _ = cut(random_walk(np.random.default_rng(0), 200, 2), 20)
    broken = np.concatenate([X[:60], X[100:]])
    g = _folded(_plan_of(broken), broken, Geometry, [0, len(broken)], 11, "left")[Geometry]
    assert g.breaks == (0, 60)
    assert g.rows == 2 * 20 + (len(broken) - 2)
