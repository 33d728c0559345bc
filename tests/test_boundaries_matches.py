"""Numbers by which splits, targets and features are matched with one another: just inside, and just outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, continuous, plan, some

import seqguard
from seqguard.checks.leakage import _ahead, _alignment, _order
from seqguard.checks.leakage._between import continuous as of_many_values
from seqguard.checks.leakage._together import _proof, _spread, together
from seqguard.checks.leakage.sg622_horizon_differs import _r2
from seqguard.core.declare import Missing
from seqguard.core.plan import Origin

Array = npt.NDArray[Any]


def noise(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def target(y: Array) -> Any:
    return some(targets=[some(name="y", shape=y.shape, source=some(read=lambda i, j: y[i:j]))])


def reordered(independent: float = 100, classes: float = 0.0, **found: float) -> list[str | None]:
    given = {
        "like": np.array([1, 0, 2]), "cost": 1.0, "cost_as_given": 1.6, "told": 1.0, "told_together": 1.0,
        "together": 0.5, "together_as_given": 0.5, "together_within": 0.1,
    }  # fmt: skip
    mix = np.arange(100) < 50
    sides = {"train_data": target(mix.astype(float)), "other_data": target((np.arange(100) < 50 + 100 * classes) * 1.0)}
    sides |= {"plan": plan(split="validation"), "train_plan": plan(independent=independent)}
    sides |= {"train_series": some(shuffled=False), "other_seams": some(after=0, before=0)}
    return [f.severity for f in CHECKS["feature-order-mismatch"](other_order=some(**{**given, **found}), **sides)]


FITS = {"cost_as_given": 1.11, "together_as_given": 0.5, "together": 0.41}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, [None]),
        ({"cost_as_given": 1.51}, [None]),
        ({"cost_as_given": 1.49}, []),
        ({"cost": 0.9, "cost_as_given": 1.41}, [None]),  # half a drift more
        ({"cost": 0.92, "cost_as_given": 1.41}, []),
        ({"cost": 0.7, "cost_as_given": 1.41}, [None]),
        ({"cost": 0.7, "cost_as_given": 1.39}, []),
        ({"told": 0.31}, [None]),
        ({"told": 0.29}, []),
        ({"cost": 2.1, "cost_as_given": 4.3, "told": 2.0}, [None]),
        ({"cost": 2.1, "cost_as_given": 4.1, "told": 2.0}, []),
        ({"cost": 1.9, "cost_as_given": 3.7}, [None]),
        (FITS, [None]),
        ({**FITS, "together": 0.43}, []),
        ({**FITS, "cost_as_given": 1.09}, []),
        ({**FITS, "cost_as_given": 1.0, "together": 0.29}, [None]),
        ({**FITS, "cost_as_given": 1.0, "together": 0.31}, []),
        ({**FITS, "together_within": 0.41}, [None]),
        ({**FITS, "together_within": 0.42}, []),
        ({**FITS, "told_together": 0.046}, [None]),
        ({**FITS, "told_together": 0.044}, []),
        ({"independent": 20}, [None]),
        ({"independent": 19}, ["info"]),
        ({"classes": 0.29}, [None]),
        ({"classes": 0.31}, ["info"]),
    ],
)
def test_features_are_in_another_order(given: Given, said: list[str | None]) -> None:
    assert reordered(**given) == said


@pytest.mark.parametrize(("classes", "compared"), [(50, True), (51, False)])
def test_fifty_classes_are_compared(classes: int, compared: bool) -> None:
    y = np.arange(20 * classes, dtype=float)
    assert (_order.class_mix(target(y % classes), target(y % 2)) > 0) is compared


def test_ten_thousand_labels_are_looked_at_in_64_places() -> None:
    labels = _order._labels(target(np.arange(20_000.0)).targets[0])
    assert labels is not None
    assert len(labels) == 64 * 157
    assert (np.diff(labels) != 1).sum() == 63


def scaled_as_one(n: int = 100, off: float = 0.0, bounds: int = 0, flat: bool = False) -> list[Any]:
    """Windows whose mean with their target misses 0 by `off` of what their own varies by; or which reach their bounds
    only with the target in so many."""
    whole = noise(n, 13, 1)
    if bounds:
        whole = np.random.default_rng(0).uniform(0.2, 0.8, (n, 13, 1))
        whole[:, 0] = 0.0
        whole[:bounds, 12], whole[bounds:, 1] = 1.0, 1.0
    else:
        whole -= whole.mean(1, keepdims=True)
        whole += off * _spread(whole[:, :12, 0].mean(1)) * np.resize([1.0, -1.0], n)[:, None, None]
    given = {"plan": plan(F=1, T=12, moving=[0]), "y_plan": plan(F=1, T=1, tensor="y", integral=False)}
    sides = {"sample": some(values=whole[:, :12]), "y_sample": some(values=whole[:, 12:])}
    return list(CHECKS["target-in-scaling"](**given, **sides))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"off": 0.9e-4}, True),
        ({"off": 1.1e-4}, False),
        ({"bounds": 10}, True),
        ({"bounds": 9}, False),
        ({"n": 20}, True),
    ],
)
def test_windows_were_scaled_with_their_targets(given: Given, told: bool) -> None:
    assert bool(scaled_as_one(**given)) is told


def test_twenty_windows_are_needed_to_tell_how_they_were_scaled() -> None:
    with pytest.raises(Missing):
        scaled_as_one(n=19)


@pytest.mark.parametrize(("n", "told"), [(1_001, True), (999, False)])
def test_all_samples_but_one_in_a_thousand_reach_their_bounds(n: int, told: bool) -> None:
    x, y = np.random.default_rng(0).uniform(0.2, 0.8, (n, 8)), np.full((n, 1), 0.5)
    x[1:, 0], x[1:, 1] = 0.0, 1.0
    y[1:40, 0], x[1:40, 1] = 1.0, 0.5
    assert (_proof(x, y, 0, 1e-6, 5) is not None) is told


@pytest.mark.parametrize(("values", "compared"), [(10, True), (9, False)])
def test_targets_and_windows_of_ten_values_are_compared(values: int, compared: bool) -> None:
    y = np.arange(100.0)[:, None, None] % values
    x = noise(100, 12, 1)
    x[:, 0] -= x.sum(1) + y[:, 0]
    found = list(together(plan(F=1, moving=[0]), plan(F=1), x, y, 1e-4, 5))
    assert bool(found) is compared


@pytest.mark.parametrize(("column", "found"), [(7, True), (8, False)])
def test_eight_columns_of_the_target_are_tried(column: int, found: bool) -> None:
    x, y = noise(100, 12, 1), noise(100, 1, 10, seed=1)
    y[:, 0, column] = -x.sum((1, 2))
    assert bool(list(together(plan(F=1, moving=[0]), plan(F=10), x, y, 1e-4, 5))) is found


def lengths(n: int = 20, short: int = 12, skill: float = 1.0) -> list[str | None]:
    """Two classes of `n` samples, one of which ends after `short` steps; of the other all but a share do later."""
    rng = np.random.default_rng(0)
    steps = np.concatenate([np.full(n, short), np.resize([18, 19, 20], n)])
    wrong = round((1 - skill) * n)
    steps[n : n + wrong] = short
    order = rng.permutation(2 * n)
    X = rng.uniform(1, 2, (2 * n, 20, 1))
    X[np.arange(20)[None] >= steps[:, None]] = 0
    y = np.repeat([1, 0], n)
    report = seqguard.inspect(X[order], y[order], select=["length-tells-label"], mask_value=0.0)
    return [f.severity for f in report.findings]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": 20}, ["warning"]),
        ({"n": 19}, []),
        ({"short": 11}, ["info"]),
        ({"n": 400, "skill": 0.83}, ["info"]),
        ({"n": 400, "skill": 0.74}, []),
    ],
)
def test_a_length_tells_the_label(given: Given, said: list[str | None]) -> None:
    assert lengths(**given) == said


def overlapping(matched: int, by_chance: float = 0.0, coverage: float = 1.0, compared: int = 100) -> bool:
    """Whether windows are told that hold the rows of others on a scale of their own."""
    pair = some(sample=1, step=5, base_sample=2, base_step=4, rows=4)
    given = {"pair": pair, "matched": matched, "compared": compared, "share": matched / compared}
    r = some(**given, by_chance=by_chance, coverage=coverage)
    sides = {"plan": plan(split="validation"), "base_plan": plan(split="train"), "base_kinds": continuous()}
    s = some(pair=None, share=0.0)
    return bool(
        list(CHECKS["window-overlap"](other_shifted=s, other_rescaled=r, base_data=some(n=9, groups=None), **sides))
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"matched": 10, "compared": 12}, True),
        ({"matched": 9, "compared": 12}, False),
        ({"matched": 51}, True),
        ({"matched": 49}, False),
        ({"matched": 26, "coverage": 0.5}, True),
        ({"matched": 24, "coverage": 0.5}, False),
        ({"matched": 61, "by_chance": 0.2}, True),  # three times as often as by chance
        ({"matched": 59, "by_chance": 0.2}, False),
    ],
)
def test_windows_hold_rows_of_others_on_another_scale(given: Given, told: bool) -> None:
    if "matched" in given and given.get("compared") == 12:
        given = {**given, "coverage": 0.1}
    assert overlapping(**given) is told


@pytest.mark.parametrize(
    ("compared", "varied", "told"), [(4, True, True), (3, True, False), (20, False, True), (19, False, False)]
)
def test_so_many_windows_are_needed_for_a_share(compared: int, varied: bool, told: bool) -> None:
    pair = some(sample=1, step=5, base_sample=2, base_step=4, rows=12)
    s = some(pair=pair, tells=True, matched=compared, compared=compared, share=1.0, by_chance=0.0)
    sides = {"plan": plan(split="validation"), "base_plan": plan(split="train"), "base_data": some(n=9, groups=None)}
    kinds = continuous() if varied else continuous(0)
    found = CHECKS["window-overlap"](other_shifted=s, other_rescaled=some(matched=0), base_kinds=kinds, **sides)
    assert bool(list(found)) is told


def equal(repeated: float = 0.0, steps: int = 12) -> list[str | None]:
    tail = some(matched=9, chance=0.0, expected=0.1, changes=4, samples=100)
    w = some(
        pairs=((1, 2),), tail=tail, samples=100, matched=9, share=0.2, repeated_in_base=repeated, resting=0,
        population=False, of_one_series=steps == 12,
    )  # fmt: skip
    given = {"plan": plan(split="validation", T=steps), "base_plan": plan()}
    return [f.severity for f in CHECKS["train-val-overlap"](**given, other_whole=w)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"repeated": 0.11}, ["info"]),  # train repeats itself half as often
        ({"repeated": 0.09}, ["error"]),
        ({"repeated": 0.11, "steps": 4}, ["warning"]),
        ({"repeated": 0.11, "steps": 5}, ["error"]),
    ],
)
def test_train_repeats_itself_half_as_often(given: Given, said: list[str | None]) -> None:
    assert equal(**given) == said


def exchanged(**changed: float) -> bool:
    found = {
        "feature": 0, "lag": 1, "compared": 1_000, "agree": 900, "kappa": 0.9, "swapped": 100, "exchanged": 100,
        "log_chance": -20.0, "share": 1.0, "moved_on": 0.0, "first": (3,),
    }  # fmt: skip
    alignment = _alignment.Alignment(**{**found, **changed})  # type: ignore[arg-type]
    return bool(list(CHECKS["label-shuffle"](plan=plan(), y_plan=plan(tensor="y"), alignment=alignment)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, True),
        ({"swapped": 3, "exchanged": 3}, True),
        ({"swapped": 2, "exchanged": 2}, False),
        ({"swapped": 1_000, "exchanged": 951}, True),
        ({"swapped": 1_000, "exchanged": 949}, False),
        ({"swapped": 30, "exchanged": 27}, True),  # the ends of the series: a tenth
        ({"swapped": 30, "exchanged": 26}, False),
        ({"log_chance": -6.1}, True),
        ({"log_chance": -5.9}, False),
        ({"moved_on": 0.49}, True),
        ({"moved_on": 0.51}, False),
    ],
)
def test_targets_were_exchanged(changed: Given, told: bool) -> None:
    assert exchanged(**changed) is told


def aligned(n: int = 30, sampled: float = 1.0, off: float = 0.0) -> _alignment.Alignment:
    rows = np.cumsum(noise(n + 12))
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], 12)[:n, :, None]
    y = rows[12:][:n] * (1 + off)
    made: Any = some(values=X, share=sampled, index=np.arange(n))
    linked = lambda later, earlier: np.ones(len(later), bool)  # noqa: E731
    whole = plan(sliding=True, step=1, T=12, F=1, n=n, moving=[0], linked=linked, padding=None, still=())
    return _alignment.alignment(whole, made, plan(task="regression"), some(values=y[:, None, None]))


@pytest.mark.parametrize(
    ("given", "fits"), [({"n": 30}, True), ({"n": 29}, False), ({"sampled": 0.91}, True), ({"sampled": 0.89}, False)]
)
def test_an_alignment_needs_30_windows_and_most_of_the_samples(given: Given, fits: bool) -> None:
    if fits:
        assert aligned(**given).lag == 1
    else:
        with pytest.raises(Missing):
            aligned(**given)


@pytest.mark.parametrize(("same", "told"), [(10, True), (9, False)])
def test_of_ten_targets_a_share_is_told(same: int, told: bool) -> None:
    values = np.arange(float(same))
    assert (_alignment._kappa(values, values, np.ones(same, bool)) > 0) is told


@pytest.mark.parametrize(("ahead", "found"), [(64, True), (65, False)])
def test_targets_are_looked_for_64_rows_ahead(ahead: int, found: bool) -> None:
    """The targets in the middle, which are looked for everywhere, are none of the feature's values."""
    series, last = noise(900), np.arange(11, 700)
    y = series[last + ahead]
    y[len(y) // 2 - 256 :][:64] = 99.0
    assert (ahead in _alignment._likely_lags(series, y, last, 12)) is found


@pytest.mark.parametrize(("off", "agree"), [(0.9e-6, True), (1.1e-6, False)])
def test_targets_equal_a_row_to_a_millionth(off: float, agree: bool) -> None:
    series = np.resize([1.0, 2.0, 3.0, -3.0], 100)
    last = np.arange(10, 90)
    found = _alignment._at(series, series[last + 1] + 3 * off, last, np.zeros(100, int), 0, 1)
    assert (found.agree == 80) is agree


@pytest.mark.parametrize(("n", "r2"), [(8, 0.0), (7, 1.0)])
def test_eight_targets_have_a_correlation(n: int, r2: float) -> None:
    rows, y = np.array([1.0, -1, 1, -1, 1, -1, 1, -1])[:n], np.array([1.0, 1, -1, -1, 1, 1, -1, -1])[:n]
    assert _r2(rows, y) == pytest.approx(r2)


@pytest.mark.parametrize(("n", "told"), [(9, True), (8, False)])
def test_horizons_are_compared_where_eight_targets_can_be(n: int, told: bool) -> None:
    """One window fewer than there are is followed by another one."""
    x = noise(n, 4, 1)
    here = some(values=x, follows=np.arange(n) > 0)
    linked = lambda later, earlier: np.ones(len(later), bool)  # noqa: E731
    made = plan(step=1, T=4, F=1, n=n, linked=linked, split="validation")
    given = {"train_plan": made, "plan": made, "train_sample": here, "sample": here, "train_y_sample": here}
    given["train_y_plan"] = plan(n=n, origin=Origin(0, 1, 1.0))
    given["y_plan"] = plan(n=n, origin=Origin(0, 2, 1.0))
    found = CHECKS["horizon-differs"](**given, y_sample=some(values=noise(n, 1, 1, seed=3)))
    assert bool(list(found)) is told


@pytest.mark.parametrize(("cells", "of", "told"), [(51, 100, True), (49, 100, False), (4, 4, True), (3, 3, False)])
def test_half_of_the_cells_hold_many_values(cells: int, of: int, told: bool) -> None:
    values = np.zeros((100, of, 1))
    values[:, :cells, 0] = np.arange(100)[:, None]
    values[:, cells:, 0] = np.arange(100)[:, None] % 2
    assert of_many_values(values) is told


def ranked(distinct: int = 2_026, rows_in: float = 1.0) -> bool:
    """Whether a feature is seen to be the highest of the targets three rows around it."""
    y = np.random.default_rng(0).permutation(2_026) % distinct
    around = np.lib.stride_tricks.sliding_window_view(np.pad(y.astype(float), 3, "edge"), 7).max(1)
    wrong = np.arange(2_026) >= 13 + rows_in * 2_000
    x = np.where(wrong, -1.0 - np.arange(2_026), around)
    return bool(list(_ahead.ranks([(x[:, None], y.astype(float))], set())))


@pytest.mark.parametrize(("rows_in", "found"), [(0.996, True), (0.994, False)])
def test_a_feature_is_one_of_the_targets_around_it(rows_in: float, found: bool) -> None:
    assert ranked(rows_in=rows_in) is found


@pytest.mark.parametrize(("distinct", "looked_at"), [(1_010, True), (990, False)])
def test_ranks_are_looked_for_where_targets_differ(distinct: int, looked_at: bool) -> None:
    assert ranked(distinct) is looked_at


def summed(n: int, reach: int) -> bool:
    """Whether a feature is seen to be a sum of the targets so many rows before and after it."""
    y = noise(n)
    x = np.convolve(np.pad(y, reach, "wrap"), np.linspace(1, 2, 2 * reach + 1), "valid")
    return bool(list(_ahead.averages(plan(), [(x[:, None], y)], 1e-9, 1e-3)))


@pytest.mark.parametrize(
    ("n", "reach", "found"),
    [
        (2 * 4 * 27 + 26, 13, True),  # eight rows to each of 27 weights
        (2 * 4 * 27 + 25, 13, False),
        (900, 40, True),
        (900, 41, False),
    ],
)
def test_a_feature_is_a_sum_of_targets_40_rows_around_it(n: int, reach: int, found: bool) -> None:
    assert summed(n, reach) is found


def held(periods: int, length: int, kind: int = 0) -> bool:
    y = noise((periods + 2) * length)
    parts = y.reshape(-1, length)
    x = np.repeat([parts.mean(1), parts.max(1)][kind], length)
    return bool(list(_ahead.periods([(x[:, None], y)], 1e-9)))


@pytest.mark.parametrize(
    ("periods", "length", "found"), [(10, 7, True), (9, 7, False), (11, 64, True), (11, 65, False)]
)
def test_a_feature_holds_what_ten_periods_come_to(periods: int, length: int, found: bool) -> None:
    assert held(periods, length) is found


@pytest.mark.parametrize(("n", "rows"), [(1_500, 1_500), (1_501, 1_500)])
def test_1500_rows_are_fitted(n: int, rows: int) -> None:
    linked = lambda later, earlier: np.ones(len(later), bool)  # noqa: E731
    sample: Any = some(values=noise(n, 3, 1), follows=np.arange(n) > 0)
    parts = _ahead.segments(plan(step=1, task="values", linked=linked), sample, noise(n))
    assert sum(len(y) for _, y in parts) == rows


@pytest.mark.parametrize(("values", "usable"), [(20, [0]), (19, [])])
def test_numbers_of_twenty_values_are_usable(values: int, usable: list[int]) -> None:
    assert list(_ahead._usable((np.arange(100.0) % values)[:, None])) == usable
