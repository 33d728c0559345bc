"""How far is looked, and at how many: one fewer, and one more; and what a split must reach to be another one."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, plan, some
from test_boundaries_measures import column, irregular

from seqguard.checks.leakage._near import near
from seqguard.checks.sequence._smoothness import smoothness
from seqguard.checks.values._affine import copies
from seqguard.core.declare import Missing
from seqguard.core.plan import Origin
from seqguard.facts.scale.scaling import exactness
from seqguard.measures.levels import _curved
from seqguard.measures.piles import _ends, pile_at_top
from seqguard.measures.readings import once
from seqguard.reading.origins import _kept

Array = npt.NDArray[Any]


def noise(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def paired(rows: int = 60, features: int = 3) -> Any:
    sizes = np.zeros(features, int)
    sizes[:2] = 9
    series: Any = some(rows=np.broadcast_to(noise(rows, 1), (rows, features)), distinct=np.ones(rows, bool))
    return copies(plan(F=features), some(columns=some(sizes=sizes)), series)


@pytest.mark.parametrize(("rows", "compared"), [(10, 10), (20_000, 20_000), (20_001, 20_000)])
def test_20000_rows_are_compared_for_copies(rows: int, compared: int) -> None:
    assert paired(rows).rows == compared


def test_2000_features_are_compared_for_copies() -> None:
    assert len(paired(features=2_000).pairs) == 1


@pytest.mark.parametrize("given", [{"rows": 9}, {"features": 2_001}])
def test_fewer_rows_and_more_features_are_not_compared(given: dict[str, int]) -> None:
    with pytest.raises(Missing):
        paired(**given)


@pytest.mark.parametrize(("n", "looked_at"), [(1_024, 1_024), (1_025, 513)])
def test_1024_samples_show_how_smooth_they_are(n: int, looked_at: int) -> None:
    found = smoothness(plan(T=6, F=1, n=n), some(values=noise(n, 6, 1), index=np.arange(n)))
    assert len(found.ratio) == looked_at


@pytest.mark.parametrize(("steps", "known"), [(5, True), (4, False)])
def test_five_steps_have_an_order(steps: int, known: bool) -> None:
    given: list[Any] = [plan(T=steps, F=1, n=9), some(values=noise(9, steps, 1), index=np.arange(9))]
    if known:
        assert len(smoothness(*given).ratio) == 9
    else:
        with pytest.raises(Missing):
            smoothness(*given)


def mirrored(train: Array, other: Array) -> int:
    found = near(train, np.arange(len(train)), other, np.arange(len(other)), 1e-8, 0.3, 0.3)
    assert found is not None
    return len(found.found)


@pytest.mark.parametrize(("n", "found"), [(2_048, 3), (2_049, 0)])
def test_2048_training_samples_are_looked_at_for_copies(n: int, found: int) -> None:
    """Of one more, the sample is left out whose copies are in validation."""
    train = noise(n, 16, 1)
    kept = np.linspace(0, n - 1, 2_048).astype(int)
    left = next(iter(np.setdiff1d(np.arange(n), kept)), 7)
    assert mirrored(train, -np.repeat(train[left : left + 1], 3, 0)) == found


@pytest.mark.parametrize(("steps", "found"), [(97, 3), (96, 0)])
def test_96_cells_are_looked_at_for_copies(steps: int, found: int) -> None:
    """A cell that is another one is seen where all are looked at."""
    train = noise(60, steps, 1)
    looked_at = np.linspace(0, steps - 1, 96).astype(int)
    left = next(iter(np.setdiff1d(np.arange(steps), looked_at)), 7)
    other = -train[:3]
    other[:, left] += 5
    assert mirrored(train, other) == found


def joined(rows: int = 300, step: float = 3.1, next_one: float = 1.4, distinct: int = 90, later: int = 60) -> list[Any]:
    """The largest step of train is 1; validation makes one of `step`, and one of `next_one`."""
    train = np.resize(np.concatenate([np.arange(float(distinct)), np.arange(float(distinct))[::-1]]), rows)
    other = np.zeros(later)
    other[later // 2 :] += step
    other[-1:] += next_one
    given = {"train_plan": plan(sliding=True, F=1), "train": some(rows=train[:, None], starts=np.arange(rows) == 0)}
    made = plan(sliding=True, F=1, moving=[0], split="validation", features=("f0",))
    series = some(rows=other[:, None], starts=np.arange(later) == 0)
    return list(CHECKS["seam-in-validation"](**given, plan=made, other=series))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"step": 2.9}, False),
        ({"next_one": 1.6}, False),
        ({"distinct": 50}, True),
        ({"distinct": 49}, False),
        ({"later": 3}, True),
    ],
)
def test_a_seam_is_three_times_the_largest_step_of_train(given: Given, told: bool) -> None:
    assert bool(joined(**given)) is told


@pytest.mark.parametrize("given", [{"rows": 299}, {"later": 2}])
def test_a_seam_is_looked_for_in_300_rows(given: Given) -> None:
    with pytest.raises(Missing):
        joined(**given)


@pytest.mark.parametrize(
    ("features", "values", "off"),
    [(1, 100, 2e-5), (2, 100, 1e-4), (3, 100, 5e-4), (1, 1e8, 3e-6), (2, 1e8, 3e-6), (3, 1e8, 1e-5), (9, 1e8, 1e-5)],
)
def test_standardised_features_are_off_by_so_much_at_most(features: int, values: float, off: float) -> None:
    assert exactness(np.ones(features, bool), np.full(features, values)) == pytest.approx(off)


def test_a_pile_is_held_against_ten_values_below_it() -> None:
    counts = np.concatenate([np.full(40, 11), np.full(7, 3), np.full(3, 1), [90]])
    pile = pile_at_top(column(irregular(51), counts))
    assert pile is not None
    assert pile.expected == pytest.approx(2.4)


@pytest.mark.parametrize(("levels", "told"), [(20, True), (19, False)])
def test_a_pile_stands_on_twenty_levels(levels: int, told: bool) -> None:
    assert (pile_at_top(column(irregular(levels), 1)) is not None) is told


@pytest.mark.parametrize(("low", "high", "ends"), [(-100.0, 100.0, True), (-99.9, 100.0, False), (-50.0, 50.0, False)])
def test_a_difference_of_percentages_ends_at_both_ends(low: float, high: float, ends: bool) -> None:
    assert _ends(column(irregular(top=high, low=low)), 100) is ends


def numbered(levels: int = 6, changes: int = 150, near_share: float = 0.0) -> list[Any]:
    """A feature of numbered categories beside a continuous one, which changes so often and then rests."""
    rng = np.random.default_rng(0)
    share = np.resize([3.0, 1.0], levels)
    codes = [0]
    while len(codes) <= changes:
        code = int(rng.choice(levels, p=share / share.sum()))
        if rng.random() < near_share:
            code = min(max(codes[-1] + int(rng.choice([-1, 1])), 0), levels - 1)
        if code != codes[-1]:
            codes.append(code)
    x = np.concatenate([codes, np.full(100, codes[-1])]).astype(float)
    rows = np.stack([x, noise(len(x))], 1)
    series = some(rows=rows, starts=np.arange(len(x)) == 0, distinct=np.ones(len(x), bool))
    made = plan(F=2, moving=[0, 1], task="values", features=("f0", "f1"))
    return list(CHECKS["category-codes"](plan=made, series=series))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"levels": 4, "changes": 1_000}, True),
        ({"levels": 3, "changes": 1_000}, False),
        ({"levels": 40, "changes": 1_500}, True),
        ({"levels": 41, "changes": 1_500}, False),
        ({"changes": 100}, True),
        ({"changes": 99}, False),
        ({"changes": 2_000, "near_share": 0.3}, False),
    ],
)
def test_codes_are_numbered_categories(given: Given, told: bool) -> None:
    assert bool(numbered(**given)) is told


@pytest.mark.parametrize(("change", "curved"), [(1.1e-3, True), (0.9e-3, False), (-1.1e-3, True), (-0.9e-3, False)])
def test_levels_whose_distances_change_by_a_thousandth_are_curved(change: float, curved: bool) -> None:
    assert _curved((1 / (1 - change)) ** np.arange(40.0)) is curved


@pytest.mark.parametrize(("rising", "curved"), [(81, True), (79, False)])
def test_four_in_five_distances_change_one_way_on_a_curved_scale(rising: int, curved: bool) -> None:
    change = np.where(np.arange(100) < rising, 0.01, -0.01)
    assert _curved(np.concatenate([[1.0], np.cumprod(1 / (1 - change))])) is curved


@pytest.mark.parametrize(("readings", "told"), [(2, True), (3, False)])
def test_two_readings_are_still_an_accident(readings: int, told: bool) -> None:
    x = noise(60, 6, 1)
    for i in range(readings):
        x[20 * i, 2] = 99.0
    assert once(plan(T=6, step=0), some(values=x), 0, 99.0, readings) is told


@pytest.mark.parametrize(("off", "share"), [(0.9e-6, 1.0), (1.1e-6, 0.0)])
def test_a_target_lies_on_trains_line_to_a_millionth(off: float, share: float) -> None:
    rows = np.linspace(-4.0, 4.0, 50)
    assert _kept(Origin(0, 1, 1.0, 1.0, 0.0), rows + 4 * off, rows) == share
