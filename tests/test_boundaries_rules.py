"""Numbers inside of the rules for sentinels, held values, copies and leaks: just inside of each, and just outside."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, plan, some

from seqguard.checks.imputation._filled import finding
from seqguard.checks.imputation._holds import Hold
from seqguard.checks.imputation._ramps import _counted, _own_slope
from seqguard.checks.imputation.sg305_ffill_imputation import _severity, _side
from seqguard.checks.values._affine import _line
from seqguard.checks.values.sg110_sentinel_value import Outlying, _at_the_ends, _judge
from seqguard.facts.target import leaks
from seqguard.facts.target.labels import like_quantity
from seqguard.facts.target.lags import rank_rest
from seqguard.facts.values.fills import Fill, _fill
from seqguard.facts.values.spikes import Spike

Array = npt.NDArray[Any]
FAR = Outlying(value=-99.0, times=10, low=-5.0, high=5.0, ranges=0.9, middles=2.9, known=True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"times": 2, "ranges": 1, "middles": 3}, "error"),
        ({"times": 2, "ranges": 1, "middles": 3, "value": -98.0}, "warning"),
        ({"times": 2, "ranges": 1, "middles": 2.9}, None),
        ({"known": False, "ranges": 9, "times": 3}, "warning"),
        ({"known": False, "ranges": 9, "times": 2}, None),
        ({"times": 499}, "warning"),
        ({"times": 501}, "info"),
        ({"middles": 3.1}, "error"),
        ({}, "warning"),
    ],
)
def test_a_sentinel_is_judged_by_how_far_and_how_often_it_stands(changed: Given, said: str | None) -> None:
    assert _judge(replace(FAR, **changed), 1_000, 4.0, 0.5, 0.001) == said


def ends(values: list[float], n: int) -> int:
    """How many values at the ends of a column of n rows may be sentinels."""
    counts = np.ones(len(values), int)
    counts[len(values) // 2] += n - len(values)
    return len(list(_at_the_ends(some(values=np.array(values), counts=counts, n=n))))


@pytest.mark.parametrize(
    ("values", "n", "found"),
    [
        ([-999.0, 1, 2, 3], 9, 1),
        ([-999.0, 1, 2], 9, 0),
        ([*range(1, 13)], 20, 2),
        ([*range(1, 13)], 19, 0),
        ([*range(1, 12)], 20, 0),
    ],
)
def test_values_that_may_be_sentinels(values: list[float], n: int, found: int) -> None:
    assert ends(values, n) == found


HELD = Hold(
    feature=0, kind="continuous", limit=5, runs=3, values=3, repeats=11, longest=8, chance=0.1, rows=1_000, leave=3.1,
    enter=2.9, cells=(13,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "certain"),
    [
        ({}, True),
        ({"limit": 6}, False),
        ({"runs": 2, "values": 2}, False),
        ({"longest": 7}, False),
        ({"runs": 10, "values": 8}, True),
        ({"runs": 10, "values": 6}, False),
        ({"repeats": 9}, False),
        ({"leave": 2.9}, False),
        ({"enter": 3.1}, False),
        ({"leave": 2.9, "enter": 3.1}, True),
    ],
)
def test_a_fill_is_certain_where_values_hardly_ever_repeat(changed: Given, certain: bool) -> None:
    assert (_severity([replace(HELD, **changed)]) == "warning") is certain


@pytest.mark.parametrize(
    ("leave", "enter", "said"),
    [
        (3.1, 2.9, "filled forward"),
        (2.9, 3.1, "filled backward"),
        (3.1, 3.1, "A forward or backward fill"),
        (2.9, 2.9, "A forward or backward fill"),
    ],
)
def test_the_side_of_the_jump_tells_the_fill(leave: float, enter: float, said: str) -> None:
    assert said in _side(replace(HELD, leave=leave, enter=enter))


@pytest.mark.parametrize(("chance", "found"), [(0.9e-3, 1), (1.1e-3, 0)])
def test_one_run_is_held_where_chance_gives_none_in_a_thousand(chance: float, found: int) -> None:
    held = some(table=[replace(HELD, runs=1, chance=chance)])
    assert len(list(CHECKS["ffill-imputation"](tensor_plan=plan(), tensor=held))) == found


SPIKE = Spike(
    feature=0, value=1.5, count=50, rows=1_000, runs=50, neighbours=4, rival=1.0, between=False, signed=True,
    hollow=False, regular=False, memory=True, jump=12.0, odds=0.9, mean_error=1.0, median=False, of=None, chance=0.0,
    initial=False, length=1.0, below=0.5, outside=0.0, rounding=0.0, cells=(1,),
)  # fmt: skip


@pytest.mark.parametrize(("jump", "said"), [(3.1, True), (2.9, False)])
def test_neighbours_are_unusually_far_from_three_on(jump: float, said: bool) -> None:
    found = finding(plan(), [Fill(replace(SPIKE, jump=jump), "constant", "warning")], "So.", "Look.")
    assert ("unusually far" in found.message) is said


@pytest.mark.parametrize(("fills", "more"), [(5, ""), (6, ", and 1 more")])
def test_five_fills_are_named_and_the_others_counted(fills: int, more: str) -> None:
    names = tuple(f"f{i}" for i in range(9))
    table = [Fill(replace(SPIKE, feature=i), "constant", "warning") for i in range(fills)]
    found = finding(plan(features=names), table, "So.", "Look.")
    assert ("more." in found.message) is bool(more)
    assert more in found.message


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"mean_error": 1e-5, "between": True, "count": 3, "runs": 3, "jump": 0.0}, "mean"),
        ({"mean_error": 1e-5, "between": True, "count": 2, "runs": 2, "jump": 0.0}, ""),
        ({"mean_error": 7.9e-6, "rounding": 1e-6, "count": 2, "runs": 2, "neighbours": 1, "jump": 0.0}, "mean"),
        ({"mean_error": 8.9e-6, "rounding": 1e-6, "count": 2, "runs": 2, "neighbours": 1, "jump": 0.0}, ""),
        ({"median": True, "jump": 4.1, "count": 4, "runs": 4, "neighbours": 1, "between": True}, "median"),
        ({"median": True, "jump": 4.1, "count": 3, "runs": 3, "neighbours": 1, "between": True}, ""),
        ({"median": True, "jump": 4.1, "count": 243, "neighbours": 220}, "median"),  # 1.1 times its neighbours
        ({"median": True, "jump": 4.1, "count": 241, "neighbours": 220}, ""),
        ({"median": True, "jump": 2.6, "count": 28, "neighbours": 16}, "median"),  # three deviations
        ({"median": True, "jump": 2.6, "count": 26, "neighbours": 16}, ""),
    ],
)
def test_a_frequent_value_is_a_fill(changed: Given, rule: str) -> None:
    fill = _fill(replace(SPIKE, **changed))
    assert ("" if fill is None else fill.rule) == rule


@pytest.mark.parametrize(("same", "own"), [(2, True), (3, False)])
def test_a_line_has_a_slope_of_its_own(same: int, own: bool) -> None:
    """Of 20 readings: as many as a tenth may stand off lines."""
    line = np.linspace(0, 21 * 0.37, 22)
    off = np.cumsum(np.where(np.arange(40) <= same, 0.37, 1.0 + 0.01 * np.arange(40))) + 50
    values = np.concatenate([line, off])
    assert _own_slope(values, np.array([1]), np.array([20])).tolist() == [own]


@pytest.mark.parametrize(("begin", "counted"), [(1.4, True), (1.6, False)])
def test_a_line_from_the_lowest_value_counts(begin: float, counted: bool) -> None:
    values = np.array([50.0, begin, 1 + begin, 2 + begin, 3 + begin, 0.0])
    grid = some(values=np.arange(0.0, 51.0))
    assert _counted(grid, values, np.array([1]), np.zeros(6, bool)).tolist() == [counted]


@pytest.mark.parametrize(("offset", "found"), [(8_000.0, True), (9_000.0, False)])
def test_no_copy_is_told_where_rounding_is_a_hundredth_of_the_range(offset: float, found: bool) -> None:
    """Rounding is 4 * 2**-23 of twice the offset: .0076 at 8,000, where the range is .8."""
    a = np.linspace(0, 0.8, 400) + 1.0
    b = a + offset
    assert (_line(a, b) is not None) is found


@pytest.mark.parametrize(("nan", "dropped"), [(41, True), (42, False)])
def test_samples_are_dropped_where_that_costs_half_of_them(nan: int, dropped: bool) -> None:
    moments = some(
        nan=np.array([[nan, 0, 0]]), count=np.array([[1_000] * 3]), nan_place=np.array([[5, -1, -1]]),
    )  # fmt: skip
    (found,) = CHECKS["nan-values"](plan=plan(n=1_000, T=12), x=moments)
    assert bool(found.fix) is dropped


@pytest.mark.parametrize(
    ("values", "counts", "quantity"),
    [
        (range(4), [16, 100, 16, 4], True),
        (range(4), [14, 100, 16, 4], False),  # a drop to a seventh beside the mode
        (range(4), [16, 100, 16, 6], False),  # the last is more than a twentieth of it
        (range(2, 8), [29, 60, 100, 80, 50, 20], True),
        (range(2, 8), [31, 60, 100, 80, 50, 20], False),
        (range(2, 7), [29, 60, 100, 80, 20], False),
    ],
)
def test_frequencies_that_rise_to_a_mode_are_those_of_a_quantity(
    values: Any, counts: list[int], quantity: bool
) -> None:
    assert like_quantity(np.array(values, float), np.array(counts)) is quantity


def lagged(n: int = 200, **more: Any) -> Any:
    """n samples of six steps and four features that say nothing of the target."""
    rng = np.random.default_rng(0)
    given: Given = {
        "x": rng.standard_normal((n, 6, 4)), "y": rng.standard_normal((n, 1)), "columns": np.array([[0, 0]]),
        "index": np.arange(n), "rest": np.ones((1, 6, 4)), "rest_mean": np.ones((1, 4)), "equal": np.zeros((1, 6, 4)),
        "static": np.zeros(4, bool), "distinct": np.array([n]), "varied": np.array([n - 1]), "n": n,
        "sequence": some(aligned=False),
    }  # fmt: skip
    return some(**{**given, **more})


@pytest.mark.parametrize(
    ("rest", "beside", "distinct", "found"),
    [
        (1e-6, 1.1e-4, 200, 1),  # a hundredth of what the steps beside it leave
        (1e-6, 0.9e-4, 200, 0),
        (1e-12, 1.1e-6, 10, 1),
        (1e-12, 0.9e-6, 10, 0),  # steps beside it that are copies too
    ],
)
def test_a_copy_up_to_scale_stands_alone(rest: float, beside: float, distinct: int, found: int) -> None:
    lags = lagged(distinct=np.array([distinct]))
    lags.rest[0, :, 0], lags.rest[0, 2, 0] = beside, rest
    assert len(list(leaks._affine(lags, 0))) == found


@pytest.mark.parametrize(("noise", "foreseen"), [(0.8e-6, True), (1.3e-6, False)])
def test_a_target_that_the_other_steps_tell_is_a_cycle(noise: float, foreseen: bool) -> None:
    lags = lagged(4_000)
    lags.y[:, 0] = lags.x[:, 1, 0] + noise**0.5 * np.random.default_rng(1).standard_normal(4_000)
    assert leaks._foreseen(lags, 0, 5, 0) is foreseen


@pytest.mark.parametrize(
    ("n", "distinct", "varied", "chance"),
    [
        (30, 23, 19, True),  # .5**19 is 1.9e-6
        (30, 23, 20, False),
        (30, 25, 19, False),  # four in five values are different
        (39, 23, 19, True),
        (40, 23, 19, False),
    ],
)
def test_a_few_values_in_a_few_samples_agree_by_chance(n: int, distinct: int, varied: int, chance: bool) -> None:
    lags = lagged(n, distinct=np.array([distinct]), varied=np.array([varied]))
    lags.y[:, 0] = np.arange(n) < n // 2
    assert leaks._foreseen(lags, 0, 5, 0) is chance


@pytest.mark.parametrize(("columns", "share", "all_of_them"), [(2, 0.91, True), (2, 0.89, False), (1, 1.0, False)])
def test_a_forecast_of_every_feature_has_half_of_its_columns_in_the_next_windows(
    columns: int, share: float, all_of_them: bool
) -> None:
    lags = lagged(1_001, columns=np.array([[0, f] for f in range(4)]), y=np.full((1_001, 4), 9.0))
    told = np.arange(1_000) < round(share * 1_000)
    for f in range(columns):
        lags.y[:-1, f] = np.where(told, lags.x[1:, -1, f], 9.0)
    assert leaks._forecasts_all(some(step=1), lags) is all_of_them


@pytest.mark.parametrize(("share", "found"), [(0.61, True), (0.59, False)])
def test_a_window_holds_what_the_next_one_held_before(share: float, found: bool) -> None:
    lags = lagged(1_001)
    told = np.arange(1_000) < round(share * 1_000)
    lags.x[1:, 2, 0] = np.where(told, lags.x[:-1, 3, 0], 9.0)
    lags.x[0, 3, 0] = 123.0
    assert leaks._in_series(some(step=1), lags, some(steps=(3,), feature=0)) is found


@pytest.mark.parametrize(("beside", "found"), [(0.51, 1), (0.49, 0)])
def test_a_noisy_copy_of_few_values_has_nothing_like_it_beside_it(beside: float, found: int) -> None:
    lags = lagged(distinct=np.array([10]))
    lags.rest[0, :, 0], lags.rest[0, 2, 0] = beside, 1e-3
    assert len(list(leaks._nearly(lags, 0))) == found


def ranked(n: int, beside: float = 0.0) -> Any:
    """A target whose order a cell holds; the steps beside it hold it with noise, if any."""
    lags = lagged(n)
    lags.rest[0, 3, 0] = 0.5
    lags.x[np.argsort(lags.y[:, 0]), 3, 0] = np.exp(np.arange(n) / n)
    if beside:
        lags.x[:, 2, 0] = lags.x[:, 4, 0] = lags.y[:, 0] + beside * np.random.default_rng(2).standard_normal(n)
    return lags


@pytest.mark.parametrize(("swaps", "found"), [(8, 1), (13, 0)])
def test_a_monotone_copy_has_the_ranks_of_the_target(swaps: int, found: int) -> None:
    lags = ranked(1_000)
    order = np.argsort(lags.x[:, 3, 0])
    for i in range(swaps):  # each leaves 12 * 8 / 1000**3
        a, b = order[60 * i], order[60 * i + 2]
        lags.x[[a, b], 3, 0] = lags.x[[b, a], 3, 0]
    rest = rank_rest(lags, 0, 3, 0)
    assert (1e-6 / 3 < rest < 1e-6) if found else (1e-6 < rest < 3e-6)
    assert len(list(leaks._monotone(lags, 0))) == found


@pytest.mark.parametrize(("noise", "found"), [(0.012, 1), (0.007, 0)])
def test_a_monotone_copy_stands_alone(noise: float, found: int) -> None:
    lags = ranked(1_000, beside=noise)
    near = rank_rest(lags, 0, 2, 0)
    assert (1e-4 < near < 3e-4) if found else (1e-4 / 3 < near < 1e-4)
    assert len(list(leaks._monotone(lags, 0))) == found


@pytest.mark.parametrize(
    ("own", "noise", "ahead"),
    [(1e-4, 0.9e-3, True), (1e-4, 1.1e-3, False), (0.0, 0.8e-9, True), (0.0, 1.3e-9, False)],
)
def test_a_feature_runs_ahead_of_another_one(own: float, noise: float, ahead: bool) -> None:
    lags = lagged(4_000)
    lags.x[:, 5, 1] = lags.x[:, 4, 0] + noise**0.5 * np.random.default_rng(3).standard_normal(4_000)
    assert leaks._runs_ahead(lags, some(feature=0, rest=own)) == ((1, 1) if ahead else None)


@pytest.mark.parametrize(("rest", "beside", "itself"), [(0.49, 0.6, {0}), (0.51, 0.6, set()), (0.49, 0.48, set())])
def test_a_cell_with_noise_in_it_still_tells_its_own_target_best(rest: float, beside: float, itself: set[int]) -> None:
    lags = lagged()
    lags.rest[0], lags.rest[0, 0, 0] = beside, rest
    assert leaks._tells_itself(lags) == itself
