"""Facts behind the checks for imputation and sequence order, on small arrays with known answers."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.imputation._holds import Holds
from seqguard.checks.imputation._ramps import Ramps
from seqguard.checks.imputation.sg301_mean_imputation import mean_imputation
from seqguard.checks.sequence._direction import Direction
from seqguard.checks.sequence._empty import Empty
from seqguard.checks.sequence._smoothness import Smoothness
from seqguard.checks.sequence._twice import Twice
from seqguard.core.declare import Missing
from seqguard.facts.series.disorder import Disorder
from seqguard.facts.series.padding import Padded
from seqguard.facts.series.places import Places
from seqguard.facts.series.stamps import Stamps
from seqguard.facts.values.fills import Fills
from seqguard.facts.values.spikes import Spikes
from seqguard.facts.values.stuck import StuckRuns
from seqguard.measures.stretches import rank_sum, regular
from seqguard.sources.split import Split
from seqguard.testing import fact_of, findings_of

STEPS = 12
Array = npt.NDArray[Any]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def series(rng: np.random.Generator, rows: int = 600, features: int = 2) -> Array:
    return random_walk(rng, rows, features)


def missing(rng: np.random.Generator, rows: int, share: float = 0.05) -> Array:
    gone = np.zeros(rows, bool)
    gone[rng.choice(np.arange(1, rows - 1), int(share * rows), replace=False)] = True
    return gone


def test_places_name_each_row_once(rng: np.random.Generator) -> None:
    table = series(rng, 60)
    X, _ = cut(table, STEPS)
    at = fact_of(Places, X).cell
    rows = fact_of(Series, X).rows
    sample, step = np.divmod(at, STEPS)
    assert len(at) == len(rows) == 59
    np.testing.assert_array_equal(X[sample, step], rows)


def test_a_mean_fill_is_one_spike_with_its_figures(rng: np.random.Generator) -> None:
    table = series(rng)
    gone = missing(rng, 599)
    table[:599, 1][gone] = table[:599, 1][~gone].mean()
    X, _ = cut(table, STEPS)
    (spike,) = [s for s in fact_of(Spikes, X).table if s.count > 5]
    assert spike.feature == 1
    assert spike.count == gone.sum()
    assert spike.rows == 599
    assert spike.neighbours == 1
    assert spike.mean_error < 1e-6
    assert not spike.outside
    sample, step = divmod(spike.cells[0], STEPS)
    assert X[sample, step, 1] == spike.value
    assert [f.rule for f in fact_of(Fills, X).table] == ["mean"]


@pytest.mark.parametrize(
    "scale", [lambda v: v, lambda v: 3 * v - 40, lambda v: ((v - v.mean()) / v.std()).astype("f4")]
)
@pytest.mark.parametrize("rule", ["mean", "median", "constant"])
def test_a_fill_is_recognised_after_any_affine_scaling(rng: np.random.Generator, scale: Any, rule: str) -> None:
    table = series(rng, 1600)
    gone = missing(rng, 1599)
    rest = table[:1599, 1][~gone]
    table[:1599, 1][gone] = {"mean": rest.mean(), "median": np.median(rest), "constant": 2.0}[rule]
    X, _ = cut(scale(table), STEPS)
    assert [(f.spike.feature, f.rule) for f in fact_of(Fills, X).table] == [(1, rule)]


def test_means_of_the_whole_tensor_count_as_means(rng: np.random.Generator) -> None:
    y = rng.normal(3, 1, (400, 3)) + np.arange(3)
    gone = missing(rng, 400)
    y[gone] = y[~gone].mean()
    found = fact_of(Fills, rng.standard_normal((400, 8, 2)), y, tensor="y").of("mean")
    assert {f.spike.feature for f in found} == {0, 1, 2}


def test_a_target_inside_the_series_is_left_to_the_input(rng: np.random.Generator) -> None:
    table = series(rng)
    gone = missing(rng, 599)
    table[:599, 0][gone] = table[:599, 0][~gone].mean()
    X, y = cut(table, STEPS)
    assert {f.tensor for f in findings_of(mean_imputation, X=X, y=y)} == {"X"}


@pytest.mark.parametrize(
    "natural",
    [
        lambda rng, n: rng.poisson(1.5, n),
        lambda rng, n: np.round(random_walk(rng, n, 1)[:, 0]),
        lambda rng, n: np.where(rng.random(n) < 0.7, 0, np.round(rng.gamma(0.7, 5, n), 1)),
        lambda rng, n: np.maximum(np.sin(np.arange(n) / 4), 0) * rng.uniform(0.4, 1, n),
        lambda rng, n: np.where(np.arange(n) % 7 == 6, 0, np.round(100 + 10 * rng.standard_normal(n))),
        lambda rng, n: np.repeat(random_walk(rng, n // 8 + 1, 1)[:, 0], 8)[:n],
        lambda rng, n: np.sin(2 * np.pi * np.arange(n) / 24),
        lambda rng, n: np.where(rng.random(n) < 0.15, 0.0, 0.01 * rng.standard_normal(n)),
        lambda rng, n: (rng.integers(0, 4, n) == 1) * 1.0,
        lambda rng, n: np.cumsum(rng.poisson(1, n)),
    ],
    ids=["counts", "whole numbers", "rain", "sun", "closed days", "held", "calendar", "returns", "one-hot", "counter"],
)
def test_natural_repetition_is_no_fill(rng: np.random.Generator, natural: Any) -> None:
    X, _ = cut(np.asarray(natural(rng, 1500), float)[:, None], STEPS)
    assert [f for f in fact_of(Fills, X).table if f.severity != "info"] == []
    assert fact_of(StuckRuns, X).held == ()


def test_shuffled_windows_of_one_series_give_each_run_once(rng: np.random.Generator) -> None:
    X, y = cut(np.round(series(rng, 1200, 3) / 3), 30)
    order = rng.permutation(len(X))
    table = fact_of(Spikes, X[order], y[order]).table
    assert table
    assert all(spike.runs <= spike.count for spike in table)


@pytest.mark.parametrize("every", [1, 4])
def test_runs_at_fixed_places_of_a_period_are_regular(rng: np.random.Generator, every: int) -> None:
    rows = Series(np.zeros((2000, 1)), np.arange(2000) == 0, np.ones(2000, bool), 2000)
    week = np.sort(rng.choice(100, every, replace=False))
    assert regular((np.arange(20)[:, None] * 100 + week).ravel(), rows)
    assert not regular(np.sort(rng.choice(2000, 20 * every, replace=False)), rows)
    apart = replace(rows, starts=np.arange(2000) % 50 == 0)  # forty pieces that continue nothing
    assert regular(50 * np.arange(0, 40, 3) + 7, apart)
    assert not regular(50 * np.arange(40) + rng.integers(0, 50, 40), apart)


def test_rank_sum_agrees_with_the_textbook() -> None:
    high, low = np.arange(10, 20.0), np.arange(0, 10.0)
    z, odds = rank_sum(high, low)
    assert odds == 1
    assert z == pytest.approx(50 / np.sqrt(10 * 10 * 21 / 12))
    assert rank_sum(low, low) == (0, 0.5)
    assert rank_sum(low[:1], low) == (0, 0.5)


def test_held_values_and_their_jump(rng: np.random.Generator) -> None:
    table = series(rng, 900)
    for start in range(100, 800, 100):
        table[start : start + 8, 1] = table[start, 1]
    X, _ = cut(table, STEPS)
    (hold,) = fact_of(Holds, X).table
    assert (hold.feature, hold.runs, hold.values, hold.longest) == (1, 7, 7, 8)
    assert hold.repeats == 7 * 7
    assert hold.leave > 2 > hold.enter


def test_lines_between_readings_and_none_in_a_counter(rng: np.random.Generator) -> None:
    table = series(rng, 900, 3)
    row = np.arange(900)
    gone = (row % 90 >= 60) & (row % 90 < 66)
    table[:, 1] = np.interp(row, row[~gone], table[~gone, 1])
    table[:, 2] = row % 37
    X, _ = cut(table, STEPS)
    (ramp,) = fact_of(Ramps, X).table
    assert (ramp.feature, ramp.lines, ramp.longest) == (1, 10, 8)
    assert ramp.readings == 10 * 6


def test_a_stuck_run_is_measured_against_the_others(rng: np.random.Generator) -> None:
    table = series(rng)
    table[300:340, 0] = table[300, 0]
    X, _ = cut(table, STEPS)
    (stuck,) = fact_of(StuckRuns, X).held
    assert (stuck.feature, stuck.length, stuck.next) == (0, 40, 1)
    assert divmod(stuck.cell, STEPS) == (289, 11)


def test_a_level_that_is_held_again_is_a_state(rng: np.random.Generator) -> None:
    table = series(rng)
    table[300:340, 0] = table[100:140, 0] = 0.5
    X, _ = cut(table, STEPS)
    assert fact_of(StuckRuns, X).held == ()


def test_frozen_samples_are_stuck(rng: np.random.Generator) -> None:
    X = rng.standard_normal((100, 16, 2))
    X[40:43, :, 1] = 0.25
    (stuck,) = fact_of(StuckRuns, X).held
    assert (stuck.feature, stuck.frozen, stuck.frozen_first) == (1, 3, 40)


def test_readings_of_the_axes(rng: np.random.Generator) -> None:
    X, _ = cut(series(rng, 300, 5), STEPS)
    swapped = fact_of(Disorder, np.ascontiguousarray(X.transpose(0, 2, 1)))
    assert (swapped.features.share, swapped.features.step) == (1, 1)
    backwards = fact_of(Disorder, X[:, ::-1].copy())
    assert (backwards.backwards.share, backwards.backwards.step) == (1, 1)
    reshaped = fact_of(Disorder, np.ascontiguousarray(X.transpose(0, 2, 1)).reshape(X.shape))
    assert reshaped.reshaped.share == 1
    shuffled = fact_of(Disorder, rng.permuted(X.reshape(len(X), STEPS * 5), axis=1).reshape(X.shape))
    assert (shuffled.common, shuffled.features, shuffled.backwards) == (0, None, None)
    in_place = fact_of(Disorder, np.stack([rng.permutation(x) for x in X]))
    assert in_place.common == 1
    assert in_place.out_of_order_share > 0.9
    sound = fact_of(Disorder, X)
    assert (sound.forward, sound.common, sound.features) == (1, 0, None)


def test_the_target_tells_which_way_time_goes(rng: np.random.Generator) -> None:
    X, y = cut(series(rng, 300), STEPS)
    steps_back = fact_of(Direction, X[:, ::-1].copy(), y)
    samples_back = fact_of(Direction, X[::-1].copy(), y[::-1].copy())
    assert (steps_back.after, samples_back.before) == (1, 1)
    assert max(steps_back.before, samples_back.after) < 0.1


def test_smoothness_is_low_in_order_and_one_without(rng: np.random.Generator) -> None:
    X = np.cumsum(rng.standard_normal((200, 40, 2)), 1)
    assert np.median(fact_of(Smoothness, X).ratio) < 0.2
    assert np.median(fact_of(Smoothness, np.stack([rng.permutation(x) for x in X])).ratio) == pytest.approx(1, abs=0.1)


def padded(rng: np.random.Generator, n: int = 200, steps: int = 16) -> tuple[Array, Array]:
    X = rng.standard_normal((n, steps, 2))
    length = rng.integers(6, steps - 1, n)
    X[np.arange(steps)[None] >= length[:, None]] = 0
    return X, length


def test_padding_on_both_sides_is_counted(rng: np.random.Generator) -> None:
    X, length = padded(rng)
    for i in range(0, 200, 4):
        X[i] = np.roll(X[i], 16 - length[i], 0)
    found = fact_of(Padded, X)
    assert (found.pre, found.post, found.inner) == (50, 150, 0)
    assert found.pre_first == (0, 4, 8, 12, 16)


def test_padding_rows_within_sequences_are_counted(rng: np.random.Generator) -> None:
    X, _ = padded(rng)
    X[::20, 3] = 0
    found = fact_of(Padded, X)
    assert (found.inner, found.inner_samples, found.inner_first) == (10, 10, (0, 20, 40, 60, 80))


def test_padding_along_the_features(rng: np.random.Generator) -> None:
    X = rng.standard_normal((100, 8, 6))
    width = rng.integers(3, 7, 100)
    for i in range(100):
        X[i, :, width[i] :] = 0
    assert fact_of(Padded, X).features == (width < 6).sum()
    assert fact_of(Padded, rng.standard_normal((100, 8, 6))).features == 0


def test_empty_samples_are_told_from_quiet_ones(rng: np.random.Generator) -> None:
    X, _ = cut(series(rng, 200), STEPS)
    X = X.copy()
    X[[20, 70]] = 0
    assert fact_of(Empty, X).first == (20, 70)
    X, _ = padded(rng)
    X[9] = 0
    assert (fact_of(Empty, X).first, fact_of(Empty, X).padding) == ((9,), True)
    quiet = (rng.random((300, 10, 1)) < 0.1).astype(float)
    assert fact_of(Empty, quiet).count == 0


def test_repeated_rows_and_rows_at_rest(rng: np.random.Generator) -> None:
    table = series(rng, 400)
    twice = np.repeat(table, np.where(np.arange(400) % 20 == 7, 2, 1), axis=0)
    found = fact_of(Twice, cut(twice, STEPS)[0])
    assert (found.repeated, found.fires) == (20, True)
    assert not fact_of(Twice, cut(np.maximum(table - 1, 0), STEPS)[0]).fires


def windows_of(time: Array, steps: int = STEPS) -> Array:
    return np.lib.stride_tricks.sliding_window_view(time, steps)


def test_times_of_overlapping_windows_stand_once() -> None:
    time = np.arange(50) * 60.0
    time[30:] += 600
    found = fact_of(Stamps, Split(np.zeros((39, STEPS, 1)), timestamps=windows_of(time)))
    np.testing.assert_array_equal(found.time, time)
    gap = int(np.argmax(found.step))
    assert found.step[gap] == 660
    assert found.at(found.row[gap]) == (19, 11)


def test_times_of_windows_that_do_not_overlap_do_not_run_on() -> None:
    time = np.stack([np.arange(5.0), np.arange(100, 105.0)])
    found = fact_of(Stamps, Split(np.zeros((2, 5, 1)), timestamps=time))
    assert found.step.tolist() == [1.0] * 8


def test_dates_become_seconds_and_are_shown_as_dates() -> None:
    time = np.arange("2020-01-01", "2020-02-01", dtype="datetime64[D]")
    found = fact_of(Stamps, Split(np.zeros((20, STEPS, 1)), timestamps=windows_of(time)))
    assert set(found.step) == {86400.0}
    assert found.show(3) == "2020-01-04"
    assert (found.span(86400), found.span(7200), found.span(90)) == ("1 day", "2 hours", "1.5 minutes")


def test_without_times_the_reason_is_given() -> None:
    with pytest.raises(Missing, match="needs timestamps"):
        fact_of(Stamps, np.zeros((20, STEPS, 1)))


@pytest.mark.parametrize("sliding", [True, False])
def test_trailing_nan_is_padding_and_a_gap_is_not(rng: np.random.Generator, sliding: bool) -> None:
    X = cut(series(rng, 300), STEPS)[0].copy() if sliding else rng.standard_normal((200, STEPS, 2))
    ends = X.copy()
    for i in range(0, len(ends), 8):
        ends[i, rng.integers(6, STEPS) :] = np.nan
    assert [f.slug for f in seqguard.inspect(ends, select=["SG101", "SG419"])] == ["nan-padding"]
    table = series(rng, 300)
    table[100:105] = np.nan
    gap = seqguard.inspect(cut(table, STEPS)[0], select=["SG101", "SG419"])
    assert [f.slug for f in gap] == ["nan-values"]
