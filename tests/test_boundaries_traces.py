"""Numbers by which a scaler, a unit or a placeholder is read off the values: just inside of each, and just outside."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, plan, some
from test_boundaries_rules import SPIKE

import seqguard
from seqguard.checks.leakage._together import together
from seqguard.checks.leakage.sg614_val_scaler_mismatch import _standardised
from seqguard.checks.scaling.sg217_clipped_samples import _clip
from seqguard.checks.values.sg112_float32_precision import _movement
from seqguard.facts.scale.normalised import SPREAD, _across, _scaled, normalised
from seqguard.facts.scale.truncation import looks_truncated
from seqguard.facts.series.padding import _along_features
from seqguard.facts.series.stamps import _linked
from seqguard.facts.target.labels import like_quantity
from seqguard.facts.values import fills
from seqguard.measures.levels import Levels

Array = npt.NDArray[Any]


def said(slug: str, X: Array, **more: Any) -> tuple[Any, ...]:
    split = "validation" if "validation_data" in more else "train"
    return tuple(f for f in seqguard.inspect(X, **more, select=[slug]).findings if f.split == split)


def one_series(rows: Array) -> Any:
    rows = rows.reshape(len(rows), -1)
    return some(rows=rows, starts=np.arange(len(rows)) == 0, distinct=np.ones(len(rows), bool), shuffled=False)


def slow(begin: float, end: float, steps: int = 25) -> Array:
    return np.linspace(begin, end, steps + 1)


def turns(
    jumps: int = 4, along: int = 0, low: float = 0.0, high: float = 1.0, middling: int = 0, usual: float = 0.0
) -> Array:
    """An angle that crosses from `low` to `high` so often, `along` of them the way that it moves beside them; steps of
    0.4 so often `middling`, and a step of the size `usual` to and fro for each crossing."""
    parts = [] if (low, high) == (0.0, 1.0) else [slow(0.5, 0.0), slow(0.0, 1.0, 50), slow(1.0, 0.5)]
    for i in range(jumps):
        up = [[low + 0.01, low + 0.02]] if i < along else []
        parts += [slow(0.5, low), *up, *([[high - 0.02, high - 0.01]] if up else []), slow(high, 0.5)]
        parts += [np.array([0.5 + usual, 0.5])] if usual else []
    parts += [slow(0.5, 0.3), slow(0.7, 0.5)] * middling
    return np.concatenate([np.asarray(p) for p in parts])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"jumps": 4}, True),
        ({"jumps": 3}, False),
        ({"low": 0.09, "high": 0.91}, True),  # jumps of .82
        ({"low": 0.11, "high": 0.89}, False),
        ({"usual": 0.14}, True),
        ({"usual": 0.16}, False),
        ({"jumps": 14, "along": 3}, True),  # 11 of 14 against
        ({"jumps": 14, "along": 4}, False),
        ({"jumps": 15, "along": 6}, True),  # of fifteen and more, 9 of 15
        ({"jumps": 15, "along": 7}, False),
        ({"jumps": 15, "middling": 3}, True),
        ({"jumps": 15, "middling": 4}, False),
    ],
)
def test_an_angle_wraps(given: Given, told: bool) -> None:
    made = plan(F=1, still=(), features=("f0",))
    assert bool(list(CHECKS["wrapping-feature"](plan=made, series=one_series(turns(**given))))) is told


@pytest.mark.parametrize(("inside", "told"), [(True, True), (False, False)])
def test_20000_rows_are_looked_at_for_an_angle_that_wraps(inside: bool, told: bool) -> None:
    crossing = turns()
    last = int(np.flatnonzero(np.abs(np.diff(crossing)) > 0.8)[-1]) + 1
    quiet = np.resize(np.concatenate([slow(0.5, 0.3), slow(0.3, 0.7), slow(0.7, 0.5)]), 20_000 - last - inside)
    made = plan(F=1, still=(), features=("f0",))
    rows = np.concatenate([quiet, crossing])
    assert bool(list(CHECKS["wrapping-feature"](plan=made, series=one_series(rows)))) is told


def misread(rows: int, wrong: int, first: int = 0) -> Array:
    """Values of one shape, of which from `first` on each fourth lost its point, so many."""
    made = 0.5 + 0.2 * (np.arange(rows) * 0.6180339887 % 1)
    made[first + 4 * np.arange(wrong)] *= 1_000
    return made


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (misread(120, 30), True),
        (misread(119, 30), False),  # four times as many are needed
        (misread(200, 29), False),
        (misread(9_000, 30, 7_999 - 116), True),
        (misread(9_000, 30, 8_000 - 116), False),  # the thirtieth is beyond the 8,000 that are looked at
    ],
)
def test_thirty_values_lost_their_point(rows: Array, told: bool) -> None:
    made = plan(F=1, moving=[0], features=("f0",))
    assert bool(list(CHECKS["lost-decimal-point"](plan=made, series=one_series(rows)))) is told


@pytest.mark.parametrize(("others", "told"), [(2, True), (3, False)])
def test_one_level_in_ten_may_be_another_where_samples_are_clipped(others: int, told: bool) -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 0.5, (40, 30))
    x[:20, :6] = 0.6
    x[20 : 20 + others, :6] = 0.7 + 0.01 * np.arange(others)[:, None]
    x[30] = rng.uniform(0.8, 1, 30)
    assert (_clip(x, 0, 1.0, 10) is not None) is told


def crushed(width: float, outliers: int = 1, n: int = 500) -> list[str]:
    """What is said of values from 0 to `width` and so many about 1: by one value, or by the middle half."""
    values = width * np.arange(4 * n) / (4 * n - 1)
    values[-outliers:] = np.linspace(0.9, 1, outliers) if outliers > 1 else 1.0
    X = np.random.default_rng(0).permutation(values).reshape(n, 4, 1)
    return ["one" if f.samples else "half" for f in said("outlier-crushed-feature", X)]


@pytest.mark.parametrize(
    ("width", "outliers", "n", "told"),
    [
        (0.0099, 1, 500, ["one"]),
        (0.0101, 1, 500, ["half"]),
        (0.0099, 8, 2_000, ["one"]),  # one in a thousand
        (0.0099, 9, 2_000, ["half"]),
        (0.0199, 1, 500, ["half"]),
        (0.0201, 1, 500, []),
    ],
)
def test_all_but_a_few_lie_in_a_hundredth_of_the_range(width: float, outliers: int, n: int, told: list[str]) -> None:
    assert crushed(width, outliers, n) == told


@pytest.mark.parametrize(("off", "how"), [(0.9e-4, "min-max"), (1.1e-4, "")])
def test_each_window_reaches_its_bounds_to_a_ten_thousandth(off: float, how: str) -> None:
    x = np.random.default_rng(0).uniform(0.1, 0.9, (20, 8, 1))
    x[:, 0], x[:, 1] = 0.0, 1.0 - off
    assert _scaled(x, 1, SPREAD) == how


@pytest.mark.parametrize(
    ("mean", "deviation", "how"),
    [(0.9e-3, 1.0, "standard"), (1.1e-3, 1.0, ""), (0.0, 1.019, "standard"), (0.0, 1.021, "")],
)
def test_each_window_is_standardised_to_a_thousandth(mean: float, deviation: float, how: str) -> None:
    x = np.random.default_rng(0).standard_normal((20, 8, 1))
    x = mean + deviation * (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    assert _scaled(x, 1, SPREAD) == how


@pytest.mark.parametrize(("shown", "how"), [(95, "min-max"), (94, "")])
def test_95_of_100_windows_show_how_they_were_scaled(shown: int, how: str) -> None:
    x = np.random.default_rng(0).uniform(0.1, 0.9, (100, 8, 1))
    x[:, 0], x[:shown, 1] = 0.0, 1.0
    assert _scaled(x, 1, SPREAD) == how


@pytest.mark.parametrize(("off", "how"), [(0.9e-4, "length"), (1.1e-4, "")])
def test_rows_have_a_length_of_one_to_a_ten_thousandth(off: float, how: str) -> None:
    x = np.random.default_rng(0).standard_normal((20, 4, 3))
    assert _across((1 + off) * x / np.sqrt((x**2).sum(2, keepdims=True))) == how


@pytest.mark.parametrize(("n", "looked_at"), [(128, 128), (129, 128)])
def test_128_windows_are_looked_at_for_the_trace_of_a_scaler(n: int, looked_at: int) -> None:
    kinds: Any = some(columns=some(sizes=np.array([9]), static=np.array([False])))
    sample: Any = some(values=np.random.default_rng(0).standard_normal((n, 8, 1)))
    assert normalised(plan(T=8, integral=False), sample, kinds).windows == looked_at


@pytest.mark.parametrize(("n", "looked_at"), [(512, 512), (513, 512)])
def test_512_windows_are_looked_at_together_with_their_targets(n: int, looked_at: int) -> None:
    whole = np.random.default_rng(0).standard_normal((n, 13, 1))
    whole -= whole.mean(1, keepdims=True)
    made = plan(F=1, moving=[0])
    (found,) = together(made, plan(F=1), whole[:, :12], whole[:, 12:], 1e-4, 5)
    assert (found.how, found.n) == ("mean", looked_at)


def sides(off: float, rows: int, features: int) -> bool:
    """Whether two splits are standardised whose rows miss it by so much, with the rows that are targets alone."""
    made: Any = some(
        off=lambda: np.full(features, 1.0),
        windows=some(count=np.full(features, rows)),
        rows=some(off=lambda: np.full(features, off), count=np.full(features, rows)),
    )
    return _standardised(made, made, np.ones(features, bool))


@pytest.mark.parametrize(
    ("off", "rows", "features", "told"),
    [
        (0.0099, 100, 3, True),
        (0.0101, 100, 3, False),
        (0.0039, 1_000, 3, True),  # four over the rows
        (0.0041, 1_000, 3, False),
        (0.0039, 1_000, 2, False),
    ],
)
def test_three_features_are_nearly_standardised(off: float, rows: int, features: int, told: bool) -> None:
    assert sides(off, rows, features) is told


@pytest.mark.parametrize(("moves", "known"), [(20, True), (19, False)])
def test_twenty_steps_show_how_a_feature_moves(moves: int, known: bool) -> None:
    rows = np.minimum(np.arange(60.0), moves)
    assert bool(np.isfinite(_movement(one_series(rows))[0])) is known


@pytest.mark.parametrize(("before", "known"), [(4_075, True), (4_076, False)])
def test_4096_rows_show_how_a_feature_moves(before: int, known: bool) -> None:
    rows = np.concatenate([np.zeros(before), np.arange(60.0)])
    assert bool(np.isfinite(_movement(one_series(rows))[0])) is known


@pytest.mark.parametrize(("deviation", "cut"), [(0.26, True), (0.24, False), (2.49, True), (2.51, False)])
def test_what_was_standardised_and_cut_has_such_a_deviation(deviation: float, cut: bool) -> None:
    values = np.zeros(100_000)
    high = 1 if deviation < 1 else 10
    ends = round(deviation**2 / high**2 * 50_000)
    values[:ends], values[ends : 2 * ends] = high, -high
    assert values.std() == pytest.approx(deviation, abs=1e-3)
    assert looks_truncated(values) is cut


@pytest.mark.parametrize(("ones", "cut"), [(19, True), (21, False)])
def test_few_ones_are_left_of_what_was_scaled_to_one_and_cut(ones: int, cut: bool) -> None:
    assert looks_truncated((np.arange(1_000) < ones).astype(float)) is cut


@pytest.mark.parametrize(("ones", "shift"), [(61, 1), (59, 3)])
def test_windows_of_times_follow_by_the_first_shift_that_six_in_ten_do(ones: int, shift: int) -> None:
    """So many of a hundred windows hold still, and follow by one row and by three; the others by three alone."""
    time = np.array([np.arange(4) + 3 * max(0, i - ones) for i in range(101)], float)
    time[: ones + 1] = 0
    assert _linked(time)[1] == shift


@pytest.mark.parametrize(("slid", "shift"), [(70, 2), (20, 1)])
def test_windows_of_times_follow_by_the_shift_that_most_do(slid: int, shift: int) -> None:
    """Thirty of a hundred or more by one row, and the others by two."""
    begins = np.cumsum([0, *[1] * (100 - slid), *[2] * slid])
    assert _linked(begins[:, None] + np.arange(6.0))[1] == shift


@pytest.mark.parametrize(
    ("counts", "quantity"),
    [
        ([400, 1_000, 600, 200, 49], True),  # under a twentieth of the mode
        ([400, 1_000, 600, 200, 51], False),
        ([151, 1_000, 600, 200, 49], True),  # more than a seventh beside it
        ([149, 1_000, 600, 200, 49], False),
        ([299, 500, 1_000, 700, 500, 299], True),
        ([301, 500, 1_000, 700, 500, 301], False),
        ([299, 1_000, 700, 500, 299], False),  # of five values there must be fewer
    ],
)
def test_counts_rise_to_a_mode_and_fall_to_a_twentieth_of_it(counts: list[int], quantity: bool) -> None:
    assert like_quantity(np.arange(float(len(counts))), np.array(counts)) is quantity


def placed(value: float, times: int, low: float, high: float, n: int = 1_000) -> list[str]:
    """What is said of a value among others from `low` to `high`."""
    values = np.linspace(low, high, 12 * n)
    values = np.random.default_rng(0).permutation(values)
    values[np.random.default_rng(1).choice(12 * n, times, replace=False)] = value
    return [f.severity for f in said("sentinel-value", values.reshape(n, 12, 1))]


@pytest.mark.parametrize(
    ("value", "times", "width", "told"),
    [
        (-999.0, 60, 199 / 0.26, ["warning"]),
        (-999.0, 60, 199 / 0.24, []),
        (-998.5, 60, 198.5 / 0.51, ["warning"]),  # no known placeholder
        (-998.5, 60, 198.5 / 0.49, []),
        (-999.0, 6, 199 / 0.26, ["warning"]),  # .0005 of the rows
        (-999.0, 5, 199 / 0.26, []),
    ],
)
def test_a_placeholder_is_a_part_of_the_range_away(value: float, times: int, width: float, told: list[str]) -> None:
    assert placed(value, times, -800, -800 + width) == told


@pytest.mark.parametrize(("stretches", "told"), [(3, True), (2, False)])
def test_an_unknown_placeholder_stands_in_three_stretches(stretches: int, told: bool) -> None:
    rows = np.random.default_rng(0).uniform(0, 1, 1_011)
    rows[[100, 101, 400] + ([700] if stretches == 3 else [])] = 9.5
    X = np.lib.stride_tricks.sliding_window_view(rows, 12)[..., None]
    assert bool(said("sentinel-value", X)) is told


@pytest.mark.parametrize(("share", "severity"), [(0.91, "info"), (0.89, "warning")])
def test_a_split_holds_what_train_does_in_nine_of_ten_rows(share: float, severity: str) -> None:
    rng = np.random.default_rng(0)
    X, V = rng.standard_normal((600, 6, 2)), rng.standard_normal((200, 6, 2))
    X[..., 1] = np.where(rng.permutation(3_600).reshape(600, 6) < share * 3_600, 0.0, X[..., 1])
    V[..., 1] = 0.0
    (found,) = said("constant-feature", X, validation_data=(V,))
    assert found.severity == severity


@pytest.mark.parametrize(("apart", "twin"), [(60, True), (70, False)])
def test_two_values_64_units_apart_are_one_that_was_rounded_twice(apart: int, twin: bool) -> None:
    values = np.arange(1.0, 201.0)
    extra = values[100] + apart * np.spacing(200.0)
    values = np.insert(values, 101, extra)
    counts = np.where(values == extra, 5, 20)
    column: Any = some(values=values, counts=counts, n=int(counts.sum()))
    assert Levels(column, np.array([0.5])).between[101] is not twin


@pytest.mark.parametrize(
    ("changed", "filled"),
    [
        ({"value": 0.0, "mean_error": 0.9e-6}, True),
        ({"value": 0.0, "mean_error": 1.1e-6}, False),
        ({"mean_error": 1.9e-5}, True),
        ({"mean_error": 2.1e-5}, False),
        ({"mean_error": 9.9e-5, "rounding": 1e-5}, True),
        ({"mean_error": 10.1e-5, "rounding": 1e-5}, False),
        ({"count": 3}, True),
        ({"count": 2}, False),
        ({"neighbours": 16}, True),  # three times as often as those around it
        ({"neighbours": 17}, False),
    ],
)
def test_a_fill_is_the_mean_to_rounding(changed: Given, filled: bool) -> None:
    spike = replace(SPIKE, **{"jump": 0.0, "odds": 0.0, "mean_error": 0.0, "count": 50, "hollow": True, **changed})
    if changed.get("count") == 3:
        spike = replace(spike, neighbours=1)
    assert (fills._mean(spike) == "warning") is filled


@pytest.mark.parametrize(
    ("elsewhere", "filled", "features", "told"),
    [
        (3, 30, 8, True),  # 3 of 63 cells of zeros stand in front
        (4, 30, 8, False),
        (0, 6, 8, True),  # a twentieth of the samples
        (0, 4, 8, False),
        (0, 30, 4, True),
        (0, 30, 3, False),
    ],
)
def test_zeros_fill_samples_up_along_the_features(elsewhere: int, filled: int, features: int, told: bool) -> None:
    x = np.random.default_rng(0).uniform(1, 2, (100, 3, features))
    for i in range(filled):
        x[i, :, features - 1 - i % min(3, features - 1) :] = 0
    x[50 : 50 + elsewhere, :, 0] = 0
    assert bool(len(_along_features(x))) is told
