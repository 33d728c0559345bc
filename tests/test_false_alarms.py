"""Sound data that once looked faulty: each stands for a principle, and for a warning that must not come back."""

from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.core.plan import Array
from seqguard.testing import cut, forecast, random_walk


def levels(slug: str, **arguments: Any) -> set[str]:
    """The severities at which a check speaks of these data."""
    report = seqguard.inspect(**arguments, select=[slug])
    assert not report.crashed
    return {f.severity for f in report.findings}


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def panel(rng: np.random.Generator, groups: range, group: Array) -> dict[str, Any]:
    """Windows of ten rows of many subjects, each with the number of its group in the second feature."""
    X = np.concatenate([cut(np.c_[random_walk(rng, 20, 1), np.full(20, group[g])], 10)[0] for g in groups])
    return {"X": X, "y": X[:, -1, 0] + rng.standard_normal(len(X))}


def test_a_group_of_a_panel_that_alone_is_in_validation(rng: np.random.Generator) -> None:
    group = np.repeat([1.0, 2, 3, 4], 10)
    train, other = panel(rng, range(30), group), panel(rng, range(30, 40), group)
    assert levels("constant-feature", **train, validation_data=(other["X"], other["y"])) == {"info"}


def test_a_state_that_lasts_as_long_as_a_short_validation_split(rng: np.random.Generator) -> None:
    data = forecast(rng, n=500)
    X, y = data["validation_data"]
    data["X"][100:250, :, 1] = 2.5
    data["validation_data"] = (X[:40].copy(), y[:40])
    data["validation_data"][0][:, :, 1] = 7
    assert levels("constant-feature", **data) == {"info"}
    data["X"] = forecast(rng, n=500)["X"]
    assert levels("constant-feature", **data) == {"warning"}
    data["X"][:, :, 1] = 7  # dead in train as well
    assert levels("constant-feature", **data) == {"warning"}


def words(rng: np.random.Generator, n: int, vocabulary: int) -> Array:
    """Token ids as a tokenizer numbers them, by their frequency, the rare ones under one id for all."""
    return np.minimum(rng.zipf(1.3, n), vocabulary)


@pytest.mark.parametrize(("vocabulary", "n"), [(25, 600), (200, 2000), (3000, 80)])
def test_next_tokens_are_neither_classes_nor_quantities(rng: np.random.Generator, vocabulary: int, n: int) -> None:
    text = words(rng, n + 8, vocabulary)
    X, y = np.lib.stride_tricks.sliding_window_view(text, 8)[:-1], text[8:]
    report = seqguard.inspect(X, y)
    assert [r.task for r in report.readings] == ["tokens", "tokens"]
    assert not {f.slug for f in report.warnings} & {"clipped-target", "sentinel-value", "labels-not-zero-based"}


@pytest.mark.parametrize("vocabulary", [25, 3000])
def test_classes_of_texts_are_no_tokens(rng: np.random.Generator, vocabulary: int) -> None:
    X, y = words(rng, 600 * 12, vocabulary).reshape(600, 12), rng.integers(1, 6, 600)
    assert levels("labels-not-zero-based", X=X, y=y) == {"warning"}


def timed(rng: np.random.Generator, time: Array, cut_at: int) -> dict[str, Any]:
    """Windows of a series whose rows have these times, those behind row `cut_at` for validation."""
    series = random_walk(rng, len(time), 2)
    splits = []
    for part in (slice(0, cut_at), slice(cut_at, len(time))):
        X, y = cut(series[part], 12)
        times = np.lib.stride_tricks.sliding_window_view(time[part], 12)[: len(X)]
        splits.append(seqguard.Split(X, y, timestamps=times))
    return {"X": splits[0], "y": None, "validation_data": splits[1]}


@pytest.mark.parametrize("shut", [(5, 7, 86400), (120, 168, 3600)])
def test_holidays_do_not_hide_that_train_shuts_at_weekends(
    rng: np.random.Generator, shut: tuple[int, int, int]
) -> None:
    works, week, seconds = shut
    row = np.arange(40 * week)
    time = row[row % week < works] * float(seconds)
    behind = 30 * works
    free = behind + works * np.array([2, 5, 7]) + works // 2  # a few rows are missing there
    time = np.delete(time, (free[:, None] + np.arange(works // 5)).ravel())
    assert levels("timestamp-gaps", **timed(rng, time, behind)) == {"info"}


@pytest.mark.parametrize("kind", ["events", "two lengths"])
def test_irregular_times_are_no_gaps(rng: np.random.Generator, kind: str) -> None:
    step = rng.exponential(60, 900) if kind == "events" else rng.choice([1.0, 1, 1, 2], 900)
    assert not levels("timestamp-gaps", **timed(rng, np.cumsum(step), 600))
    assert levels("irregular-sampling", **timed(rng, np.cumsum(step), 600)) == {"info"}
    step[300] = 40 * step.mean()
    assert levels("timestamp-gaps", **timed(rng, np.cumsum(step), 600)) == {"warning"}


def test_a_few_returns_of_zero_beside_a_mean_near_zero(rng: np.random.Generator) -> None:
    returns = 0.01 * rng.standard_normal(1000)
    returns[rng.choice(990, 8, replace=False)] = 0
    seen = returns[:-1]  # the last row is a target alone
    seen[seen != 0] -= seen.sum() / 991 - 1e-7  # the mean is 1e-5 deviations from zero
    X, y = cut(np.c_[returns, rng.standard_normal(1000)], 10)
    assert not levels("mean-imputation", X=X, y=y)
    seen[seen != 0] -= 1e-7  # standardised: zero is the mean, and filled it in
    X, y = cut(np.c_[returns, rng.standard_normal(1000)], 10)
    assert levels("mean-imputation", X=X, y=y) == {"warning"}


def test_zero_in_windows_scaled_by_themselves(rng: np.random.Generator) -> None:
    beats = np.round(40 * np.sin(np.arange(6000) / 9) + 2 * rng.standard_normal(6000))
    X = np.lib.stride_tricks.sliding_window_view(beats, 60)[::3, :, None]
    X = np.concatenate([X, 2 * np.round(X.mean(1, keepdims=True)) - X], 1)  # the mean of each is a level that it holds
    scaled = ((X - X.mean(1, keepdims=True)) / X.std(1, keepdims=True)).astype(np.float32)
    assert (scaled == 0).sum() > 50
    assert not levels("mean-imputation", X=scaled, y=rng.standard_normal(len(X)))


def test_a_price_in_twenty_rows(rng: np.random.Generator) -> None:
    cents = [26.2, 26.5, 26.7, 27.0, 27.2, 27.5, 27.7, 28.0, 28.2, 28.7, 29.2]
    price = rng.permutation(np.repeat(cents, [1, 1, 1, 2, 2, 1, 6, 2, 2, 2, 1]))
    X, y = cut(np.c_[np.append(price, 28), rng.standard_normal(22)], 3)
    assert not levels("median-imputation", X=X, y=y)


def test_a_value_of_an_exact_cycle_is_no_fill(rng: np.random.Generator) -> None:
    day = 10 + 5 * np.sin(np.arange(24) / 24 * 2 * np.pi)
    week = np.concatenate([np.tile(day, 5), np.tile(0.6 * day, 2)]).astype(np.float32)
    X, y = cut(np.tile(week, 42)[:7008, None], 48)
    assert not levels("constant-imputation", X=X, y=y)
    series = np.tile(week, 40)
    series[rng.choice(len(series), 120, replace=False)] = 8.3
    X, y = cut(series[:, None], 48)
    assert levels("constant-imputation", X=X, y=y) == {"warning"}


def test_ages_at_which_all_subjects_of_a_panel_are_measured(rng: np.random.Generator) -> None:
    ages = np.array([-1, -0.75, -0.463, -0.164, -0.003, 0.247, 0.556, 0.778, 0.995])
    late = rng.integers(0, 2, (60, 9)) * np.array([0, 0, 0.02, 0.02, 0.01, 0, 0.02, 0.02, 0.01])
    late[:, 3] += np.where(late[:, 3], 0.5, 0)
    subjects = [np.c_[ages + later, random_walk(rng, 9, 1)] for later in late]
    X = np.concatenate([cut(s, 4)[0] for s in subjects])
    assert not levels("off-grid-imputation", X=X, y=X[:, -1, 1] + rng.standard_normal(len(X)))


def test_levels_of_a_quantised_season_of_which_few_occur(rng: np.random.Generator) -> None:
    period = [1.0750127, 0.5767449, -1.2170191, -1.7152867, -0.22048348, 0.72622526, 0.72622526]
    X = np.lib.stride_tricks.sliding_window_view(np.tile(period, 35)[:239], 3)[::2, :, None].copy()
    assert not levels("off-grid-imputation", X=X, y=rng.standard_normal(len(X)))


@pytest.mark.parametrize("side", ["pre", "post"])
def test_padding_of_four_timesteps(rng: np.random.Generator, side: str) -> None:
    X = rng.standard_normal((500, 4, 9)).cumsum(1)
    short = np.arange(4) >= rng.integers(2, 5, 500)[:, None]
    X[short[:, ::-1] if side == "pre" else short] = 0
    data = {"X": X, "y": rng.integers(0, 3, 500)}
    assert not levels("mean-imputation", **data)
    assert not levels("zero-imputation", **data)


def test_one_outlier_in_several_shuffled_windows(rng: np.random.Generator) -> None:
    series = rng.standard_normal((500, 4))
    series[200, 1] = 12
    X, y = cut(series, 3)
    at = rng.permutation(len(X))
    assert not levels("sentinel-value", X=X[at], y=y[at])
    series[[50, 120, 333, 410], 1] = 12
    X, y = cut(series, 3)
    assert levels("sentinel-value", X=X[at], y=y[at]) == {"warning"}


def test_the_lowest_value_of_shuffled_windows_scaled_to_zero(rng: np.random.Generator) -> None:
    series = rng.standard_normal((36, 3))
    series[::2, 1] += 3  # rows that three windows hold; the others stand in two
    series[14, 1] = -9
    series = (series - series.min(0)) / np.ptp(series, axis=0)
    X, y = (part[::2] for part in cut(series, 5))
    at = rng.permutation(len(X))
    assert "warning" not in levels("zero-imputation", X=X[at], y=y[at])


def test_bursts_in_a_series_are_no_other_unit(rng: np.random.Generator) -> None:
    series = 0.1 * rng.exponential(1, (150, 2))
    series[60:68, 1] += 20  # the middle of the windows that hold it: larger by far, in level and in range
    X, y = cut(series, 10)
    assert not levels("mixed-units", X=X, y=y)
    series[60:110, 1] = 100 * rng.exponential(1, 50)
    X, y = cut(series, 10)
    assert levels("mixed-units", X=X, y=y) == {"warning"}
    X, y = cut(0.1 * rng.exponential(1, (150, 2)), 10)
    X[60:68, :, 1] *= 1000  # samples that do not continue those beside them
    assert levels("mixed-units", X=X, y=y) == {"warning"}


def test_a_short_sequence_near_zero_is_no_other_unit(rng: np.random.Generator) -> None:
    X = random_walk(rng, 200 * 30, 1).reshape(200, 30, 1) + 50
    X[np.arange(30)[None] >= rng.integers(5, 31, 200)[:, None]] = 0
    X[100, 3:] = 0
    X[100, :3] /= 3000
    assert not levels("mixed-units", X=X, y=rng.standard_normal(200))


def test_a_smooth_quantised_series_rests_where_it_turns(rng: np.random.Generator) -> None:
    series = np.stack([np.convolve(rng.standard_normal(640), np.hanning(41) / 20, "valid") for _ in range(16)], 1)
    series = 0.003 * np.round(series / 0.003)
    X, y = cut(series, 12)
    assert not levels("flatline", X=X, y=y)
    series[300:312, 4] = series[300, 4]
    X, y = cut(series, 12)
    assert levels("flatline", X=X, y=y) == {"warning"}


def test_a_run_in_validation_that_train_knows(rng: np.random.Generator) -> None:
    series = random_walk(rng, 900, 2)
    for start in (50, 200, 330, 480, 700):
        series[start : start + 9, 1] = series[start, 1]
    (X, y), other = cut(series[:600], 4), cut(series[600:], 4)
    assert not levels("flatline", X=X, y=y, validation_data=other)
    assert levels("flatline", X=other[0], y=other[1]) == {"warning"}


def nights(rng: np.random.Generator, days: int, features: int) -> Array:
    """Light by the hour: nothing for ten hours of each day."""
    hour = np.arange(24 * days)[:, None]
    return np.maximum(0, 0.3 + np.sin(hour / 24 * 2 * np.pi)) * rng.uniform(0.5, 1, (24 * days, features))


def test_nights_are_no_frozen_samples(rng: np.random.Generator) -> None:
    X, y = cut(nights(rng, 40, 3), 5)
    assert levels("constant-samples", X=X, y=y) == {"info"}
    series = random_walk(rng, 960, 3)
    series[300:340] = series[300]
    X, y = cut(series, 5)
    assert levels("constant-samples", X=X, y=y) == {"warning"}


@pytest.mark.parametrize("steps", [5, 7])
def test_nights_at_the_ends_of_windows_are_no_padding(rng: np.random.Generator, steps: int) -> None:
    X, y = (part[::steps] for part in cut(nights(rng, 120, 3), steps))
    at = rng.permutation(len(X))
    assert not levels("mixed-padding", X=X[at], y=y[at])


def test_a_state_that_lasts_through_the_horizons_of_a_few_samples(rng: np.random.Generator) -> None:
    state = (rng.random(60) < 0.2).cumsum() % 2
    X, y = rng.standard_normal((40, 3, 2)), np.lib.stride_tricks.sliding_window_view(state, 8)[:40].astype("float32")
    other = rng.standard_normal((3, 3, 2)), np.ones((3, 8), "float32")
    assert levels("class-missing-in-val", X=X, y=y, validation_data=other) == {"info"}
    y = rng.permutation(np.arange(40) % 2)
    other = rng.standard_normal((24, 3, 2)), np.ones(24, int)
    assert levels("class-missing-in-val", X=X, y=y, validation_data=other) == {"warning"}


def test_one_burst_in_a_validation_split_of_one_window(rng: np.random.Generator) -> None:
    series = 0.1 * rng.exponential(1, 150)
    for start in (125, 128, 131):
        series[start : start + 8] += 5
    row = np.arange(150)
    train, other = (cut(np.c_[series, row][part], 18) for part in (slice(0, 118), slice(118, 150)))
    assert len(other[0]) >= 10
    assert not levels(
        "no-temporal-structure", X=train[0][..., :1], y=train[1], validation_data=(other[0][..., :1], other[1])
    )


def test_ids_that_the_input_holds_as_well_are_no_classes(rng: np.random.Generator) -> None:
    X = rng.integers(1, 13, (400, 8))
    assert not levels("labels-not-zero-based", X=X, y=X[:, 3])
    assert levels("labels-not-zero-based", X=X, y=rng.integers(1, 5, 400)) == {"warning"}


def test_short_texts_whose_frequent_words_keep_together_are_tokens(rng: np.random.Generator) -> None:
    rank = np.where(rng.random((500, 12)) < 0.5, rng.integers(1, 60, (500, 12)), rng.integers(1, 800, (500, 12)))
    style = rng.random(500) < 0.2  # some titles hold rare words alone
    X = np.where(style[:, None], rng.integers(500, 800, (500, 12)), rank)
    X[np.arange(12) < 12 - rng.integers(2, 7, 500)[:, None]] = 0
    report = seqguard.inspect(X, rng.integers(0, 3, 500))
    assert report.readings[0].task == "tokens"
    counts = np.cumsum(rng.integers(-9, 10, (500, 12)), 1) + 300  # a quantity follows itself, padded or not
    counts[X == 0] = 0
    assert seqguard.inspect(counts, rng.integers(0, 3, 500)).readings[0].task == "values"


def test_a_series_that_crosses_zero_does_not_hide_empty_samples(rng: np.random.Generator) -> None:
    X = np.round(4 * rng.standard_normal((300, 12, 1)))
    X[::10] = 0
    assert levels("all-padding-samples", X=X, y=rng.standard_normal(300)) == {"warning"}


@pytest.mark.parametrize("steps", [4, 12, 30])
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.8])
def test_windows_of_which_some_were_left_out_are_in_order(rng: np.random.Generator, share: float, steps: int) -> None:
    X, _ = cut(random_walk(rng, 2000, 2), steps)
    kept = X[rng.random(len(X)) < share]  # as a random split gives them, sorted by time
    for slug in ("time-shuffled", "window-tampered", "axes-swapped", "time-reversed"):
        assert not levels(slug, X=kept)
