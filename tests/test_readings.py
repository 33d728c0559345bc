"""What data are read as, and why: misreadings that must not come back."""

from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.core.plan import Array
from seqguard.core.shifts import fits, last_change, same_order, window_hashes
from seqguard.report.formats.terminal import EVERYTHING, text
from seqguard.report.report import Reading
from seqguard.testing import forecast, labelled, random_walk


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


def readings(X: Any, y: Any = None, **options: Any) -> tuple[Reading, ...]:
    report = seqguard.inspect(X, y, **options)
    assert not report.crashed
    return report.readings


def order(X: Array) -> str:
    return readings(X)[0].notes[0]


def sliding(s: Array, T: int, n: int, step: int = 1) -> Array:
    return np.stack([s[i * step : i * step + T] for i in range(n)])


@pytest.mark.parametrize("n", [5, 8, 12])
def test_few_samples_in_order_are_not_shuffled(rng: np.random.Generator, n: int) -> None:
    assert order(sliding(random_walk(rng, 60, 2), 12, n)) == "sliding windows of one series (step 1)"


@pytest.mark.parametrize("n", [2, 3, 4])
def test_fewer_samples_do_not_tell_their_order(rng: np.random.Generator, n: int) -> None:
    assert order(sliding(random_walk(rng, 60, 2), 12, n)) == "windows of one series"


@pytest.mark.parametrize(("T", "step"), [(10, 9), (10, 8), (2, 1), (200, 65), (200, 198), (200, 199)])
def test_every_shift_that_leaves_an_overlap_is_found(rng: np.random.Generator, T: int, step: int) -> None:
    assert order(sliding(random_walk(rng, T + 40 * step, 2), T, 40, step)) == (
        f"sliding windows of one series (step {step})"
    )


def test_windows_side_by_side_are_independent(rng: np.random.Generator) -> None:
    assert order(sliding(random_walk(rng, 4000, 2), 20, 100, 20)) == "independent samples"


@pytest.mark.parametrize("seed", range(20))
def test_small_numbers_that_share_nothing_are_independent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, T, most = (int(rng.integers(a, b)) for a, b in ((100, 800), (5, 30), (2, 12)))
    X = rng.integers(0, most, (n, T, 1)) + rng.integers(-5, 5)
    assert order(X) == "independent samples"
    assert order(np.cumsum(rng.integers(-1, 2, (n, T, 1)), 1)) == "independent samples"


@pytest.mark.parametrize("kind", ["readings", "counts"])
def test_windows_in_any_order_are_shuffled(rng: np.random.Generator, kind: str) -> None:
    s = random_walk(rng, 600, 1) if kind == "readings" else rng.poisson(2, (600, 1))
    assert order(rng.permutation(sliding(s, 24, 500))) == "shuffled windows of one series"


def test_windows_at_varying_steps_are_in_order(rng: np.random.Generator) -> None:
    starts = np.cumsum(rng.integers(1, 9, 200))
    s = random_walk(rng, int(starts[-1]) + 30, 2)
    assert order(np.stack([s[i : i + 30] for i in starts])) == "windows of one series at varying steps"


def test_the_parts_of_encoder_and_decoder_are_in_order(rng: np.random.Generator) -> None:
    s, flag = random_walk(rng, 400, 2), np.repeat([0.0, 1.0], [24, 6])
    X = np.stack(
        [np.c_[np.concatenate([s[i : i + 24], np.repeat(s[i + 23 : i + 24], 6, 0)]), flag] for i in range(300)]
    )
    assert order(X) == "windows of one series that slide in part"


def test_continuous_readings_are_continuous_however_few(rng: np.random.Generator) -> None:
    assert readings(rng.standard_normal((2, 5, 2)))[0].kinds == {"continuous": 2}
    assert readings(rng.integers(0, 4, (2, 5, 2)))[0].kinds == {"discrete": 2}


@pytest.mark.parametrize("y", ["one-hot", "one-hot steps", "padded steps", "bool", "bool column", "bool steps"])
def test_answers_of_any_dimension_are_classes(rng: np.random.Generator, y: str) -> None:
    X, ids = rng.standard_normal((200, 10, 2)), rng.integers(0, 4, (200, 10))
    steps = np.eye(4, dtype="f4")[ids]
    padded = np.where(np.arange(10)[None, :, None] < rng.integers(3, 11, (200, 1, 1)), steps, 0)
    answers = {
        "one-hot": steps[:, 0],
        "one-hot steps": steps,
        "padded steps": padded,
        "bool": ids[:, 0] > 1,
        "bool column": ids[:, :1] > 1,
        "bool steps": (ids > 1)[..., None],
    }
    report = seqguard.inspect(X, answers[y])
    assert report.readings[1].task == "classification"
    assert not [f for f in report if f.severity != "info"]


def test_a_step_with_two_classes_is_named(rng: np.random.Generator) -> None:
    y = np.eye(4, dtype="f4")[rng.integers(0, 4, (200, 10))]
    y[7, 3, :2] = 1
    found = seqguard.inspect(rng.standard_normal((200, 10, 2)), y, select=["one-hot-invalid"]).findings
    assert [(f.severity, f.samples) for f in found] == [("error", (7,))]


@pytest.mark.parametrize("rate", [0.05, 0.4, 1.5])
def test_float_counts_are_no_classes(rng: np.random.Generator, rate: float) -> None:
    c = rng.poisson(rate, 4000).astype("f4")
    X = sliding(c[:, None], 20, 1200, 3)
    y = c[20::3][:1200]
    shuffled = rng.permutation(1200)
    assert readings(X, y)[1].task == "regression"
    assert readings(X[shuffled], y[shuffled])[1].task in ("regression", "ambiguous")
    gaps = rng.choice([0.0, 1, 2, 3, 4, 6], 1200, p=[0.9, 0.05, 0.02, 0.01, 0.01, 0.01])
    assert readings(rng.standard_normal((1200, 20, 1)), gaps)[1].task == "ambiguous"


def test_float_classes_stay_classes(rng: np.random.Generator) -> None:
    data = labelled(rng)
    assert readings(data["X"], data["y"].astype("f4"))[1].task == "classification"


def test_tokens_are_asked_for_where_a_step_is_no_id(rng: np.random.Generator) -> None:
    X = np.eye(12)[rng.integers(0, 12, (300, 20))]
    report = seqguard.inspect(X, rng.integers(0, 2, 300), tokens=True, validation_data=(X[:1] * 1, np.array([1])))
    assert report.readings[0].task == "values"
    assert "12 numbers" in report.readings[0].why["tokens"]
    assert readings(rng.integers(0, 50, (300, 20)), tokens=True)[0].task == "tokens"


def test_a_symbol_that_rows_spell_is_no_padding(rng: np.random.Generator) -> None:
    ids = np.where(np.arange(12) < rng.integers(4, 13, (400, 1)), rng.integers(0, 9, (400, 12)), 9)
    spelt = np.eye(10)[ids]  # short texts end with spaces, the tenth symbol
    report = seqguard.inspect(spelt, rng.integers(0, 2, 400))
    assert "padding_side" not in report.readings[0].details
    assert not [f for f in report if f.slug == "constant-feature"]
    spelt[ids == 9] = 0
    assert readings(spelt)[0].details["padding_side"] == "post"


def test_a_row_of_zeros_in_one_step_is_a_reading(rng: np.random.Generator) -> None:
    X = rng.random((300, 1, 2))
    X[17] = 0
    assert not seqguard.inspect(X, rng.random(300), select=["all-padding-samples"]).findings


@pytest.mark.parametrize("y", ["steps", "one"])
def test_a_batch_of_one_is_read(rng: np.random.Generator, y: str) -> None:
    X = random_walk(rng, 500, 3)[None]
    report = seqguard.inspect(X, X[:, :, :1] + rng.standard_normal((1, 500, 1)) if y == "steps" else X[:, -1, 0] + 1)
    assert not report.crashed
    assert [f.slug for f in report if f.severity != "info"] == ["single-sample"]


def test_the_reasons_hold_the_numbers_that_decided(rng: np.random.Generator) -> None:
    report = seqguard.inspect(**forecast(rng))
    x, y = report.readings[:2]
    assert x.why["order"] == "Shifted by 1 row, 100 % of 128 pairs of consecutive samples hold the same values."
    assert y.why["alignment"] == "The target equals feature `f0` 1 row after the window in 100 % of samples."
    assert y.why["task"] == "The target is a later value of a feature."
    assert report.readings[3].why["task"] == "Train decides."
    assert "order of validation: Shifted by 1 row" in text(report, shown=EVERYTHING)
    assert "order of X" not in text(report)
    assert report.to_dict()["readings"][0]["why"] == dict(x.why)
    assert "Why it was read so" in report.to_html()


@pytest.mark.parametrize("kind", ["ids", "counts", "padded", "nan", "labels"])
def test_each_decision_has_a_reason(rng: np.random.Generator, kind: str) -> None:
    there = np.arange(20)[None] < rng.integers(5, 21, 300)[:, None]
    given: dict[str, tuple[Array, str, str]] = {
        "ids": (rng.integers(0, 90, (300, 20)), "tokens", "The mean squared step between neighbours is 2"),
        "counts": (np.cumsum(rng.integers(0, 3, (300, 20)), 1), "tokens", "The mean squared step between neighbours"),
        "padded": (rng.standard_normal((300, 20, 2)) * there[..., None], "padding", "samples end with the same row"),
        "nan": (np.where(there[..., None], rng.random((300, 20, 2)), np.nan), "padding", "end with rows of NaN"),
        "labels": (rng.random((300, 20, 2)), "order", "Under no shift of up to 19 rows"),
    }
    X, decision, words = given[kind]
    x, y = readings(X, rng.integers(0, 3, 300))
    assert words in x.why[decision]
    assert y.why["task"] == "3 different whole numbers among 300, as int64."


@pytest.mark.parametrize("T", [2, 3, 7, 50])
def test_fits_is_the_comparison_row_by_row(rng: np.random.Generator, T: int) -> None:
    a = rng.integers(0, 2, (40, T, 1)).astype("f4")
    b = np.concatenate([a[:, 1:], rng.integers(0, 2, (40, 1, 1)).astype("f4")], 1)
    b[::3] = rng.integers(0, 2, b[::3].shape)
    expected = np.array([[(x[k:] == z[:-k]).all() for k in range(1, T)] for x, z in zip(a, b, strict=True)])
    here, there = window_hashes(a), window_hashes(b)
    assert (fits(here, there) == expected).all()
    moves = np.array([[k for k in range(1, T) if x[k] != x[k - 1]][-1:] or [0] for x in a])[:, 0]
    assert (last_change(here) == moves).all()


def test_same_order_counts_the_longest_run(rng: np.random.Generator) -> None:
    words = rng.permutation(np.arange(30, dtype=np.uint64))
    later = np.concatenate([words[10:25], np.full(5, 99, np.uint64), words[:10]])
    assert same_order(words, later) == 15
    assert same_order(words, np.roll(words, 1)) == 1  # backwards by one row, but for the first
    assert same_order(words, rng.permutation(words)) < 5
    assert same_order(words[:5], np.full(5, 77, np.uint64)) == 0


def test_rows_of_a_decoder_are_held_not_written_twice(rng: np.random.Generator) -> None:
    s = random_walk(rng, 400, 3)
    X = np.stack([np.concatenate([s[i : i + 12], np.repeat(s[i + 11 : i + 12], 12, 0)]) for i in range(300)])
    assert not seqguard.inspect(X, rng.standard_normal(300), select=["duplicate-timesteps"]).findings
    X = np.insert(s[:396].reshape(33, 12, 3), 5, s[:396].reshape(33, 12, 3)[:, 4], 1)  # a row written twice in each
    assert seqguard.inspect(X, rng.standard_normal(33), select=["duplicate-timesteps"]).findings
