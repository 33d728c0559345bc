"""How much is kept of data, and how many of them are looked at: one fewer, and one more."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import some

import seqguard
from seqguard.core.arguments import DataOptions
from seqguard.core.plan import NO_LIMIT, Plan
from seqguard.facts.kept import LEVELS
from seqguard.reading import chunks, plans
from seqguard.sources.gather import gather
from seqguard.statistics.blank import Blank
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.kept import Kept
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.runs import RunLengths
from seqguard.statistics.sketch import Sketch
from seqguard.statistics.still import StillSamples
from seqguard.statistics.tampering import Tampering, TamperingStatistic
from seqguard.testing import random_walk, statistic_of

Array = npt.NDArray[Any]


def noise(*shape: int) -> Array:
    return np.random.default_rng(0).standard_normal(shape)


def slid(rows: Array, steps: int) -> Array:
    """The windows of a series of one feature, as a view."""
    return np.lib.stride_tricks.sliding_window_view(rows, steps)[..., None]


@pytest.mark.parametrize(("empty", "kept"), [(256, 256), (257, 256)])
def test_256_empty_samples_are_kept_by_number(empty: int, kept: int) -> None:
    X = noise(300, 4, 1)
    X[:empty] = 0
    found = statistic_of(Blank, X)
    assert (found.count, len(found.first)) == (empty, kept)


@pytest.mark.parametrize(("n", "kept"), [(4_096, 4_096), (4_097, 4_096)])
def test_4096_samples_that_continue_nothing_are_kept_by_number(n: int, kept: int) -> None:
    found = statistic_of(Geometry, noise(n, 2, 1))
    assert (found.links, len(found.breaks)) == (0, kept)


@pytest.mark.parametrize(("keys", "kept"), [(2**20, 2**20), (2**20 + 1, 2**20)])
def test_a_table_of_hashes_keeps_a_million(keys: int, kept: int) -> None:
    table = Kept([])
    table.add(np.arange(keys, dtype=np.uint64))
    table.pack()
    assert (table.size, table.limit) == (kept, NO_LIMIT if keys == kept else kept - 1)


@pytest.mark.parametrize(("ids", "counted"), [(4_096, 4_096), (4_097, 0)])
def test_4096_labels_are_counted(ids: int, counted: int) -> None:
    y = np.arange(2 * ids) % ids
    found = statistic_of(LabelCounts, noise(2 * ids, 2, 1), y, tensor="y", task="classification")
    assert len(found.values) == counted


@pytest.mark.parametrize("last", [2**16 - 1, 2**16, 2**20])
def test_labels_that_lie_far_apart_are_counted_alike(last: int) -> None:
    y = np.tile([0, 5, last], 20)
    found = statistic_of(LabelCounts, noise(60, 2, 1), y, tensor="y", task="classification")
    assert found.values.tolist() == [0, 5, last]
    assert found.counts.tolist() == [20, 20, 20]


def test_eight_runs_are_kept_and_those_of_32_rows_counted_together() -> None:
    rows = noise(450)
    lengths = [2, 3, 4, 5, 6, 30, 31, 32, 33, 40]
    for at, length in zip(range(5, 400, 40), lengths, strict=True):
        rows[at : at + length] = at
    found = statistic_of(RunLengths, slid(rows, 6))
    assert found.length.tolist() == [[40, 33, 32, 31, 30, 6, 5, 4]]
    assert found.counts[0, 30:].tolist() == [1, 1, 3]


@pytest.mark.parametrize(("still", "kept"), [(5, 5), (6, 5)])
def test_five_samples_that_do_not_move_are_kept_by_number(still: int, kept: int) -> None:
    X = noise(40, 6, 2)
    X[:still] = X[:still, :1]
    found = statistic_of(StillSamples, X)
    assert (found.count, len(found.first)) == (still, kept)


@pytest.mark.parametrize(("different", "kept"), [(6, True), (5, False)])
def test_a_stretch_tells_where_three_quarters_of_its_rows_differ(different: int, kept: bool) -> None:
    X = np.tile(np.arange(16) % different, (30, 1)) + 100.0 * np.arange(30)[:, None]
    found = statistic_of(Sketch, X[..., None])
    assert found.span == 8
    assert (len(found.key) > 0) is kept


def altered(windows: int, every: int) -> Array:
    X = slid(random_walk(np.random.default_rng(0), windows + 11, 1)[:, 0], 12).copy()
    X[5:-5:every, 3] += 1
    return X


@pytest.mark.parametrize(("found", "kept"), [(256, 256), (257, 256)])
def test_256_altered_windows_are_kept_by_number(found: int, kept: int) -> None:
    told = statistic_of(Tampering, altered(5 + 10 * found, 10))
    assert told.windows == 5 + 10 * found - 4  # two on either side of each
    assert (told.altered, len(told.altered_first)) == (found, kept)


@pytest.mark.parametrize(("different", "kind"), [(3, "altered"), (2, None)])
def test_three_different_rows_hold_the_neighbours_of_a_window_together(different: int, kind: str | None) -> None:
    rows = np.arange(14.0) % different
    before, window, after = (rows[k : k + 12, None].copy() for k in range(3))
    window[3] += 9
    told = TamperingStatistic(some(sliding=True, step=1, T=12, F=1, moving=[0]))
    assert told._kind(before, window, after) == kind


def planned(X: Array, y: Array | None = None) -> dict[str, Plan]:
    return plans.plan_splits({s.name: s for s in gather(X, y, validation_data=None)}, DataOptions())["train"]


@pytest.mark.parametrize(("shift", "found"), [(48, True), (49, False)])
def test_a_target_is_looked_for_48_rows_behind_the_window(shift: int, found: bool) -> None:
    rows = random_walk(np.random.default_rng(0), 400, 1)[:, 0]
    X = slid(rows[:-shift], 6)[::2]
    origin = planned(X, rows[5 + shift :: 2][: len(X)])["y"].origin
    assert (origin is not None and origin.shift == shift) is found


@pytest.mark.parametrize(("n", "share"), [(2**17, 1.0), (2**17 + 2**15, 0.8)])
def test_two_to_the_17_stretches_of_train_are_kept(n: int, share: float) -> None:
    plan = planned(slid(noise(n + 7), 8))["X"]
    assert plan.step == 1
    assert plan.keep / NO_LIMIT == pytest.approx(share)


def test_four_blocks_are_kept_where_a_budget_is_small() -> None:
    plan = Plan("X", "train", "x", (5_000, 5, 2), "float64", 5_000, 5, 2, ("a", "b"), "values")
    assert (plans._sampled(plan, 10, 4 * 64 * 10).block, plans._sampled(plan, 10, 4 * 63 * 10).block) == (64, 63)
    assert len(plans._sampled(plan, 10, 4 * 63 * 10).blocks) == 4


def test_half_a_million_values_make_a_cell() -> None:
    assert chunks.grid_samples(some(T=64, F=16)) == 512
    assert chunks.grid_samples(some(T=2**20, F=1)) == 1


def test_a_profile_keeps_23_quantiles_and_eight_parts() -> None:
    rows = np.random.default_rng(0).permutation(2_001).astype(float)
    kept = seqguard.profile(slid(rows, 4)).figures["train"]["X"]
    shares = [0, 0.01, 0.05, *np.arange(0.1, 0.91, 0.05), 0.95, 0.99, 1]
    assert len(LEVELS) == 23
    assert kept.quantiles[0] / 2_000 == pytest.approx(shares, abs=2e-3)
    assert kept.part_level.shape == kept.part_width.shape == kept.part_step.shape == (1, 8)
