"""Numbers by which a target is taken for a formula of its window, or for a cell of it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import plan

from seqguard.checks.leakage import _computed
from seqguard.facts.target import lags

Array = npt.NDArray[Any]


def noise(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def formula(x: Array, y: Array) -> _computed.Formula | None:
    return _computed.formula(plan(moving=range(x.shape[2])), x, y, 1e-9)


@pytest.mark.parametrize(("base", "found"), [(15, True), (16, False)])
def test_sixteen_features_are_tried_as_what_the_target_is_relative_to(base: int, found: bool) -> None:
    x = 9 + noise(200, 2, 18)
    told = formula(x, x[:, -1, base] * (1 + x[:, -1, 17]))
    assert (told is not None and told.way == "ratio") is found


@pytest.mark.parametrize(("n", "fitted"), [(768, 768), (769, 768)])
def test_768_samples_are_fitted(n: int, fitted: int) -> None:
    x = noise(n, 4, 1)
    told = formula(x, x.sum((1, 2)))
    assert told is not None
    assert told.n == fitted


@pytest.mark.parametrize(("cells", "found"), [(128, True), (129, False)])
def test_128_cells_may_have_a_weight(cells: int, found: bool) -> None:
    x = noise(768, 140, 1)
    assert (formula(x, x[:, -cells:, 0] @ np.linspace(1, 2, cells)) is not None) is found


@pytest.mark.parametrize(("n", "found"), [(24, True), (23, False)])
def test_a_weight_needs_six_samples(n: int, found: bool) -> None:
    x = noise(n, 4, 1)
    assert (formula(x, x[:, :, 0] @ np.array([1.0, 2.0, 3.0, 4.0])) is not None) is found


@pytest.mark.parametrize(("values", "found"), [(20, True), (19, False)])
def test_a_formula_is_looked_for_among_twenty_values(values: int, found: bool) -> None:
    a, total = noise(300), np.arange(300.0) % values
    x = np.stack([a, total - a], 1)[:, None]
    assert (formula(x, total) is not None) is found


@pytest.mark.parametrize(("rest", "in_half"), [(1.1e-5, True), (0.9e-5, False)])
def test_the_other_half_is_asked_where_the_fit_leaves_a_hundred_thousandth(rest: float, in_half: bool) -> None:
    """The first half has noise, the second has none."""
    x, off = noise(8_000, 2), noise(8_000, seed=1)
    off[4_000:] = 0
    left = _computed._left(x, x.sum(1) + off * (2 * rest) ** 0.5)
    assert (left > rest / 2) is in_half


def settled(rows: int = 4, past: float = 0.0, now: float = 0.0, exact: float = 1e-9) -> bool:
    """Whether a last row that follows from the rows before explains a target, each to so much of its power."""
    x = noise(8_000, 4, 1)
    x[:, -1, 0] = x[:, 4 - rows : -1, 0].sum(1) + (past * (rows - 1)) ** 0.5 * noise(8_000, seed=1)
    y = x[:, -1, 0] + (now * (rows - 1)) ** 0.5 * noise(8_000, seed=2)
    return _computed._settled(x, rows, y, exact)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"rows": 3}, True),
        ({"rows": 2}, False),
        ({"past": 0.9e-5}, True),  # ten thousand times the exactness
        ({"past": 1.1e-5}, False),
        ({"past": 0.9e-6, "exact": 1e-11}, True),  # and a millionth
        ({"past": 1.1e-6, "exact": 1e-11}, False),
        ({"now": 0.9e-6}, True),  # a thousand times
        ({"now": 1.1e-6}, False),
    ],
)
def test_a_series_without_noise_explains_a_target(given: dict[str, Any], told: bool) -> None:
    assert settled(**given) is told


@pytest.mark.parametrize(
    ("wrong", "told"),
    [(10, True), (11, False)],  # of the first 512; of all 2,000 it is the target in far more
)
def test_a_cell_that_is_the_target_in_the_first_512_is_compared_on_all(wrong: int, told: bool) -> None:
    x = noise(2_000, 3, 1)
    y = x[:, 1].copy()
    y[:wrong] += 1
    top = np.array([99.0])
    assert bool(lags._equal(x, y, np.zeros(1, bool), top)[0, 1, 0] > 0.9) is told


@pytest.mark.parametrize(("told_by", "found"), [(20, True), (18, False)])
def test_ten_samples_tell_a_copy(told_by: int, found: bool) -> None:
    """Half of the fewest samples, in which the feature moves from step to step."""
    x = np.ones((100, 3, 1))
    x[: told_by // 2, 1] = noise(told_by // 2, 1)
    y = x[:, 1].copy()
    y[told_by // 2 :] = x[told_by // 2 :, 1]
    assert bool(lags._equal(x, y, np.zeros(1, bool), np.array([1.0]))[0, 1, 0] > 0.9) is found
