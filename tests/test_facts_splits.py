"""Copies, overlap, scalers, order and time of splits, on data whose answer is known."""

import itertools
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard import Split
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._order import assign
from seqguard.core.hashing import RunHashes, row_hashes
from seqguard.measures.chance import at_least

Array = npt.NDArray[Any]


def found(slug: str, *args: Any, **kwargs: Any) -> list[seqguard.Finding]:
    report = seqguard.inspect(*args, select=[slug], progress=False, **kwargs)
    assert not report.crashed, report.crashed
    return list(report.findings)


def severities(slug: str, *args: Any, **kwargs: Any) -> list[str | None]:
    return [f.severity for f in found(slug, *args, **kwargs)]


def chronological(series: Array, steps: int, share: float = 0.8, step: int = 1) -> tuple[Array, Array]:
    X, _ = cut(series, steps, step=step)
    k = int(share * len(X))
    return X[:k], X[k:]


@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "i8", "u1"])
@pytest.mark.parametrize("width", [1, 2, 3, 17])
def test_binary_rows_keep_their_differences(dtype: str, width: int) -> None:
    rows = np.random.default_rng(0).integers(0, 2, (20_000, width)).astype(dtype)
    assert len(np.unique(row_hashes(rows))) == len(np.unique(rows, axis=0))


def test_runs_are_hashed_wherever_they_stand() -> None:
    rows = np.tile(np.random.default_rng(0).standard_normal((7, 2)), (3, 1))
    runs = RunHashes(row_hashes(rows))
    every = runs.every(5)
    assert (every == runs.ending(np.arange(5, 22), 5)).all()
    assert (every[:3] == every[7:10]).all()
    assert len(np.unique(every[:7])) == 7


@pytest.mark.parametrize(("count", "expected"), [(1, 0.01), (3, 0.5), (30, 10.0), (400, 390.0)])
def test_poisson_tail(count: int, expected: float) -> None:
    below = sum(math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(count))
    assert at_least(count, expected) == pytest.approx(1 - below, rel=1e-6, abs=1e-12)


def test_assignment_is_the_best_of_all() -> None:
    rng = np.random.default_rng(0)
    for size in (1, 2, 5):
        costs = rng.random((size, size))
        best = min(costs[range(size), list(order)].sum() for order in itertools.permutations(range(size)))
        assert costs[range(size), assign(costs)].sum() == pytest.approx(best)


def test_one_copied_window_of_measured_values_is_an_error() -> None:
    rng = np.random.default_rng(0)
    X, X_val = chronological(random_walk(rng, 3000, 2), 12)
    assert not severities("train-val-overlap", X, validation_data=(X_val,))
    X_val = X_val.copy()
    X_val[200] = X[17]
    (finding,) = found("train-val-overlap", X, validation_data=(X_val,))
    assert (finding.severity, finding.samples, finding.evidence["base_samples"]) == ("error", (200,), [17])


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("steps", [4, 12, 28])
def test_windows_of_rare_counts_repeat_by_chance(rate: float, steps: int) -> None:
    rng = np.random.default_rng(1)
    X, X_val = chronological(rng.poisson(rate, (4000, 2)).astype(np.float32), steps)
    for slug in ("train-val-overlap", "window-overlap", "duplicate-samples"):
        assert set(severities(slug, X, validation_data=(X_val,))) <= {"info"}


def test_copies_among_counts_are_told_from_chance() -> None:
    rng = np.random.default_rng(1)
    X, X_val = chronological(rng.poisson(0.5, (4000, 2)).astype(np.float32), 28)
    X_val = X_val.copy()
    X_val[::3] = X[rng.permutation(len(X))[: len(X_val[::3])]]
    assert severities("train-val-overlap", X, validation_data=(X_val,)) == ["error"]


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("ordered", [False, True])
def test_random_split_of_windows(step: int, ordered: bool) -> None:
    rng = np.random.default_rng(2)
    X, _ = cut(random_walk(rng, 2000, 2).astype(np.float32), 12, step=step)
    order = rng.permutation(len(X))
    k = int(0.8 * len(X))
    first, second = (np.sort(part) if ordered else part for part in (order[:k], order[k:]))
    assert severities("window-overlap", X[first], validation_data=(X[second],)) == ["error"]
    assert not severities("window-overlap", X[:k], validation_data=(X[k:],))


def test_random_split_is_found_when_each_half_was_scaled_for_itself() -> None:
    rng = np.random.default_rng(3)
    X, _ = cut(random_walk(rng, 2000, 2).astype(np.float32), 12)
    order = rng.permutation(len(X))
    a, b = X[order[:1600]], X[order[1600:]]
    scaled = [(part - part.mean((0, 1))) / part.std((0, 1)) for part in (a, b)]
    (finding,) = found("window-overlap", scaled[0], validation_data=(scaled[1],))
    assert finding.severity == "warning"
    assert finding.evidence["rescaled"] is True


def test_a_series_that_repeats_itself_is_no_random_split() -> None:
    wave = np.round(20 * np.sin(2 * np.pi * np.arange(2400) / 24))[:, None]
    X, X_val = chronological(wave, 12)
    assert not severities("window-overlap", X, validation_data=(X_val,))


def test_duplicates_are_counted_and_placed() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((200, 10, 2))
    X[50], X[60], X[190] = X[3], X[3], X[100]
    (finding,) = found("duplicate-samples", X)
    assert finding.severity == "warning"
    assert finding.samples == (3, 100)
    assert (finding.evidence["repeated"], finding.evidence["groups"]) == (5, 2)


def test_rows_of_a_table_that_stand_often_are_a_state_not_copies() -> None:
    rng = np.random.default_rng(0)
    X, X_val = rng.standard_normal((900, 1, 12)), rng.standard_normal((300, 1, 12))
    X[::50], X_val[::50] = -200.0, -200.0
    assert "error" not in severities("train-val-overlap", X, validation_data=(X_val,))


def test_groups_that_stand_in_both() -> None:
    X = np.random.default_rng(0).standard_normal((40, 6, 2))
    groups = np.repeat(np.array(["ann", "bob", "cem", "dan"]), 10)
    mixed = Split(X[:10], groups=np.repeat("cem", 10))
    (finding,) = found("group-overlap", Split(X, groups=groups), validation_data=mixed)
    assert (finding.severity, finding.evidence["groups"], finding.evidence["base_sample"]) == ("error", 1, 20)
    apart = Split(X[:10], groups=np.repeat("eve", 10))
    assert not found("group-overlap", Split(X, groups=groups), validation_data=apart)


def test_times_before_and_between() -> None:
    X = np.random.default_rng(0).standard_normal((300, 6, 2))
    day = np.datetime64("2024-01-01") + np.arange(300)

    def part(rows: Any) -> Split:
        return Split(X[rows], timestamps=day[rows])

    late, early = slice(100, 300), slice(0, 100)
    assert severities("val-before-train", part(late), validation_data=part(early)) == ["warning"]
    assert not severities("val-before-train", part(early), validation_data=part(late))
    assert severities("interleaved-split", part(slice(0, 300, 2)), validation_data=part(slice(1, 300, 2))) == [
        "warning"
    ]
    assert not severities("interleaved-split", part(early), validation_data=part(late))


def test_windows_that_share_rows_with_the_other_side() -> None:
    X, _ = cut(random_walk(np.random.default_rng(0), 500, 2), 12)
    (finding,) = found("split-without-gap", X[:400], validation_data=(X[400:],))
    assert (finding.severity, finding.evidence["shared_rows"], finding.evidence["gap_n"]) == ("info", 11, 12)
    assert not found("split-without-gap", X[:400], validation_data=(X[412:],))
    assert severities("val-before-train", X[400:], validation_data=(X[:400],)) == ["warning"]


@pytest.mark.parametrize("by", ["rows", "windows"])
def test_standardised_on_everything(by: str) -> None:
    series = random_walk(np.random.default_rng(0), 1200, 3) + np.linspace(0, 4, 1200)[:, None]
    train, rest = cut(series[:900], 12)[0], cut(series[900:], 12)[0]
    seen = np.concatenate([series[:899], series[900:1199]])  # the rows that stand in windows
    if by == "windows":
        seen = np.concatenate([train, rest]).reshape(-1, 3)
    X, X_val = ((part - seen.mean(0)) / seen.std(0) for part in (train, rest))
    assert severities("scaler-leak", X.astype("f4"), validation_data=(X_val.astype("f4"),)) == ["warning"]
    own = train.reshape(-1, 3)
    X, X_val = ((part - own.mean(0)) / own.std(0) for part in (train, rest))
    assert not severities("scaler-leak", X.astype("f4"), validation_data=(X_val.astype("f4"),))


def test_extremes_in_rows_that_train_shares_are_no_leak() -> None:
    series = random_walk(np.random.default_rng(0), 600, 1)
    series[484] = series.max() + 5  # a row of the last training target and the first validation windows
    series = (series - series[:485].min()) / np.ptp(series[:485])
    X, _ = cut(series, 24)
    assert not severities("scaler-leak", X[:460], validation_data=(X[461:],))


def test_features_in_another_order() -> None:
    series = random_walk(np.random.default_rng(0), 900, 3) * np.array([1.0, 5.0, 0.1])
    X, X_val = chronological(series, 12)
    assert not severities("feature-order-mismatch", X, validation_data=(X_val,))
    (finding,) = found("feature-order-mismatch", X, validation_data=(X_val[..., [1, 2, 0]],))
    assert finding.evidence["moved"] == 3


def test_features_that_are_alike_have_no_order() -> None:
    for seed in range(8):
        series = random_walk(np.random.default_rng(seed), 900, 4)
        X, X_val = chronological(series, 12)
        assert not severities("feature-order-mismatch", X, validation_data=(X_val[..., [1, 2, 3, 0]],))


def test_shift_is_a_note_and_a_jump_of_units_a_warning() -> None:
    series = random_walk(np.random.default_rng(0), 1200, 2)
    X, X_val = chronological(series, 12)
    trend = X_val + np.array([3 * X[..., 0].std(), 0])
    (finding,) = found("val-shift", X, validation_data=(trend,))
    assert (finding.severity, finding.features) == ("info", ("f0",))
    (finding,) = [
        f for f in found("val-shift", X, validation_data=(X_val * [1000, 1] + [9000, 0],)) if f.severity != "info"
    ]
    assert (finding.severity, finding.features) == ("warning", ("f0",))


@pytest.mark.parametrize("step", [1, 3])
@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_exchanged_targets(step: int, share: float) -> None:
    rng = np.random.default_rng(0)
    X, y = cut(random_walk(rng, 1500, 2), 12, step=step)
    assert not severities("label-shuffle", X, y)
    some = rng.permutation(len(y))[: int(share * len(y))]
    y[some] = y[rng.permutation(some)]
    (finding,) = found("label-shuffle", X, y)
    assert finding.severity == "error"
    assert set(finding.samples) <= set(some.tolist())


@pytest.mark.parametrize("horizon", [1, 7, 60])
def test_a_target_far_ahead_is_in_order(horizon: int) -> None:
    X, y = cut(np.cumsum(np.random.default_rng(0).standard_normal((1500, 1)), axis=0), 12, horizon=horizon)
    assert not severities("label-shuffle", X, y)


def test_a_series_that_repeats_itself_has_no_before() -> None:
    months = np.tile(np.random.default_rng(0).standard_normal(12), 40)[:, None]
    X, X_val = chronological(months, 14)
    assert not severities("val-before-train", X, validation_data=(X_val,))
    assert not severities("split-without-gap", X, validation_data=(X_val,))


@pytest.mark.parametrize("step", [1, 3])
def test_a_middle_fold_lies_between_training_windows(step: int) -> None:
    X, _ = cut(random_walk(np.random.default_rng(0), 1500, 2), 12, step=step)
    a, b = int(0.4 * len(X)), int(0.6 * len(X))
    (finding,) = found("interleaved-split", np.concatenate([X[:a], X[b:]]), validation_data=(X[a:b],))
    assert finding.severity == "warning"
    assert finding.evidence["train_samples"][0] < a <= finding.evidence["train_samples"][1]
    assert not found("interleaved-split", X[:b], validation_data=(X[b:],))
    assert not found("interleaved-split", X[a:], validation_data=(X[:a],))


def test_folds_of_counts_in_the_order_of_time_are_not_interleaved() -> None:
    for seed in range(20):
        counts = np.random.default_rng(seed).poisson(2.0, (1200, 1)).astype(float)
        X, X_val = chronological(counts, 24)
        assert not found("interleaved-split", X, validation_data=(X_val,))


@pytest.mark.parametrize("shuffled", [False, True])
def test_a_feature_that_rests_in_validation_hides_no_overlap(shuffled: bool) -> None:
    rng = np.random.default_rng(0)
    series = random_walk(rng, 900, 3)
    series[:, 2] = np.arange(900) < 300  # a state that train meets, and validation does not
    X, _ = cut(series, 12)
    train = X[rng.permutation(800)] if shuffled else X[:800]
    (finding,) = found("train-val-overlap", train, validation_data=(X[500:700],))
    assert (finding.severity, finding.evidence["matches"]) == ("error", 200)
    with_id = np.concatenate([X, np.broadcast_to(rng.integers(0, 9, (len(X), 1, 1)), (len(X), 12, 1))], axis=2)
    order = rng.permutation(800) if shuffled else np.arange(800)
    (finding,) = found("train-val-overlap", with_id[order], validation_data=(with_id[500:700],))
    assert (finding.severity, finding.evidence["matches"]) == ("error", 200)


@pytest.mark.parametrize("types", [("f4", "f8"), ("f8", "f4"), ("f4", "f2"), ("i8", "i4"), ("i4", "f4")])
def test_splits_of_other_types_are_compared_in_the_one_they_have_in_common(types: tuple[str, str]) -> None:
    X, _ = cut(np.round(100 * random_walk(np.random.default_rng(0), 900, 2)) / (8 if types[1] != "f8" else 7), 12)
    X = np.round(X) if "i" in types[0] + types[1] else X
    (finding,) = found("train-val-overlap", X[:800].astype(types[0]), validation_data=(X[500:700].astype(types[1]),))
    assert (finding.severity, finding.evidence["matches"]) == ("error", 200)


def test_a_steep_trend_is_no_change_of_unit() -> None:
    rng = np.random.default_rng(0)
    growth = np.exp(np.linspace(0, 9, 1200))[:, None] * (1 + 0.02 * rng.standard_normal((1200, 2)))
    X, X_val = chronological(growth, 12, share=0.6)
    assert severities("val-shift", X, validation_data=(X_val,)) == ["info"]
    assert "warning" in severities("val-shift", X, validation_data=(1000 * X_val,))
    mean, std = X.mean((0, 1)), X.std((0, 1))
    scaled, scaled_val = (X - mean) / std, (X_val - mean) / std
    assert not severities("val-scaler-mismatch", scaled, validation_data=(scaled_val,))
    assert severities("val-scaler-mismatch", scaled, validation_data=(X_val * 10,)) == ["warning"]


def test_a_random_split_explains_the_extremes_that_both_halves_hold() -> None:
    X, _ = cut(random_walk(np.random.default_rng(0), 900, 1), 12)
    X = (X - X.min()) / np.ptp(X)
    order = np.random.default_rng(1).permutation(len(X))
    report = seqguard.inspect(X[order[:600]], validation_data=(X[order[600:]],), select=["SG6"], progress=False)
    assert [f.slug for f in report.findings] == ["window-overlap"]


@pytest.mark.parametrize(("theirs", "overlap"), [(2**63 - 1, False), (2**60 + 1, True)])
def test_groups_of_signed_and_unsigned_numbers_are_compared_exactly(theirs: int, overlap: bool) -> None:
    rng = np.random.default_rng(0)
    ours = np.full(60, 2**63 + 5 if not overlap else 2**60 + 1, np.uint64)
    first, second = (
        seqguard.Split(rng.standard_normal((60, 6, 2)), groups=groups)
        for groups in (ours, np.full(60, theirs, np.int64))
    )
    report = seqguard.inspect(first, validation_data=second)
    assert not report.crashed
    assert ("group-overlap" in {f.slug for f in report.findings}) is overlap
