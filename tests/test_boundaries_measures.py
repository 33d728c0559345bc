"""Numbers of what facts share (piles, stretches, cores, tails): just inside of each, and just outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import some

from seqguard.basis.series import Series
from seqguard.measures.core_range import bounds_of, core_range
from seqguard.measures.isolation import isolated, tail_chance
from seqguard.measures.piles import _ends, clipped, shown_by_train
from seqguard.measures.stretches import Runs, one_place, rank_sum, regular
from seqguard.measures.windows import Hashed, places

Array = npt.NDArray[Any]


def column(values: Any, counts: Any = 1) -> Any:
    values = np.asarray(values, float)
    counts = np.broadcast_to(np.asarray(counts), values.shape)
    return some(values=values, counts=counts, n=int(counts.sum()), of=None, static=False)


def irregular(n: int = 60, top: float = 7.3, low: float = -3.1) -> Array:
    """Values that lie on no grid, the lowest and the highest as given."""
    inner = np.sort(np.random.default_rng(0).uniform(low + 0.1, top - 0.1, n - 2))
    return np.concatenate([[low], inner, [top]])


@pytest.mark.parametrize(
    ("top", "natural"),
    [(1.0, True), (100.0, True), (255.0, True), (255.0000009, True), (255.0000011, False), (7.3, False)],
)
def test_a_scale_ends_at_a_share_a_percentage_and_a_byte(top: float, natural: bool) -> None:
    assert _ends(column(irregular(top=top, low=0.2)), 100) is natural


def floored(floor: int, beside: int = 1) -> Any:
    return column(irregular(), [floor, *[beside] * 58, 100])


@pytest.mark.parametrize(
    ("given", "natural"),
    [
        (floored(21), True),  # a fifth of the pile at the top
        (floored(19), False),
        (floored(159), True),
        (floored(161), False),
        (floored(31, beside=10), True),  # three times its neighbours
        (floored(29, beside=10), False),
    ],
)
def test_a_quantity_fills_its_range_where_both_ends_pile_up(given: Any, natural: bool) -> None:
    assert _ends(given, 100) is natural


def levels(count: int = 50, step: float = 0.37, begin: float = -3.0, off: float = 0.0) -> Any:
    values = step * (begin + np.arange(count + 1))
    values[count // 2 :] += off * step
    return column(values)


@pytest.mark.parametrize(
    ("given", "natural"),
    [
        (levels(100), True),  # as many as a percentage has
        (levels(101), False),
        (levels(off=0.04), True),
        (levels(off=0.06), False),
        (levels(step=2 * (1 + 0.9e-3)), False),  # a decimal step that nothing was taken off
        (levels(step=2 * (1 + 1.1e-3)), True),
        (levels(step=0.5), False),
        (levels(step=0.1), False),
        (levels(step=0.09999), False),
        (levels(step=0.2, begin=-3.04), False),
        (levels(step=0.2, begin=-3.06), True),
    ],
)
def test_levels_of_a_scaled_percentage_may_pile_up(given: Any, natural: bool) -> None:
    assert _ends(given, 100) is natural


def capped(runs: int, entry: float = 0.0, n: int = 400, T: int = 12, step: int = 1, at_one: float = 0.0) -> Any:
    """Whether a pile at 100.3, in so many stretches of five, is natural; None where it is at one timestep.

    The series goes up and down by 1, and lies `entry` below the pile beside it; `at_one`: the share of the pile that
    stands at the first timestep of its sample.
    """
    rows = 50 + np.cumsum(np.tile([1.0, -1.0], n // 2)) + np.linspace(0, 0.01, n)
    for i in range(runs):
        at = 20 + 40 * i
        rows[at - 1], rows[at + 5] = 100.3 - entry, 100.3 - entry - 1e-3
        rows[at : at + 5] = 100.3
    values, counts = np.unique(rows, return_counts=True)
    cell = 1 + T * np.arange(n)
    pile = np.flatnonzero(rows == 100.3)
    cell[pile[: round(at_one * len(pile))]] -= 1
    cell[pile[round(at_one * len(pile)) :]] += np.arange(len(pile) - round(at_one * len(pile))) % max(1, T - 1)
    series = some(rows=rows[:, None], starts=np.arange(n) == 0, shuffled=False)
    pile_ = clipped(some(T=T, step=step, F=1), column(values, counts), 0, series, cell, (2.0, 0.5, 0.001))
    return None if pile_ is None else pile_.natural


@pytest.mark.parametrize(
    ("runs", "entry", "natural"),
    [(3, 0.01, False), (2, 0.01, True), (2, 0.55, False), (2, 0.45, True), (1, 5.0, True)],
)
def test_three_stretches_at_the_top_are_a_cap_and_two_where_the_series_jumps(
    runs: int, entry: float, natural: bool
) -> None:
    assert capped(runs, entry) is natural


@pytest.mark.parametrize(("rest", "natural"), [(0.51, True), (0.49, False)])
def test_a_column_that_is_at_the_top_in_half_of_its_rows_rests_there(rest: float, natural: bool) -> None:
    rows = np.repeat(np.random.default_rng(0).standard_normal(400), 2)
    rows[rows >= np.quantile(rows, 1 - rest)] = 9.0
    values, counts = np.unique(rows, return_counts=True)
    series = some(rows=rows[:, None], starts=np.arange(800) == 0, shuffled=False)
    pile = clipped(some(T=9, step=1, F=1), column(values, counts), 0, series, np.arange(800), (2.0, 0.5, 0.001))
    assert pile is not None
    assert pile.natural is natural


@pytest.mark.parametrize(("different", "natural"), [(3, False), (1, True)])
def test_one_stretch_in_many_shuffled_windows_is_one(different: int, natural: bool) -> None:
    rng = np.random.default_rng(0)
    windows = rng.standard_normal((60, 8))
    windows[:12, 4:] = 9.0
    windows[:12, 3] = 5 + np.arange(12) % different
    rows = windows.ravel()
    values, counts = np.unique(rows, return_counts=True)
    series = some(rows=rows[:, None], starts=np.arange(480) % 8 == 0, shuffled=True)
    pile = clipped(some(T=8, step=0, F=1), column(values, counts), 0, series, np.arange(480), (2.0, 0.5, 0.001))
    assert pile is not None
    assert pile.natural is natural


@pytest.mark.parametrize(
    ("T", "step", "share", "left"),
    [(3, 0, 0.96, False), (3, 0, 0.92, True), (2, 0, 0.96, True), (3, 1, 0.96, True), (9, 0, 0.96, False)],
)
def test_a_pile_at_one_timestep_is_there_by_construction(T: int, step: int, share: float, left: bool) -> None:
    assert (capped(5, T=T, step=step, at_one=share) is not None) is left


@pytest.mark.parametrize(("times", "shown"), [(31, True), (29, False)])
def test_train_confirms_a_cap_by_a_pile_of_its_own(times: int, shown: bool) -> None:
    train = column(irregular(), [*[10] * 59, times])
    assert shown_by_train(some(value=7.3), train) is shown
    assert shown_by_train(some(value=7.2), train)


@pytest.mark.parametrize(("off", "bounds"), [(0.9e-6, "[0, 1]"), (1.1e-6, "")])
def test_an_extreme_is_one_to_a_millionth(off: float, bounds: str) -> None:
    assert bounds_of(0.0, 1 - off) == bounds


@pytest.mark.parametrize(("values", "found"), [([0, 1, 9], True), ([0, 9], False)])
def test_a_core_needs_three_values(values: list[float], found: bool) -> None:
    assert (core_range(column(values), values[0], values[-1], 0.01) is not None) is found


@pytest.mark.parametrize(("others", "found"), [(12, True), (11, False)])
def test_a_value_stands_apart_from_twelve_others(others: int, found: bool) -> None:
    values = [*range(others), 1_000.0]
    assert (isolated(column(values), 0.0, 1_000.0, 0.3) is not None) is found


@pytest.mark.parametrize(("beyond", "level"), [([1_000, 1_001, 1_002], True), ([1_000, 1_001], False)])
def test_three_values_out_there_are_a_level(beyond: list[float], level: bool) -> None:
    found = isolated(column([*range(100), *beyond]), 0.0, beyond[-1], 0.05)
    assert found is not None
    assert found.level is level


@pytest.mark.parametrize(
    ("n", "k"),
    [
        (1_000, 50),  # a twentieth
        (2_000, 100),
        (10_000, 200),  # and two hundred at most
        (40, 3),
    ],
)
def test_a_tail_is_judged_by_its_upper_twentieth(n: int, k: int) -> None:
    values = np.sort(np.concatenate([-np.arange(1.0, n // 2), [0.0], np.exp(np.linspace(0, 1, n // 2) ** 3)]))
    far = some(side="high", high=float(values[-1]), low=float(values[0]), extreme=50.0)
    above = values[values > 0]  # the median is 0
    logs = np.log(above[-k:] / above[-k - 1])
    wanted = (50.0 / above[-1]) ** (-(1 - k**-0.5) / max(float(logs.mean()), 1 / 20))
    assert tail_chance(column(values), far) == pytest.approx(wanted, rel=0.02)


def test_no_tail_is_steeper_than_twenty() -> None:
    values = np.concatenate([np.linspace(-1, 1, 900), 2 + np.linspace(0, 1e-6, 100)])
    far = some(side="high", high=float(values[-1]), low=-1.0, extreme=4.0)
    middle = float(values[499])
    wanted = ((4.0 - middle) / (values[-1] - middle)) ** (-20 * (1 - 50**-0.5))
    assert tail_chance(column(values), far) == pytest.approx(wanted, rel=0.02)


@pytest.mark.parametrize(("beyond", "told"), [([1, 2, 3, 4], True), ([2, 3, 4], False)])
def test_a_tail_needs_four_values(beyond: list[float], told: bool) -> None:
    values = [*(-np.arange(4.0, 0, -1)), 0.0, *beyond][-2 * len(beyond) - 1 :]
    far = some(side="high", high=4.0, low=min(values), extreme=90.0)
    assert (tail_chance(column(values), far) < 1.0) is told


def test_two_thousand_runs_are_ranked() -> None:
    a = np.repeat([0.0, 1.0], [1_000, 1_500])
    assert rank_sum(a, np.zeros(10))[1] == 0.75
    assert rank_sum(np.ones(9), np.zeros(10)) != (0.0, 0.5)
    assert rank_sum(np.ones(9), np.zeros(9)) == (0.0, 0.5)


def one_series(n: int, starts: tuple[int, ...] = (0,)) -> Any:
    return Series(np.zeros((n, 1)), np.isin(np.arange(n), starts), np.ones(n, bool), n)


def begins(*apart: int) -> Array:
    return np.cumsum([3, *apart])


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (begins(*[7] * 5), True),
        (begins(*[7] * 4), False),
        (begins(7, 7, 7, 7, 1, 7, 7, 11, 7, 7), True),  # four in five
        (begins(7, 7, 2, 7, 7, 1, 7, 31, 7, 7), False),
        (begins(7, 5, 5, 7, 7, 7, 5, 7, 5, 19), True),  # two distances, nine in ten
        (begins(7, 5, 5, 7, 7, 7, 5, 7, 41, 19), False),
    ],
)
def test_runs_at_one_distance_are_regular(first: Array, found: bool) -> None:
    assert regular(first, one_series(500)) is found


@pytest.mark.parametrize(("inside", "found"), [(24, True), (25, False)])
def test_runs_of_a_period_are_looked_for_up_to_24(inside: int, found: bool) -> None:
    apart = np.random.default_rng(0).integers(20, 400, inside)
    assert regular(begins(*np.tile(apart, 6)), one_series(100_000)) is found


@pytest.mark.parametrize(("pieces", "found"), [(8, True), (7, False)])
def test_eight_pieces_that_begin_alike_have_a_state_of_their_own(pieces: int, found: bool) -> None:
    starts = np.cumsum(np.arange(40, 40 + pieces)) - 40
    assert one_place(starts + 5, one_series(40 * 20, tuple(int(s) for s in starts))) is found


@pytest.mark.parametrize(("rows", "told"), [(11, True), (10, False)])
def test_a_series_has_memory_from_ten_steps_on(rows: int, told: bool) -> None:
    values = np.concatenate([np.linspace(0, 1, rows - rows // 2), np.linspace(90, 91, rows // 2)])
    series = some(starts=np.arange(rows) == 0, distinct=np.ones(rows, bool))
    assert Runs(values, series).memory(-1.0) is told


def in_order(n: int = 60, T: int = 5, ordered: float = 1.0) -> Any:
    shift = (np.arange(n) <= ordered * (n - 1)).astype(np.int64)
    still = np.zeros(n, np.int64)
    plan = some(T=T, n=n, padding=None, sliding=False, step=1)
    return places(some(source=some()), plan, Hashed(shift, np.arange(n).astype(np.uint64), still), 3)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"T": 3}, True),
        ({"T": 2}, False),
        ({"n": 8}, True),
        ({"n": 7}, False),
        ({"n": 501, "ordered": 0.61}, True),
        ({"n": 501, "ordered": 0.59}, False),
    ],
)
def test_windows_are_put_in_order_where_most_continue_another(given: dict[str, Any], told: bool) -> None:
    assert (in_order(**given) is not None) is told
