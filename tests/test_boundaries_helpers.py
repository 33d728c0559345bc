"""Numbers of what single families of checks share: order, units, leaks, empties; just inside and just outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, columns, plan, some
from test_boundaries_values import cast

from seqguard.checks.leakage import _signal
from seqguard.checks.leakage._between import _pair, continuous
from seqguard.checks.leakage._together import _proof
from seqguard.checks.scaling._units import _one_grid
from seqguard.checks.sequence._direction import _found
from seqguard.checks.sequence._empty import empty
from seqguard.checks.sequence._smoothness import smoothness
from seqguard.checks.target._token_grid import token_grid
from seqguard.core.declare import Missing

Array = npt.NDArray[Any]


def test_a_probe_has_five_folds_nineteen_moved_targets_and_sixteen_features() -> None:
    assert len(_signal._folds(100, 0, True)) == 5
    assert len(_signal._moved(np.arange(100.0), True)) == len(_signal._moved(np.arange(100.0), False)) == 19
    assert _signal._summaries(np.random.default_rng(0).standard_normal((9, 4, 20))).shape == (9, 7 * 16)


def test_the_penalty_of_a_probe_halves_the_weight_of_ten_samples() -> None:
    pytest.importorskip("sklearn")
    x = np.tile([-1.0, 1.0], 5)
    told = _signal._models(False)["linear"].fit(x[:, None], x).predict(np.array([[1.0]]))
    assert told[0] == pytest.approx(0.5)


@pytest.mark.parametrize(("n", "enough"), [(60, True), (59, False)])
def test_a_probe_needs_sixty_samples(n: int, enough: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sklearn")
    monkeypatch.setattr(_signal, "_moved", lambda target, ordered: [])
    x = np.random.default_rng(0).standard_normal((n, 4, 2))
    y_plan = plan(task="regression", T=1)
    if enough:
        assert _signal.signal(plan(T=4), some(values=x), y_plan, some(values=x[:, -1:, :1])).n == n
    else:
        with pytest.raises(Missing):
            _signal.signal(plan(T=4), some(values=x), y_plan, some(values=x[:, -1:, :1]))


@pytest.mark.parametrize(("cells", "distinct", "told"), [(8, 26, True), (8, 24, False), (4, 26, True), (3, 26, False)])
def test_samples_are_continuous_where_most_cells_hold_different_values(cells: int, distinct: int, told: bool) -> None:
    values = np.repeat(np.arange(100) % distinct, cells).reshape(100, cells, 1).astype(float)
    assert continuous(values) is told


@pytest.mark.parametrize(
    ("second", "nearest", "found"),
    [(0.0742, 0.5, True), (0.0672, 0.5, False), (0.0742, 1.1e-9, True), (0.0742, 0.9e-9, False)],
)
def test_a_sample_lies_between_two_others_that_do_not_stand_in_line(second: float, nearest: float, found: bool) -> None:
    ways = np.array([[-1.0, 0.0], [1.0, 0.0], [0.0, second]])
    ways = np.concatenate([ways, [[0.0, nearest]]]) if nearest < 1e-3 else ways
    assert (_pair(ways, 0.01) is not None) is found


def grid(levels: int = 150, size: int = 400, skew: float = 4.0, top: float = 0.0, off: float = 0.0) -> Given:
    """A table of k / size, the lower third of which stands so much more often than the upper."""
    rng = np.random.default_rng(0)
    k = np.sort(np.concatenate([[0, 1, size], 2 + rng.choice(size - 2, levels - 3, replace=False)]))
    u = k / size
    u[-1] -= top
    u[levels // 2] += off / size
    third = (levels - 1) // 3
    counts = np.full(levels, 100)
    counts[1 : 1 + third] = round(100 * skew)
    values = rng.choice(u, (900, 9, 1), p=counts / counts.sum())
    return {
        "plan": plan(integral=False, shape=(900, 9), F=1, T=9),
        "sample": some(values=values),
        "kinds": [some(values=u, counts=counts)],
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (grid(), True),
        (grid(levels=100, size=250), True),
        (grid(levels=99, size=250), False),
        (grid(levels=121), True),  # three in ten places
        (grid(levels=119), False),
        (grid(skew=3.1), True),
        (grid(skew=2.9), False),
        (grid(top=0.9e-6), True),
        (grid(top=1.1e-6), False),
        (grid(off=0.009), True),
        (grid(off=0.011), False),
    ],
)
def test_a_full_grid_with_the_frequencies_of_words_is_scaled_tokens(given: Given, told: bool) -> None:
    assert (token_grid(**given).size > 0) is told


@pytest.mark.parametrize(("noise", "told"), [(0.75, True), (0.85, False)])
def test_scaled_tokens_have_neighbours_without_relation(noise: float, told: bool) -> None:
    """Steps of 2 * noise of the variance, where the rest goes on as it was: a ratio of 1.6 and of 1.4."""
    given = grid()
    values, keep = given["sample"].values, np.random.default_rng(1).random((900, 9, 1)) < (0.2 if told else 0.3)
    for t in range(1, 9):
        values[:, t] = np.where(keep[:, t], values[:, t - 1], values[:, t])
    assert (token_grid(**given).size > 0) is told


@pytest.mark.parametrize(("apart", "how"), [(1.1e-3, "mean"), (0.9e-3, "")])
def test_windows_that_are_alike_prove_nothing_by_what_they_share(apart: float, how: str) -> None:
    means = apart * np.tile([1.0, -1.0], 50)[:, None]
    x = np.tile([1.0, -1.0], (100, 5)) + means
    found = _proof(x, -x.sum(1, keepdims=True), 0, 1e-3, 5)
    assert ("" if found is None else found.how) == how


def bounded(twice: int, thrice: int, by_target: int, n: int = 100) -> Any:
    """Samples in [0, 1], which reach 1 in one, two or three steps, or in the target alone."""
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0.2, 0.8, (n, 8)), rng.uniform(0.2, 0.8, (n, 1))
    x[:, 0] = 0.0
    y[:by_target] = 1.0
    x[by_target:, 1] = 1.0
    x[by_target : by_target + twice + thrice, 2] = 1.0
    x[by_target : by_target + thrice, 3] = 1.0
    return _proof(x, y, 0, 1e-6, 5)


@pytest.mark.parametrize(
    ("twice", "thrice", "by_target", "found"),
    [
        (89, 0, 10, True),  # the bound stands 1.89 times in a sample
        (70, 20, 10, False),  # 2.1 times
        (0, 0, 89, True),
        (0, 0, 91, False),  # the target stands at it in nine of ten
    ],
)
def test_windows_and_targets_reach_their_bounds_together(twice: int, thrice: int, by_target: int, found: bool) -> None:
    assert (bounded(twice, thrice, by_target) is not None) is found


def steps(small: int = 5, tens: int = 2, off: float = 0.0) -> bool:
    """Whether values of some small steps, and large ones with so many steps of ten among ten, lie on one grid."""
    apart = np.where(np.arange(10) < tens, 10.0, 3.0)
    apart[-1] += off
    low, high = np.arange(float(small)), 1_000 + np.concatenate([[0.0], np.cumsum(apart)])
    return _one_grid(np.array([np.resize(low, 11)] * 3 + [high] * 2), np.array([False] * 3 + [True] * 2))


@pytest.mark.parametrize(
    ("given", "one"),
    [
        ({}, True),
        ({"small": 4}, False),
        ({"tens": 4}, False),
        ({"off": 0.04}, True),
        ({"off": 0.06}, False),
    ],
)
def test_silence_and_noise_lie_on_one_grid_of_a_sensor(given: Given, one: bool) -> None:
    assert steps(**given) is one


@pytest.mark.parametrize(
    ("size", "shape", "said"),
    [
        (0.051, 3, True),
        (0.049, 3, False),
        (4.9, 3, True),
        (5.1, 3, False),
        (1.0, 2, False),
    ],
)
def test_integers_beside_a_target_of_a_scaled_size_are_cast(size: float, shape: int, said: bool) -> None:
    given = cast(3.0)
    given["truncation"] = some(proven=False, n=9, share=0.0, feature=0, shift=1)
    rows = np.fix(np.random.default_rng(0).standard_normal((4_000, 1)))
    given |= {"series": some(rows=rows), "y": columns(0, 1, size), "x": columns(-3, 3, 1)}
    made = plan(integral=True, dtype="int64", F=1, features=("f0",), shape=(1_000, 12, 1)[:shape])
    assert bool(list(CHECKS["int-cast-feature"](plan=made, **given))) is said


@pytest.mark.parametrize(("moves", "off", "share"), [(8, 0, 1.0), (7, 0, 0.0), (20, 0.9e-6, 1.0), (20, 1.1e-6, 0.0)])
def test_a_target_lies_ahead_where_rows_move_eight_times(moves: int, off: float, share: float) -> None:
    rows = np.linspace(1, 2, 20)[:, None, None]
    rest = np.where(np.arange(20)[:, None, None] < moves, 0.0, rows)
    y = rows[:, 0, 0].copy()
    y[:moves] += off * 2
    assert _found(rows, rest, y) == pytest.approx(share)


def blank(half: int = 0, ended: int = 0) -> int:
    """A hundred samples of zeros among a thousand others: some of these half empty, or with a zero at their end."""
    values = np.ones((1_100, 6 if half else 3, 1))
    values[:100] = 0
    values[100 : 100 + half, ::2] = 0
    values[200 : 200 + ended, -1] = 0
    made = plan(T=values.shape[1], padding=None)
    return empty(made, some(values=values), some(count=100, first=(0,)), some(), some()).count


@pytest.mark.parametrize(
    ("half", "ended", "count"),
    [(24, 0, 100), (26, 0, 0), (0, 20, 100), (0, 30, 0)],  # 1.8 and 2.8 samples of zeros are to be expected
)
def test_samples_of_zeros_are_empty_all_of_a_sudden(half: int, ended: int, count: int) -> None:
    assert blank(half, ended) == count


@pytest.mark.parametrize(("size", "known"), [(1.05e-6, True), (0.95e-6, False)])
def test_an_order_is_told_where_values_move_by_a_millionth(size: float, known: bool) -> None:
    values = 1 + size * np.tile([1.0, -1.0], (20, 4))[:, :, None]
    made = plan(T=8, F=1, n=20)
    assert bool(len(smoothness(made, some(values=values, index=np.arange(20))).ratio)) is known


def ratios(rough: int) -> Given:
    """A thousand smooth samples of train, so many of which are rough, against a validation split that is rough."""
    a, b = np.where(np.arange(1_000) < rough, 0.8, 0.1), np.full(1_000, 0.8)
    return {
        "plan": plan(split="validation"), "train_plan": plan(),
        "train": some(ratio=a, index=np.arange(1_000)), "other": some(ratio=b, index=np.arange(1_000)),
        "train_sample": some(values=np.zeros((4, 12, 3))), "other_sample": some(values=np.zeros((4, 12, 3))),
    }  # fmt: skip


@pytest.mark.parametrize(("rough", "said"), [(4, True), (6, False)])
def test_order_is_lost_in_one_split_where_none_of_the_other_is_rough(rough: int, said: bool) -> None:
    assert bool(list(CHECKS["no-temporal-structure"](**ratios(rough)))) is said


@pytest.mark.parametrize(("rarer", "said"), [(21, True), (19, False)])
def test_padding_is_mixed_from_a_fiftieth_on(rarer: int, said: bool) -> None:
    filled = some(row=(0.0,), pre=rarer, post=1_000 - rarer, pre_first=(1,), post_first=(2,), samples=2_000)
    assert bool(list(CHECKS["mixed-padding"](plan=plan(), x=filled))) is said


@pytest.mark.parametrize(("forward", "said"), [(0.49, True), (0.51, False)])
@pytest.mark.parametrize("slug", ["time-reversed", "reshape-not-transpose"])
def test_time_goes_forward_where_half_of_the_pairs_say_so(slug: str, forward: float, said: bool) -> None:
    shifted = some(share=0.9, sample=3, step=1, pairs=100)
    x = some(backwards=shifted, reshaped=shifted, forward=forward, features=None, runs_on=False)
    given: Given = {"plan": plan(), "x": x}
    if slug == "time-reversed":
        given["ahead"] = some(before=0.0, after=1.0)
    assert bool(list(CHECKS[slug](**given))) is said
