"""Known answers of the facts and statistics behind the checks of values, scaling and targets."""

import numpy as np
import pytest

import seqguard
from seqguard.basis.kinds import Column, _part
from seqguard.checks.scaling._units import _apart, _between_jumps
from seqguard.checks.values._affine import _line
from seqguard.core.plan import Plan
from seqguard.facts.scale.normalised import _scaled
from seqguard.facts.scale.truncation import looks_truncated
from seqguard.facts.target.labels import like_quantity
from seqguard.measures.core_range import core_range
from seqguard.measures.isolation import isolated
from seqguard.measures.piles import pile_at_top
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.still import StillSamples
from seqguard.testing import _folded, _plan_of, cut, forecast, labelled, random_walk


def column(values: np.ndarray) -> Column:
    return _part(np.asarray(values)[:, None], np.arange(1), False, len(values)).column(0)


def found(slug: str, **arguments: object) -> tuple[seqguard.Finding, ...]:
    return seqguard.inspect(**arguments, select=[slug]).findings  # type: ignore[arg-type]  # any of its arguments


def counts_of(y: np.ndarray, layout: str = "scalar", size: int = 7) -> LabelCounts:
    shape = (len(y), 1, y.shape[1] if y.ndim > 1 else 1)
    plan = Plan("y", "train", "y", y.shape, str(y.dtype), *shape, ("y",) * shape[2], "classification", layout)  # type: ignore[arg-type]  # a layout by name
    values = y.reshape(shape)
    return _folded(plan, values, LabelCounts, [0, len(y) // 3, len(y)], size, "left")[LabelCounts]  # type: ignore[no-any-return]  # a mapping of any results


def test_label_counts_are_exact_over_all_samples() -> None:
    y = np.repeat([3, 0, 7], [50, 20, 1])
    counts = counts_of(y)
    assert counts.values.tolist() == [0, 3, 7]
    assert counts.counts.tolist() == [20, 50, 1]
    assert counts.changes == 2
    assert counts.share(7) == pytest.approx(1 / 71)


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint64", "bool", "float32"])
def test_label_counts_of_every_dtype(dtype: str) -> None:
    y = np.array([1, 0, 1, 1], dtype) if dtype == "bool" else np.array([100, -100, 100, 100]).astype(dtype)
    counts = counts_of(y)
    assert sorted(counts.counts.tolist()) == [1, 3]
    assert set(counts.values) == {float(v) for v in np.unique(y)}


def test_label_counts_give_fractions_and_long_tables_up() -> None:
    assert not len(counts_of(np.linspace(0, 1, 300)).values)
    assert not len(counts_of(np.arange(5000), size=500).values)


def test_label_counts_name_broken_one_hot_rows() -> None:
    y = np.eye(3)[np.arange(30) % 3]
    y[4], y[17, :2] = 0, 1
    counts = counts_of(y, "one-hot")
    assert (counts.broken, counts.broken_first) == (2, (4, 17))
    assert counts.n == 28


def test_still_samples_are_counted_with_the_first_of_them() -> None:
    X = np.random.default_rng(0).standard_normal((40, 6, 2))
    X[[5, 30]] = X[[5, 30], :1]
    X[7, :, 0] = 1  # one feature of two
    still = _folded(_plan_of(X), X, StillSamples, [0, 13, 40], 5, "left")[StillSamples]
    assert (still.count, still.first) == (2, (5, 30))


@pytest.mark.parametrize("draw", ["poisson", "bell", "tens"])
def test_quantities_are_told_from_classes(draw: str) -> None:
    rng = np.random.default_rng(0)
    y = {
        "poisson": rng.poisson(1.5, 2000),
        "bell": np.rint(rng.normal(20, 3, 2000)),
        "tens": 10 * rng.integers(0, 4, 99),
    }
    values, counts = np.unique(y[draw], return_counts=True)
    assert like_quantity(values.astype(float), counts)


@pytest.mark.parametrize(
    "counts", [[400, 390, 410, 400, 405], [400, 10, 10, 10, 10], [30, 2, 2, 2, 2, 2, 2], [50, 90, 20, 70, 40, 60, 80]]
)
def test_classes_are_told_from_quantities(counts: list[int]) -> None:
    assert not like_quantity(np.arange(float(len(counts))), np.array(counts))


def test_isolated_finds_one_value_and_its_side() -> None:
    values = np.random.default_rng(0).standard_normal(1000)
    values[3] = -50
    outlier = isolated(column(values), values.min(), values.max(), 1e-3)
    assert outlier is not None
    assert (outlier.side, outlier.extreme, outlier.times) == ("low", -50.0, 1)
    assert outlier.gap == pytest.approx((outlier.low + 50) / (outlier.high - outlier.low))


def test_isolated_knows_an_extreme_that_was_not_sampled() -> None:
    values = np.random.default_rng(0).standard_normal(1000)
    outlier = isolated(column(values), values.min(), 80.0, 1e-3)
    assert outlier is not None
    assert (outlier.side, outlier.extreme) == ("high", 80.0)


def test_isolated_leaves_heavy_tails_alone() -> None:
    gaps = [
        isolated(column(v), v.min(), v.max(), 1e-3).gap  # type: ignore[union-attr]  # there is always some gap
        for v in (np.random.default_rng(i).pareto(1.5, 5000) for i in range(20))
    ]
    assert np.median(gaps) < 1.5


def test_core_range_drops_one_horizon_at_the_side_of_the_outlier() -> None:
    values = np.concatenate([np.linspace(0, 0.001, 500), np.ones(12)])
    core = core_range(column(values), 0.0, 1.0, 1e-3, 12)
    assert core is not None
    assert core.side == "high"
    assert core.width < 0.002
    assert core_range(column(values), 0.0, 1.0, 1e-3).width > 0.5  # type: ignore[union-attr]  # more than two values


def test_pile_at_top_is_judged_by_what_stands_below() -> None:
    x = np.random.default_rng(0).standard_normal(400)
    pile = pile_at_top(column(np.minimum(x, np.quantile(x, 0.95))))
    assert pile is not None
    assert pile.times == 20
    assert pile.chance < 1e-9
    assert pile_at_top(column(x)).chance == 1  # type: ignore[union-attr]  # enough levels


def test_line_recovers_slope_and_offset_to_float32_rounding() -> None:
    a = np.random.default_rng(0).standard_normal(500).astype(np.float32)
    b = (np.float32(1.8) * a + np.float32(32)).astype(np.float32)
    slope, offset = _line(a.astype(float), b.astype(float)) or (0, 0)
    assert (slope, offset) == pytest.approx((1.8, 32), rel=1e-5)
    assert _line(a.astype(float), b + 1e-3 * np.arange(500)) is None
    assert _line(a.astype(float), a.astype(float)) == (1, 0)


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e-3])
def test_a_scaled_normal_that_was_cut_is_recognised(scale: float) -> None:
    x = np.random.default_rng(0).standard_normal(2000)
    assert looks_truncated(np.trunc(x).astype(int))
    assert not looks_truncated(np.round(scale * x * 3).astype(int)) or scale < 1
    assert not looks_truncated(np.random.default_rng(0).poisson(2, 500))


def test_a_stretch_in_another_unit_is_apart() -> None:
    rng = np.random.default_rng(0)
    level, width = rng.normal(0, 0.1, 200), rng.normal(0, 0.1, 200)
    level[50:80] += 3
    width[50:80] += 3
    inside = _apart(level, width)
    assert inside is not None
    assert np.flatnonzero(inside).tolist() == list(range(50, 80))
    level[10] += 3
    width[10] += 3
    assert _apart(level, width) is None  # two pieces


def test_an_event_moves_the_range_and_not_the_level() -> None:
    level, width = np.zeros(200), np.zeros(200)
    width[50:80] += 3
    assert _apart(level, width) is None
    assert _between_jumps(level, width) is None
    level[50:80] += 3
    inside = _between_jumps(level, width)
    assert inside is not None
    assert np.flatnonzero(inside).tolist() == list(range(50, 80))


def test_scaling_is_recognised_by_axis() -> None:
    x = np.random.default_rng(0).standard_normal((50, 20, 3)) + 5
    assert _scaled((x - x.min(1, keepdims=True)) / np.ptp(x, axis=1, keepdims=True), 1, 0.02) == "min-max"
    assert _scaled((x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True), 1, 0.02) == "standard"
    assert _scaled(x, 1, 0.02) == ""


def test_a_dead_feature_of_validation_is_a_note_only_where_train_rests_there_too() -> None:
    rng = np.random.default_rng(0)
    data = forecast(rng)
    X, _ = data["validation_data"]
    X[..., 2] = 0
    (loud,) = found("constant-feature", **data)
    assert loud.severity == "warning"
    data["X"][..., 2] = rng.random(data["X"].shape[:2]) < 0.02
    (quiet,) = found("constant-feature", **data)
    assert quiet.severity == "info"
    assert quiet.split == "validation"


def test_a_horizon_of_outliers_crushes_the_target() -> None:
    series = random_walk(np.random.default_rng(0), 200, 1)
    X, _ = cut(series, 12)
    y = np.stack([series[i + 12 : i + 18, 0] for i in range(len(X) - 6)])
    y[40] = 1e5
    y = (y - y.min()) / np.ptp(y)
    (finding,) = found("outlier-crushed-target", X=X[: len(y)], y=y)
    assert finding.samples == (40,)


def test_an_outlier_of_a_plain_target_is_named_at_its_place() -> None:
    data = forecast(np.random.default_rng(0))
    data["y"][123] = 1e6
    (finding,) = found("outlier", X=data["X"], y=data["y"])
    assert (finding.tensor, finding.samples) == ("y", (123,))


@pytest.mark.parametrize("newest_first", [False, True])
def test_lags_in_the_feature_axis_are_told_with_their_order(newest_first: bool) -> None:
    X, y = cut(random_walk(np.random.default_rng(0), 200, 1), 8)
    lags = X[:, :, 0][:, None, :]
    (finding,) = found("single-timestep", X=lags[..., ::-1] if newest_first else lags, y=y)
    assert finding.evidence["lags"] == 8
    assert ("[:, ::-1]" in finding.fix) is newest_first


def test_conflicting_labels_absorb_the_copies_they_are_about() -> None:
    data = labelled(np.random.default_rng(0))
    X, y = data["X"], data["y"]
    X[10:20], y[10:20] = X[200:210], (y[200:210] + 1) % 3
    slugs = {f.slug for f in seqguard.inspect(X, y)}
    assert "conflicting-labels" in slugs
    assert "duplicate-samples" not in slugs


def test_weights_of_a_split_are_looked_at() -> None:
    data = forecast(np.random.default_rng(0))
    weights = np.ones(len(data["X"]))
    weights[[3, 9]] = np.inf, -1
    report = seqguard.inspect(
        seqguard.Split(data["X"], data["y"], sample_weight=weights), select=["invalid-sample-weight"]
    )
    assert [(f.severity, f.samples) for f in report] == [("error", (3,)), ("warning", (9,))]


def test_timestamps_as_a_feature_lose_their_seconds() -> None:
    data = forecast(np.random.default_rng(0))
    seconds = 1.7e9 + 60.0 * (np.arange(len(data["X"]))[:, None] + np.arange(12))
    for dtype in (np.float64, np.float32):
        X = np.dstack([data["X"], seconds]).astype(dtype)
        (finding,) = found("float32-precision", X=X, y=data["y"])
        assert finding.features == ("f3",)
        assert "Unix time" in finding.message


def test_sequences_of_symbols_may_begin_alike() -> None:
    rng = np.random.default_rng(0)
    cases = np.eye(6, dtype=np.float32)[rng.integers(0, 6, (300, 12))]
    cases[:, 0] = cases[0, 0]
    (finding,) = seqguard.inspect(cases, rng.integers(0, 2, 300), select=["constant-timestep"]).findings
    assert (finding.severity, finding.steps) == ("info", (0,))
    levels = rng.standard_normal((300, 12, 2))
    levels[:, 0] = [0.3, 0.7]
    (finding,) = seqguard.inspect(levels, rng.integers(0, 2, 300), select=["constant-timestep"]).findings
    assert finding.severity == "warning"


def test_a_sensor_that_died_at_its_highest_is_stuck_and_a_complete_count_is_not() -> None:
    rng = np.random.default_rng(0)
    rising = np.arange(600) * 0.2
    died, complete = rising + rng.standard_normal(600), np.cumsum(rng.random(600))
    died[560:] = died.max() + 1
    complete[560:] = complete[559]
    for column, stuck in ((died, True), (complete, False)):
        X, y = cut(np.column_stack([random_walk(rng, 600, 1)[:, 0], column]), 12)
        report = seqguard.inspect(X, y, select=["flatline"])
        assert any(f.severity == "warning" for f in report.findings) is stuck
