"""Numbers by which values are read as padding, labels, tokens or a series: just inside of each, and just outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import some

from seqguard.core.arguments import DataOptions
from seqguard.reading import peeks
from seqguard.reading.origins import _agreement, _agreement_up_to_scale
from seqguard.reading.tokens import next_tokens, tokens
from seqguard.reading.values import _numbered, counts_on, nan_padding, padding, task_of

Array = npt.NDArray[Any]


def filled(n: int, steps: int, lengths: list[int], fill: float = 0.0, inner: int = 0, other: int = 0) -> Array:
    """Noise; the first samples end in rows of `fill`, `inner` more hold it within, `other` begin with it."""
    x = np.random.default_rng(0).uniform(1, 2, (n, steps, 1))
    for i, length in enumerate(lengths):
        x[i, steps - length :] = fill
    x[len(lengths) : len(lengths) + inner, steps // 2] = fill
    x[:other, :2] = fill
    return x


def lengths(count: int, *of: int) -> list[int]:
    return [of[i % len(of)] for i in range(count)]


@pytest.mark.parametrize(
    ("x", "found"),
    [
        (filled(8, 6, [2, 3, 4]), True),
        (filled(7, 6, [2, 3, 4]), False),  # of seven samples nothing is told
        (filled(40, 4, lengths(10, 1, 2)), True),
        (filled(40, 3, lengths(10, 1, 2)), False),  # of three timesteps neither
        (filled(40, 5, lengths(10, 1, 2)), False),  # of five on, one row at the end is an ordinary value
        (filled(40, 13, lengths(10, 1, 2)), False),
        (filled(40, 8, [2, 3, 4]), True),
        (filled(40, 8, [2, 3]), False),
        (filled(1_000, 8, lengths(52, 2, 3, 4)), True),  # a twentieth of the samples
        (filled(1_000, 8, lengths(48, 2, 3, 4)), False),
        (filled(200, 8, lengths(48, 2, 3, 4), inner=2), True),  # 2 of 146 cells stand within
        (filled(200, 8, lengths(48, 2, 3, 4), inner=6), False),
        (filled(200, 9, lengths(102, 2, 3, 4), other=2), True),  # 2 of 102 begin with it too
        (filled(200, 9, lengths(102, 2, 3, 4), other=4), False),
    ],
)
def test_padding_is_a_row_that_fills_samples_up(x: Array, found: bool) -> None:
    assert (padding(x)[0] is not None) is found


@pytest.mark.parametrize(
    ("x", "found"),
    [
        (filled(40, 3, [1, 2, 1], np.nan), True),
        (filled(40, 2, [1, 1, 1], np.nan), False),
        (filled(40, 9, [1, 2, 1], np.nan), True),
        (filled(40, 9, [1, 2], np.nan), False),
        (filled(300, 9, lengths(150, 1, 2, 3), np.nan, inner=5), True),  # 5 against 300 rows
        (filled(300, 9, lengths(150, 1, 2, 3), np.nan, inner=8), False),
        (filled(300, 9, lengths(150, 1, 2, 3), np.nan, inner=16), False),
    ],
)
def test_nan_padding_stands_at_the_end_and_hardly_elsewhere(x: Array, found: bool) -> None:
    assert (nan_padding(x)[0] is not None) is found


@pytest.mark.parametrize(
    ("labels", "task"),
    [
        ([0, 10, 49], "classification"),
        ([0, 10, 50], "ambiguous"),
        ([*range(10)], "classification"),
        ([*range(11)], "ambiguous"),
    ],
)
def test_floats_are_labels_where_ten_at_most_lie_below_fifty(labels: list[int], task: str) -> None:
    values = np.resize(np.array(labels, float), 1_000)
    plan = some(layout="columns", F=1, origin=None, integral=False, dtype="float32")
    assert task_of(values[:, None], plan)[0] == task


@pytest.mark.parametrize(
    ("distinct", "counts", "numbered"),
    [
        (range(20), [5] * 20, True),
        (range(21), [5] * 21, False),
        (range(4), [16, 2, 1, 1], True),  # five samples a class
        (range(4), [15, 2, 1, 1], False),
        ([1, 2, 4], [3, 3, 3], True),
        ([1, 2, 4], [2, 2, 2], False),
        ([1, 2, 4], [10, 10, 29], True),  # a third of the commonest
        ([1, 2, 4], [10, 10, 31], False),
    ],
)
def test_few_integers_are_class_numbers(distinct: Any, counts: list[int], numbered: bool) -> None:
    assert _numbered(np.array(distinct), np.array(counts)) is numbered


@pytest.mark.parametrize(
    ("values", "said"), [([0, 1, 3], "they leave numbers out"), ([0, 3], ""), ([0.0, np.nan, 1, 3], "they leave")]
)
def test_three_numbers_with_a_gap_are_counts(values: list[float], said: str) -> None:
    found = counts_on(np.array(values), np.zeros((9, 1)))
    assert found.startswith(said)
    assert bool(found) is bool(said)


@pytest.mark.parametrize(("alike", "counts"), [(0.91, True), (0.89, False)])
def test_numbers_that_a_feature_holds_as_often_are_counts(alike: float, counts: bool) -> None:
    values = np.repeat([0, 1, 2], [500, 300, 200])
    column = np.repeat([0, 1, 2], np.rint([500, 300 + 1_000 * (1 - alike), 200 - 1_000 * (1 - alike)]).astype(int))
    assert bool(counts_on(values, column[:, None])) is counts


def drawn(phi: float = 0.0, words: int = 400, n: int = 3_000, steps: int = 12) -> Array:
    """Whole numbers of which each follows the one before so much: their von Neumann ratio is 2 (1 - phi)."""
    rng = np.random.default_rng(0)
    x = np.zeros((n, steps))
    x[:, 0] = rng.standard_normal(n)
    for t in range(1, steps):
        x[:, t] = phi * x[:, t - 1] + (1 - phi**2) ** 0.5 * rng.standard_normal(n)
    return np.asarray(np.clip(np.rint(words * (0.5 + x / 8)), 1, words))


def stray(share: float) -> Array:
    x = drawn()
    x.ravel()[: round(share * x.size)] = -1
    return x


@pytest.mark.parametrize(
    ("x", "ids", "padded", "told"),
    [
        (drawn(), None, False, True),
        (drawn(steps=3), None, False, True),
        (drawn(steps=2), None, False, False),
        (stray(0.049), None, False, True),
        (stray(0.051), None, False, False),
        (np.random.default_rng(0).integers(1, 21, (500, 9)), None, False, True),  # twenty words
        (np.random.default_rng(0).integers(1, 20, (500, 9)), None, False, False),
        (drawn(0.2), None, False, True),  # a ratio of 1.6
        (drawn(0.3), None, False, False),  # of 1.4
        (drawn(0.45), range(300), True, True),  # of 1.1 in padded texts of a dense vocabulary
        (drawn(0.55), range(300), True, False),  # of 0.9
        (drawn(0.45), range(300), False, False),
        (drawn(0.45), [*range(0, 200, 2), 1], True, True),  # half of the numbers in use
        (drawn(0.45), [*range(0, 240, 2)][:-15], True, True),
        (drawn(0.45), [*range(109), 240], True, False),
        (drawn(0.45), range(100), True, True),
        (drawn(0.45), range(99), True, False),
    ],
)
def test_whole_numbers_are_ids_of_tokens(x: Array, ids: Any, padded: bool, told: bool) -> None:
    plan = some(F=1, integral=True, T=x.shape[1], padding=some(row=(0.0,)) if padded else None)
    numbers = x if ids is None else np.array([*ids])
    assert tokens(some(shape=x.shape), plan, x[..., None], DataOptions(), lambda: numbers)[0] is told


def crowd(common: float, words: int, n: int = 20_000) -> Array:
    """A share of 1, and the other words equally often."""
    k = round(common * n)
    return np.concatenate([np.ones(k, int), 2 + np.arange(n - k) % words])


@pytest.mark.parametrize(
    ("source", "wanted", "follow"),
    [
        (crowd(0.6, 100), crowd(0.6, 55, 4_000), True),  # more than half of the words
        (crowd(0.6, 100), crowd(0.6, 45, 4_000), False),
        (crowd(0.0, 100), crowd(0.0, 62, 6_200), True),  # 62 % in common
        (crowd(0.0, 100), crowd(0.0, 58, 5_800), False),
    ],
)
def test_integers_after_tokens_are_tokens_of_the_same_vocabulary(source: Array, wanted: Array, follow: bool) -> None:
    plan = some(integral=True, layout="columns")
    assert next_tokens(wanted, plan, source, some(padding=None)) is follow


@pytest.mark.parametrize(
    ("moves", "off", "share"),
    [(8, 0.0, 1.0), (7, 0.0, 0.0), (20, 0.9e-6, 1.0), (20, 1.1e-6, 0.0)],
)
def test_a_target_is_a_row_where_it_moves_eight_times(moves: int, off: float, share: float) -> None:
    rows = np.linspace(1, 2, 20)[:, None]
    rest = np.where(np.arange(20)[:, None] < moves, 0.0, rows)
    assert _agreement(rows, rest, rows[:, 0] + 2 * off).share == share


@pytest.mark.parametrize(("moves", "share"), [(8, 1.0), (7, 0.0)])
def test_a_line_through_a_row_is_told_where_it_moves_eight_times(moves: int, share: float) -> None:
    rows = np.random.default_rng(0).standard_normal((14, 1))
    rest = np.where(np.arange(14)[:, None] < moves, np.random.default_rng(1).standard_normal((14, 1)), rows)
    assert _agreement_up_to_scale(rows, rest, 2 * rows[:, 0] + 1).share == share


@pytest.mark.parametrize(("wild", "found"), [(20.0, True), (40.0, False)])
def test_a_line_is_tried_where_a_quarter_of_the_variance_lies_on_it(wild: float, found: bool) -> None:
    rng = np.random.default_rng(0)
    rows = rng.standard_normal((400, 1))
    values = 2 * rows[:, 0] + 1
    values[:10] += wild * np.tile([1.0, -1.0], 5) * np.linspace(0.9, 1.1, 10)
    r2 = np.corrcoef(rows[:, 0], values)[0, 1] ** 2
    assert (0.25 < r2 < 0.6) if found else (0.09 < r2 < 0.25)
    assert (_agreement_up_to_scale(rows, rng.standard_normal((400, 1)), values).share > 0.9) is found


def given(n: int, *shape: int) -> Any:
    values = np.arange(n * int(np.prod(shape)), dtype=np.float32).reshape(n, *shape)
    return some(shape=values.shape, source=some(read=lambda i, j: values[i:j]))


def test_a_plan_looks_at_so_many_samples_and_no_more() -> None:
    plan = some(n=5_000, T=4, F=1)
    assert len(peeks.singles(given(1_024, 4, 1), some(n=1_024, T=4, F=1))) == 1_024
    assert len(peeks.singles(given(5_000, 4, 1), plan)) == 1_024
    assert len(peeks.pairs(given(5_000, 4, 1), plan)[0]) == 128
    assert len(peeks.pairs(given(100, 4, 1), some(n=100, T=4, F=1))[0]) == 99
    assert len(peeks.run_ranges(100_000)) == 8
    assert peeks.most(peeks.VALUES, 1) == 20_000
    assert len(peeks._spread_ranges(5_000, 1_024)) == 64
    assert peeks.most(1_024, 2**12) == 256  # 8 MiB of float64
    assert peeks.most(1_024, 2**20) == 64


@pytest.mark.parametrize(("n", "looked"), [(20_000, 20_000), (20_001, 64 * (20_000 // 64))])
def test_a_task_is_told_from_20000_targets(n: int, looked: int) -> None:
    assert sum(j - i for i, j in peeks._spread_ranges(n, peeks.most(peeks.VALUES, 1))) == looked
