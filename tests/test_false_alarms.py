"""Sound data that once looked faulty: each stands for a principle, and for a warning that must not come back."""

from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard._plan import Array
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
