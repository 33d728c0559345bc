"""Kinds of sound values that look faulty, made at random beside the fault that they look like: size, offset, scale and
position are drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.core.plan import Array, Floats
from seqguard.testing import cut, random_walk

Rng = np.random.Generator
Data = dict[str, Any]
VALUES = ["SG106", "SG110", "SG111", "SG204", "SG205", "SG206", "SG211", "SG212", "SG3", "SG401", "SG402"]


def scaled(rng: Rng, data: Data) -> Data:
    """X in another unit, as float32: every level and distance changes, what happened does not."""
    size, offset = 10 ** rng.uniform(-2, 2), rng.uniform(-5, 5)
    X = data["X"].astype(np.float64) * size
    return {**data, "X": (X + offset * np.nanstd(X)).astype(np.float32)}


def windows(rng: Rng, *columns: Array, steps: int = 12) -> Data:
    """Windows of a series of these columns after one that wanders; y is its next value."""
    first = random_walk(rng, len(columns[0]), 1)
    X, y = cut(np.column_stack([first, *columns]).astype(np.float64), steps)
    return {"X": X, "y": y.astype(np.float32)}


def mark(rng: Rng, n: int, share: float) -> Array:
    """Some rows of n, neither the first nor the last."""
    marked: Array = np.zeros(n, bool)
    marked[1 + rng.permutation(n - 2)[: int(share * n)]] = True
    return marked


def sensors(rng: Rng, fill: bool) -> Data:
    """float32 readings far from zero, of which many are equal because the spacing is wide there."""
    n, F = int(rng.integers(100, 400)), int(rng.integers(1, 5))
    X = rng.normal(rng.choice([300, 1000, 1e5]), rng.uniform(1, 4), (n, 60, F)).astype(np.float32)
    if fill:
        missing = rng.random(X.shape[:2]) < 0.02
        X[missing] = X[~missing].mean(0, dtype=np.float64)
    return {"X": X, "y": rng.standard_normal(n)}


def wind(rng: Rng, fill: bool) -> Data:
    """Whole m/s, and a few readings with decimals; a median fill with decimals among readings with decimals."""
    n = int(rng.integers(1500, 4000))
    speed = np.abs(random_walk(rng, n, 1)[:, 0] * 0.05 + 2 * rng.standard_normal(n))
    some = rng.random(n) < rng.uniform(0.02, 0.06)
    gone = mark(rng, n, 0.08)
    speed = np.where(gone, np.median(speed), speed) if fill else np.where(some, speed, np.round(speed))
    return scaled(rng, windows(rng, speed))


def episodes(rng: Rng, fill: bool) -> Data:
    """A state that begins each episode at one value; a median fill at random places of one series."""
    runs = int(rng.integers(40, 90))
    state = rng.standard_normal((runs, 40)).cumsum(1)
    if not fill:
        state -= state[:, :1]
    else:
        state = state.reshape(1, -1)
        state[:, mark(rng, state.size, 0.08)] = np.median(state)
    pieces = [cut(np.column_stack([random_walk(rng, len(s), 1)[:, 0], s]), 8)[0] for s in state]
    X = np.concatenate(pieces)
    return scaled(rng, {"X": X, "y": rng.standard_normal(len(X))})


def truncated(rng: Rng, fill: bool) -> Data:
    """Whole numbers cut towards zero, where the level at 0 is twice as wide as any other; a median fill."""
    n = int(rng.integers(200, 500))
    X = np.trunc(rng.uniform(6, 40) * rng.standard_normal((n, 20, 2)) + (300 if fill else 0))
    if fill:
        X[rng.random(X.shape) < 0.2] = np.median(X)
    return {"X": X.astype(np.int64), "y": rng.standard_normal(n)}


def held(rng: Rng, fill: bool) -> Data:
    """A weekly figure beside hourly rows, one of them by far the largest; a placeholder here and there."""
    weeks, rows = int(rng.integers(16, 40)), int(rng.choice([48, 100, 168]))
    figure = rng.standard_normal(weeks)
    figure[rng.integers(1, weeks - 1)] = rng.uniform(8, 20) * rng.choice([-1, 1])
    column = np.repeat(figure, rows)
    if fill:
        column = rng.standard_normal(weeks * rows).cumsum() * 0.05
        column[mark(rng, len(column), 0.02)] = column.max() + 2 * np.ptp(column)
    return scaled(rng, windows(rng, column))


def panel(rng: Rng, fill: bool) -> Data:
    """One group of a panel is larger by orders of magnitude; a stretch of one series in another unit."""
    groups, size = int(rng.integers(60, 150)), 10 ** rng.uniform(2, 4)
    level = np.exp(rng.normal(0, 0.3, groups))
    if fill:
        X, y = cut(10 + random_walk(rng, 900, 2) * 0.05, 10)
        start = int(rng.integers(1, 500))
        X[start : start + int(rng.integers(60, 300)), :, 1] *= size
        return {"X": X, "y": y}
    level[rng.integers(1, groups - 1)] *= size
    series = level[:, None] * (1 + 0.02 * rng.standard_normal((groups, 9)).cumsum(1))
    X = np.concatenate([cut(s[:, None], 5)[0] for s in series])
    return {"X": X, "y": X[:, -1, 0] * rng.uniform(0.9, 1.1, len(X))}


def silence(rng: Rng, fill: bool) -> Data:
    """Silence before speech, on the grid of one converter; a stretch in another unit."""
    sound = np.round(rng.standard_normal(24_000) * 1000)
    quiet = int(rng.integers(4000, 8000))
    sound[:quiet] = np.round(sound[:quiet] / rng.uniform(200, 400))
    if fill:
        sound = np.round(rng.standard_normal(24_000) * 20)
        sound[:quiet] *= 1000
    X = (sound / 32768).reshape(-1, 100, 1)
    return {"X": X.astype(np.float32), "y": rng.standard_normal(len(X))}


def plateau(rng: Rng, fill: bool) -> Data:
    """Level flight at the highest altitude; a cap that the series reaches again and again."""
    if fill:
        column = random_walk(rng, 1500, 1)[:, 0] * 0.2 + 3 * rng.standard_normal(1500)
        column = np.minimum(column, np.quantile(column, 0.93))
    else:
        up, level, down = (int(k) for k in rng.integers(100, 300, 3))
        height = rng.uniform(5, 15)
        noise = 0.01 * rng.standard_normal(up + down)
        flight = np.r_[np.linspace(0, height, up) + noise[:up], np.linspace(height, 0, down) + noise[up:]]
        flight = np.minimum(flight, height - 1e-6)
        column = np.r_[flight[:up], np.full(level // 4, height), flight[up:]]
    return scaled(rng, windows(rng, column))


def humidity(rng: Rng, fill: bool) -> Data:
    """A percentage in whole numbers that is 100 in fog, after any scaler; a cap on a reading with decimals."""
    n = int(rng.integers(2000, 4000))
    wave = 80 + 15 * np.sin(np.arange(n) / 24 * 2 * np.pi) + rng.uniform(4, 10) * rng.standard_normal(n)
    column = np.clip(wave, 5, 100)
    return scaled(rng, windows(rng, column if fill else np.round(column)))


def last_step(rng: Rng, fill: bool) -> Data:
    """Distances to the last step, which are 0 there and below it else; samples that were capped."""
    n, T = int(rng.integers(200, 500)), int(rng.integers(6, 20))
    X = np.abs(rng.standard_normal((n, T, 2))).cumsum(1)
    X = X - X[:, -1:] - (0 if not fill else 1)
    if fill:
        X = np.minimum(rng.standard_normal(X.shape), rng.uniform(1, 1.5))
    return scaled(rng, {"X": X, "y": rng.standard_normal(n)})


def launch(rng: Rng, fill: bool) -> Data:
    """Zero until a product is sold; a recording that broke off."""
    n = int(rng.integers(400, 900))
    sales = np.exp(random_walk(rng, n, 1)[:, 0] * 0.02) * rng.uniform(20, 60)
    at = int(rng.integers(100, 300)) if fill else 0
    sales[at : at + int(rng.integers(30, 70))] = 0
    return scaled(rng, windows(rng, sales))


def counter(rng: Rng, fill: bool) -> Data:
    """Hours of snow so far, zero between; gaps filled by straight lines."""
    n = int(rng.integers(1500, 3000))
    if fill:
        column = random_walk(rng, n, 1)[:, 0]
        for start in rng.integers(10, n - 30, 8):
            length = int(rng.integers(8, 18))
            column[start : start + length] = np.linspace(column[start], column[start + length - 1], length)
    else:
        column = np.zeros(n)
        for start in np.arange(0 if rng.random() < 0.5 else 20, n - 60, int(rng.integers(200, 400))):
            length = int(rng.integers(8, 50))
            column[start : start + length] = np.arange(1, length + 1)
    return scaled(rng, windows(rng, column))


def two_levels(rng: Rng, fill: bool) -> Data:
    """A second level that is reached for a few rows; one row far away."""
    n = int(rng.integers(6000, 9000))
    column = rng.standard_normal(n)
    at = int(rng.integers(10, n - 20))
    if fill:
        column[at] = rng.uniform(60, 1e4)
    else:
        column[at : at + int(rng.integers(4, 6))] += rng.uniform(60, 200)
    return scaled(rng, windows(rng, column))


def thresholds(rng: Rng, fill: bool) -> Data:
    """Sorted labels beside a share of the rows so far; y that was cut though X was not."""
    n = int(rng.integers(150, 400))
    noise = rng.standard_normal((n, 6, 1))
    if fill:
        series = random_walk(rng, n + 6, 1) * 0.4
        X, y = cut(series, 6)
        return {"X": X, "y": np.trunc(y).astype(np.int64)}
    row = np.arange(n) / n * rng.uniform(1, 1.4)
    X = np.concatenate([noise, np.repeat(row[:, None, None], 6, 1)], 2)
    return {"X": X, "y": (row >= 1).astype(np.int64) if row[-1] >= 1 else np.round(row).astype(np.int64)}


@dataclass(frozen=True)
class Kind:
    """`make(rng, fill)` gives the sound kind, or the fault, which is named by one of `slugs` in `least` of draws."""

    make: Callable[[Rng, bool], Data]
    slugs: tuple[str, ...]
    least: float


KINDS = (
    Kind(sensors, ("mean-imputation",), 0.95),
    Kind(wind, ("median-imputation",), 0.9),
    Kind(episodes, ("median-imputation",), 0.9),
    Kind(truncated, ("median-imputation", "mean-imputation"), 0.9),
    Kind(held, ("sentinel-value",), 0.95),
    Kind(panel, ("mixed-units",), 0.9),
    Kind(silence, ("mixed-units",), 0.9),
    Kind(plateau, ("clipped-feature",), 0.9),
    Kind(humidity, ("clipped-feature",), 0.95),
    Kind(last_step, ("clipped-feature",), 0.95),
    Kind(launch, ("zero-run",), 0.9),
    Kind(counter, ("linear-interpolation",), 0.9),
    Kind(two_levels, ("outlier",), 0.95),
    Kind(thresholds, ("int-cast-target",), 0.9),
)


def alarms(data: Data) -> set[str]:
    """What the checks of values say above info."""
    report = seqguard.inspect(**data, select=VALUES)
    assert not report.crashed, report.crashed[0].traceback
    return {f.slug for f in report.findings if f.severity != "info"}


@pytest.mark.parametrize("draws", [pytest.param(12, id="some"), pytest.param(200, id="many", marks=pytest.mark.lab)])
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.make.__name__)
def test_a_sound_kind_is_silent_and_its_fault_is_named(kind: Kind, draws: int) -> None:
    named = 0
    for seed in range(draws):
        assert not alarms(kind.make(np.random.default_rng(seed), False)), f"draw {seed}"
        named += not alarms(kind.make(np.random.default_rng(seed), True)).isdisjoint(kind.slugs)
    assert named >= kind.least * draws


def one(data: Data, slug: str) -> seqguard.Finding:
    (finding,) = [f for f in seqguard.inspect(**data, select=[slug]).findings if f.split == "train"]
    return finding


def test_a_row_that_stands_out_in_many_features_is_one_finding() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((600, 1, 11))
    X[587] = 1e4
    finding = one({"X": X, "y": rng.standard_normal(600)}, "outlier")
    assert len(finding.features) == 11
    assert finding.samples == (587,)


def test_many_near_constant_features_are_one_finding() -> None:
    rng = np.random.default_rng(0)
    X: Floats = np.zeros((500, 4, 80))
    X[rng.random(X.shape) < 0.004] = 1
    X[rng.random(X.shape) < 0.004] = -1
    finding = one({"X": X, "y": rng.standard_normal(500)}, "near-constant-feature")
    assert len(finding.features) == 80


def test_one_run_of_the_median_is_a_flatline_and_no_fill() -> None:
    rng = np.random.default_rng(0)
    series = random_walk(rng, 1200, 2)
    series[:, 1] -= np.median(series[:, 1])
    start = int(np.abs(series[300:800, 1]).argmin()) + 300
    series[start : start + 120, 1] = np.median(series[:, 1])
    X, y = cut(series, 12)
    assert "median-imputation" not in alarms({"X": X, "y": y})
    assert "flatline" in alarms({"X": X, "y": y})


def test_a_table_is_counted_whole_where_its_windows_are_many() -> None:
    rng = np.random.default_rng(0)
    table = random_walk(rng, 2999, 64).astype(np.float32)
    table[rng.choice(2900, 25, replace=False), 3] = -999
    X, y = cut(table, 24)
    finding = one({"X": X, "y": y}, "sentinel-value")
    assert "-999 occurs 25 times in 2,998 rows" in finding.message
    assert finding.evidence["count"] == 25


def test_what_was_counted_in_a_sample_says_so() -> None:
    rng = np.random.default_rng(0)
    X, y = cut(random_walk(rng, 3000, 2), 12)
    X[..., 1][rng.random(X.shape[:2]) < 0.05] = -999
    whole = one({"X": X, "y": y}, "sentinel-value")
    report = seqguard.inspect(X, y, select=["sentinel-value"], sample=10_000)
    (part,) = [f for f in report.findings if f.split == "train"]
    assert "in a sample of" not in whole.message
    assert "in a sample of" in part.message


def test_a_feature_whose_exceptions_were_not_sampled_is_not_said_to_have_none() -> None:
    X = np.random.default_rng(0).standard_normal((20_000, 8, 2))
    X[..., 1] = 0
    X[9_999, 3:5, 1] = 1, -1
    for sample in (8_192, 30_000):
        report = seqguard.inspect(X, select=["near-constant-feature"], sample=sample)
        (finding,) = report.findings
        assert "all but 0 " not in finding.message
