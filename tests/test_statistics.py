"""The laws of every statistic, and their known answers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import seqguard.statistics  # registers them
from seqguard.core.plan import Block, Plan
from seqguard.core.statistic import STATISTICS, Statistic
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.moments import Moments
from seqguard.testing import _folded, _plan_of, check_statistic, cut, random_walk

assert seqguard.statistics


@pytest.mark.parametrize("result", STATISTICS, ids=lambda r: r.__name__)
def test_laws(result: type) -> None:
    check_statistic(result)


@dataclass(frozen=True)
class Hoard:
    """The result of statistics that keep too much."""

    total: int


class Hoarder(Statistic[Hoard]):
    """Obeys every law but that of the size: `hoard` is what it keeps of each sample."""

    result = Hoard

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.total, self.fixed = 0, bytes(20_000)
        self.hoard: list[Any] = []

    def update(self, block: Block) -> None:
        self.total += len(block)
        self.hoard += self.kept(block)

    def kept(self, block: Block) -> list[Any]:
        return []

    def merge(self, later: "Hoarder") -> None:
        self.total += later.total
        self.hoard += later.hoard

    def finalize(self) -> Hoard:
        return Hoard(self.total)


class Values(Hoarder):
    def kept(self, block: Block) -> list[Any]:
        return [block.values.copy()]


class Bits(Hoarder):
    def kept(self, block: Block) -> list[Any]:
        return [np.packbits(block.values[:, 0, 0] > 0)]


class OnlyMerged(Hoarder):
    """Keeps nothing of what it is fed, and all of what it is merged with."""

    def merge(self, later: Hoarder) -> None:
        self.total += later.total
        self.fixed += later.fixed


class Bounded(Hoarder):
    """Keeps the last samples."""

    capacity = 1000

    def update(self, block: Block) -> None:
        self.total += len(block)
        self.hoard = [np.concatenate([*self.hoard, block.values[:, 0, 0]])[-self.capacity :]]

    def merge(self, later: Hoarder) -> None:
        self.total += later.total
        if later.hoard:
            self.hoard = [np.concatenate([*self.hoard, *later.hoard])[-self.capacity :]]


class Late(Bounded):
    capacity = 30_000


@pytest.mark.parametrize("hoarder", [Values, Bits, OnlyMerged])
def test_a_state_that_grows_with_the_samples_is_refused(
    hoarder: type[Hoarder], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(STATISTICS, Hoard, hoarder)
    with pytest.raises(AssertionError, match="the state of Hoard grows with the samples"):
        check_statistic(Hoard)


@pytest.mark.parametrize("bounded", [Hoarder, Bounded])
def test_a_state_of_fixed_capacity_passes(bounded: type[Hoarder], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STATISTICS, Hoard, bounded)
    check_statistic(Hoard)


def test_a_capacity_that_is_reached_later_is_given_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(STATISTICS, Hoard, Late)
    with pytest.raises(AssertionError, match="grows"):
        check_statistic(Hoard)
    check_statistic(Hoard, filled=15_000)


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
