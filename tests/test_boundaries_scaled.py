"""Numbers by which a scaling is undone before anything is judged: just inside of each, and just outside."""

from typing import Any

import numpy as np
import pytest
from _facts import some

import seqguard
from seqguard.checks.imputation._ramps import _by_chance, _nearly
from seqguard.checks.leakage.sg614_val_scaler_mismatch import _one_scale
from seqguard.core.plan import Origin
from seqguard.facts.scale.normalised import _scaled_twice
from seqguard.facts.values.fills import fills
from seqguard.reading.origins import _kept


def windows(count: int = 24, off: float = 0.0) -> Any:
    """Windows scaled each to mean 0 and deviation 1, then once more as a whole; `off`: of the deviation, in the half of
    them that stand otherwise."""
    x = np.random.default_rng(0).standard_normal((count, 12, 1))
    x = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    x[: count // 3] += off
    return 3.7 * x + 11


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (windows(), "standard"),
        (windows(off=0.9e-3), "standard"),
        (windows(off=1.1e-3), ""),
        (windows(20), "standard"),
        (windows(19), ""),
    ],
)
def test_windows_scaled_one_by_one_and_then_once_more(given: Any, found: str) -> None:
    name, offset, unit = _scaled_twice(given)
    assert name == found
    assert not found or (round(offset, 6), round(unit, 6)) == (11, 3.7)


def test_windows_that_reach_from_one_bound_to_the_other_do_so_on_any_scale() -> None:
    x = windows()
    low, high = x.min(1, keepdims=True), x.max(1, keepdims=True)
    assert _scaled_twice(50 * (x - low) / (high - low) + 4) == ("min-max", pytest.approx(4), pytest.approx(50))


@pytest.mark.parametrize(("off", "judged"), [(0.9e-3, 0), (1.1e-3, 1)])
def test_the_mean_of_windows_scaled_one_by_one_is_no_fill(
    off: float, judged: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("seqguard.facts.values.fills._fill", seen.append)
    spikes = some(table=[some(value=11 + off * 3.7)])
    fills(spikes, some(window="standard", before=lambda value: (value - 11) / 3.7))
    assert len(seen) == judged


@pytest.mark.parametrize(("off", "one"), [(0.9e-3, True), (1.1e-3, False)])
def test_two_lines_are_one_scale_to_a_thousandth_of_the_targets_range(off: float, one: bool) -> None:
    y = some(low=np.array([2.0]), high=np.array([12.0]))
    assert _one_scale(Origin(3, 1, 1.0, 0.5, 1.0), Origin(3, 1, 1.0, 0.5, 1.0 + 10 * off), y) is one
    assert not _one_scale(Origin(3, 1, 1.0, 0.5, 1.0), Origin(2, 1, 1.0, 0.5, 1.0), y)


@pytest.mark.parametrize(("off", "kept"), [(0.9e-6, 1.0), (1.1e-6, 0.5)])
def test_a_target_is_kept_by_trains_line_to_rounding(off: float, kept: float) -> None:
    rows = np.array([1.0, 2.0, 3.0, np.nan])
    values = 2 * rows[:3] + 4
    values = np.append(values, 1.0)
    values[0] += off * 10
    found = _kept(Origin(0, 1, 1.0, 2.0, 4.0), rows, values)
    assert found == (pytest.approx(kept) if kept == 1 else pytest.approx(2 / 3))


@pytest.mark.parametrize(("nearly", "chance"), [(60, True), (30, False)])
def test_lines_are_drawn_where_more_rows_lie_on_them_than_close_by(nearly: int, chance: bool) -> None:
    """Of 60 rows close by 4 are expected on the line: 11 are there once in 350 times; of 30, once in 100,000."""
    assert _by_chance(11, nearly) is chance


@pytest.mark.parametrize(("times", "counted"), [(0.7, 0), (1.3, 1), (15, 1), (17, 0)])
def test_a_row_close_by_misses_its_line_by_up_to_sixteen_roundings(times: float, counted: int) -> None:
    rounding = 4 * 2.0**-23
    rows = np.array([0.5, 1.0, 1.5 + times * rounding], np.float32)
    assert _nearly(rows, np.array([True, False, False])) == counted


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_lines_are_the_same_in_both_widths_of_floats(dtype: str) -> None:
    rng = np.random.default_rng(0)
    rows = np.cumsum(rng.standard_normal(900))
    for i in range(20, 880, 60):
        rows[i : i + 8] = np.linspace(rows[i], rows[i + 7], 8)
    X = np.lib.stride_tricks.sliding_window_view(rows, 12)[:, :, None].astype(dtype)
    (found,) = seqguard.inspect(X, select=["linear-interpolation"]).findings
    assert "lie on 15 exact straight lines" in found.message
