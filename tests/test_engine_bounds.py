"""What keeps time and memory in bounds changes no answer."""

import sys
import time
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.basis.kinds import Column, Columns, Kinds, _part
from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core import hashing
from seqguard.core.plan import Array
from seqguard.facts.series.disorder import FEWEST_VALUES, Disorder, rich_from
from seqguard.facts.series.places import Places
from seqguard.facts.splits.continuity import Continuity
from seqguard.facts.values.dominant import commonest
from seqguard.measures.middle import medians
from seqguard.statistics.fingerprints import Fingerprints
from seqguard.statistics.moments import Moments
from seqguard.testing import fact_of, statistic_of


def holed(values: Array, rng: np.random.Generator) -> Array:
    """The same with NaN and both infinities, one column of each alone, and one of negative zeros."""
    if values.dtype.kind == "f":
        for i, hole in enumerate((np.nan, np.inf, -np.inf)):
            values[rng.random(values.shape) < 0.1] = hole
            values[:, i] = hole
        values[:, 3] = -0.0
    return values


@pytest.mark.parametrize("rows", [0, 1, 2, 5, 60])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i8", "u1"])
def test_columns_sorted_together_are_those_sorted_one_by_one(rows: int, dtype: str) -> None:
    rng = np.random.default_rng(rows)
    drawn = np.abs(np.round(rng.standard_normal((rows, 40)) * rng.choice([0.5, 2, 50], 40)))
    values = holed(drawn.astype(dtype), rng)
    for of in (None, rows, rows + 5):
        even, odd = np.arange(0, 40, 2), np.arange(1, 40, 2)
        together = Kinds(Columns([_part(values[:, some], some, False, of) for some in (even, odd)], 40))
        assert together.tally() == Counter(kind_of(column) for column in together)
        for f, column in enumerate(together):
            distinct, counts = np.unique(values[:, f][np.isfinite(values[:, f])], return_counts=True)
            assert np.array_equal(column.values, distinct)
            assert np.array_equal(column.counts, counts)
            assert column.values.dtype == values.dtype
            assert column.n == counts.sum()
            assert column.of == (counts.sum() if of == rows else of)
            assert column.kind == kind_of(column)


def kind_of(column: Column) -> str:
    counts = column.counts
    if len(counts) < 3:
        return ("empty", "constant", "binary")[len(counts)]
    if len(counts) <= 12 and counts.max() > 1:
        return "discrete"
    return "continuous" if 2 * (len(counts) - 1) >= column.n - counts.max() else "quantised"


@pytest.mark.parametrize("dtype", ["f4", "i8"])
def test_the_commonest_of_many_columns_is_that_of_each(dtype: str) -> None:
    rng = np.random.default_rng(0)
    values = holed(np.round(rng.standard_normal((15, 300)) * rng.choice([0.3, 1, 3], 300)).astype(dtype), rng)
    value, most = commonest(values)
    for f in range(300):
        distinct, counts = np.unique(values[:, f], return_counts=True)
        np.testing.assert_equal(value[f], float(distinct[counts.argmax()]) + 0.0)
        assert most[f] == counts.max()


@pytest.mark.parametrize("padded", [False, True])
def test_samples_too_large_for_figures_of_every_step_have_them_of_every_feature(
    padded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(1)
    X = rng.standard_normal((40, 12, 3))
    X[7, 3, 1], X[9, 5, 2], X[11, 0, 0] = np.nan, 1e3, -np.inf
    if padded:
        X[np.arange(12)[None] >= rng.integers(2, 13, 40)[:, None]] = 0
    each = statistic_of(Moments, X)
    monkeypatch.setattr("seqguard.statistics.moments.LARGE", 30)
    row = statistic_of(Moments, X, chunk=7)
    assert each.mean.shape == (12, 3)
    assert row.mean.shape == (1, 3)
    np.testing.assert_allclose(row.feature_mean(), each.feature_mean(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(row.feature_var(), each.feature_var(), rtol=1e-12, atol=1e-12)
    for name in ("finite", "nan", "inf"):
        assert np.array_equal(getattr(row, name).sum(0), getattr(each, name).sum(0))
    at = each.max[:, 2].argmax()
    assert row.max_place[0, 2] == each.max_place[at, 2]
    report = seqguard.inspect(X)
    assert not report.crashed
    assert "nan-values" in {f.slug for f in report.findings}


def test_of_one_sample_beyond_the_budget_the_first_rows_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqguard.basis.series.BUDGET", 600)
    X = np.random.default_rng(0).standard_normal((1, 1000, 2))
    series, places = (fact_of(kind, X) for kind in (Series, Places))
    assert np.array_equal(series.rows, X[0, :300])
    assert series.of == 1000
    assert places.cell.tolist() == list(range(300))


def test_a_single_step_has_no_parts_but_its_own() -> None:
    X = np.repeat(np.random.default_rng(0).standard_normal((500, 1, 1)), 2, 0)
    found = statistic_of(Fingerprints, X)
    assert (found.count == 2).all()
    assert (found.last - found.first == 1).all()
    for name in ("front", "back", "head", "tail", "changes"):
        assert (getattr(found, name) == 1).all()


def folds(copied_from: int, into: int) -> dict[str, tuple[Array, Array]]:
    rng = np.random.default_rng(2)
    parts = [rng.standard_normal((60, 8, 2)) for _ in range(12)]
    parts[into][:30] = parts[copied_from][:30]
    return {f"fold{i}": (part, rng.standard_normal(60)) for i, part in enumerate(parts)}


@pytest.mark.parametrize(("before", "named"), [(8, True), (9, False)])
def test_a_split_is_compared_with_train_and_the_eight_before_it(before: int, named: bool) -> None:
    rng = np.random.default_rng(3)
    X, y = rng.standard_normal((200, 8, 2)), rng.standard_normal(200)
    given = folds(10 - before, 10)
    found = seqguard.inspect(X, y, validation_data=given, select=["train-val-overlap"]).findings
    assert bool(found) == named
    given["fold11"][0][:30] = X[:30]
    found = seqguard.inspect(X, y, validation_data=given, select=["train-val-overlap"]).findings
    assert "fold11" in {f.split for f in found}


def test_what_goes_on_from_a_split_that_goes_on_from_train_is_reached() -> None:
    series = random_walk(np.random.default_rng(4), 1300, 2) + np.arange(1300)[:, None]
    X, y = cut(series, 10)
    pieces = [(X[i : i + 200], y[i : i + 200]) for i in range(400, 1200, 200)]
    later = {f"part{i}": pieces[i] for i in (2, 0, 3, 1)}  # not in the order of time
    later["elsewhere"] = (X[800:1000] + 1e5, y[800:1000])
    reached = {
        name: fact_of(Continuity, X[:400], y[:400], split=name, validation_data=later).continues.all() for name in later
    }
    assert reached == {"part2": True, "part0": True, "part3": True, "part1": True, "elsewhere": False}


@pytest.mark.parametrize("rows", [1, 2, 7, 8])
@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_medians_leave_out_what_is_missing(rows: int, share: float) -> None:
    rng = np.random.default_rng(rows)
    x = rng.standard_normal((rows, 3, 5))
    x[rng.random(x.shape) < share] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of columns without a number, by NumPy
        np.testing.assert_array_equal(medians(x), np.nanmedian(x, (0, 1)))


@pytest.mark.parametrize("width", [1, 3, 2**16 + 1])
def test_rows_hashed_some_at_a_time_have_the_hashes_of_each(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(0).standard_normal((11, width), dtype=np.float32)
    each = np.concatenate([hashing.row_hashes(row[None]) for row in rows])
    assert np.array_equal(hashing.row_hashes(rows), each)
    monkeypatch.setattr(hashing, "CELLS", 4)
    assert np.array_equal(hashing.row_hashes(rows), each)


def test_how_many_steps_hold_different_values_is_what_a_sort_of_each_beginning_says() -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        words = rng.integers(0, rng.integers(1, 9), rng.integers(1, 9, 3))
        for fewest in (1, 2, FEWEST_VALUES):
            needed = rich_from(words, fewest)
            for steps in range(1, words.shape[1] + 1):
                ordered = np.sort(words[:, :steps], 1)
                several = ((ordered[:, 1:] != ordered[:, :-1]).sum(1) >= fewest - 1).any(1)
                assert ((needed <= steps) == several).all()


@pytest.mark.parametrize("shape", [(8, 1, 12_000), (8, 3, 12_000), (8, 12_000, 1)])
def test_thousands_of_shifts_that_fit_take_no_sort_each(shape: tuple[int, int, int]) -> None:
    values = np.full(shape, 1.5) if shape[1] < 9 else np.arange(96_000).reshape(shape) % 2.0
    started = time.process_time()
    fact_of(Disorder, values)
    assert time.process_time() - started < 3  # a sort for each of 12,000 shifts takes 11 s


@pytest.mark.parametrize("dtype", ["f4", "i4"])
def test_no_function_is_called_for_each_of_many_features_of_few_rows(dtype: str) -> None:
    features, called = 20_000, Counter[str]()  # 300,000 took two seconds where a dozen checks went through all of them
    X = np.random.default_rng(0).standard_normal((3, 1, features)).cumsum(1) * 100

    def count(frame: Any, event: str, _: object) -> None:
        if event == "call" and "seqguard" in frame.f_code.co_filename:
            called[f"{frame.f_code.co_filename}:{frame.f_code.co_name}"] += 1

    seqguard.inspect(X[:, :, :3], progress=False)
    sys.setprofile(count)
    try:
        seqguard.inspect(X.astype(dtype), progress=False)
    finally:
        sys.setprofile(None)
    name, times = called.most_common(1)[0]
    assert times < features, f"{name} was called {times:,} times"
