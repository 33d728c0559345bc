"""Where the target stands in the input, on data whose answer is known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, labelled, random_walk
from seqguard.checks.leakage.sg619_no_signal import no_signal

Array = npt.NDArray[Any]
LEAKS = ["SG601", "SG602", "SG605", "SG606", "SG607"]


def leaks(X: Array, y: Array, **options: Any) -> dict[str, seqguard.Finding]:
    report = seqguard.inspect(X, y, select=LEAKS, progress=False, **options)
    assert not report.crashed, report.crashed
    return {f.slug: f for f in report.findings}


def windows(features: int = 3, rows: int = 500, steps: int = 12, horizon: int = 1) -> tuple[Array, Array]:
    return cut(random_walk(np.random.default_rng(0), rows, features), steps, horizon)


def far_windows(features: int = 3) -> tuple[Array, Array]:
    """Windows whose order is lost, so that only the values of X and y can tell."""
    X, y = windows(features)
    order = np.random.default_rng(1).permutation(len(X))
    return X[order], y[order]


@pytest.mark.parametrize("step", [0, 5, 11])
@pytest.mark.parametrize(
    ("made", "severity"),
    [
        (lambda y, rng: y, "error"),
        (lambda y, rng: 2.5 * y - 4, "error"),
        (lambda y, rng: np.exp(y), "error"),
        (lambda y, rng: y + 0.02 * y.std() * rng.standard_normal(len(y)), "warning"),
    ],
    ids=["equal", "affine", "monotone", "noisy"],
)
def test_one_cell_holds_the_target(step: int, made: Any, severity: str) -> None:
    X, y = far_windows()
    X[:, step, 1] = made(y, np.random.default_rng(2))
    finding = leaks(X, y)["target-leak"]
    assert (finding.severity, finding.features, finding.steps) == (severity, ("f1",), (step,))


@pytest.mark.parametrize("noise", [0.001, 0.01, 0.1])
def test_a_noisy_copy_at_every_step(noise: float) -> None:
    X, y = windows()
    X[..., 2] = y[:, None] + noise * y.std() * np.random.default_rng(2).standard_normal(X.shape[:2])
    finding = leaks(X, y)["target-leak"]
    assert (finding.severity, finding.features) == ("warning", ("f2",))


def test_the_last_step_of_a_persistent_series_is_no_leak() -> None:
    for scale in (1.0, 0.1, 0.01):
        series = np.cumsum(np.random.default_rng(0).standard_normal((800, 2)), axis=0)
        series += scale * np.random.default_rng(1).standard_normal(series.shape)
        assert not leaks(*cut(series, 12))


@pytest.mark.parametrize("column", [0, 3])
def test_every_column_of_the_target_is_compared(column: int) -> None:
    X, _ = windows()
    y = np.random.default_rng(3).standard_normal((len(X), 4))
    X[:, 4, 0] = y[:, column]
    assert f"y[:, {column}]" in leaks(X, y)["target-leak"].message


@pytest.mark.parametrize("behind", [0, 3])
def test_a_target_inside_whole_windows_was_cut_too_early(behind: int) -> None:
    X, _ = windows()
    found = leaks(X, X[:, -1 - behind, 1].copy())
    assert set(found) == {"persistence-target"}
    assert (found["persistence-target"].severity, found["persistence-target"].steps) == ("error", (11 - behind,))


def test_a_feature_that_runs_ahead() -> None:
    X, y = windows()
    ahead = np.concatenate([X[:, 1:, 0], y[:, None]], axis=1)
    for noise, severity in ((0.0, "error"), (0.01, "warning")):
        noisy = ahead + noise * y.std() * np.random.default_rng(1).standard_normal(ahead.shape)
        found = leaks(np.concatenate([X, noisy[..., None]], axis=2), y)
        assert set(found) == {"future-leak"}
        assert (found["future-leak"].severity, found["future-leak"].features) == (severity, ("f3",))


def test_a_calendar_that_is_forecast_with_the_rest_is_no_leak() -> None:
    hours = np.arange(900)
    clock = np.eye(7)[hours % 7]
    waves = np.stack([np.sin(2 * np.pi * hours / 24), np.cos(2 * np.pi * hours / 24)], axis=1)
    series = np.concatenate([random_walk(np.random.default_rng(0), 900, 1), clock, waves], axis=1)
    X = np.lib.stride_tricks.sliding_window_view(series, 12, axis=0).swapaxes(1, 2)
    assert not leaks(X[:-1], series[12:])


def test_lagged_copies_are_no_leak() -> None:
    base = random_walk(np.random.default_rng(0), 700, 1)
    series = np.concatenate([base[2:], base[1:-1], base[:-2]], axis=1)
    X, y = cut(series, 12)
    assert not leaks(X, y)


def test_rows_with_gaps_are_left_out() -> None:
    X, y = far_windows()
    X[:, 6, 1] = y
    X[::7, 3, 0] = np.nan
    X[:, :, 2] = np.nan
    assert leaks(X, y)["target-leak"].features == ("f1",)


@pytest.mark.parametrize("code", [(5.0, -2.0, 3.0), (0.0, 9.0, 1.0)])
def test_a_code_of_the_class_at_one_step(code: tuple[float, ...]) -> None:
    data = labelled(np.random.default_rng(0))
    X, y = data["X"], data["y"]
    X[:, 6, 1] = np.array(code)[y]
    finding = leaks(X, y)["label-in-feature"]
    assert (finding.severity, finding.features, finding.steps) == ("error", ("f1",), (6,))


def test_the_last_state_of_a_machine_is_no_code() -> None:
    rng = np.random.default_rng(0)
    state = np.cumsum(rng.random(3000) < 0.004) % 2
    series = np.stack([state, rng.standard_normal(3000)], axis=1)
    X, y = cut(series, 12)
    assert "label-in-feature" not in leaks(X, y.astype(int))


def test_sequences_that_are_their_own_target() -> None:
    X, y = windows(1)
    assert leaks(X, X.copy())["sequence-target"].severity == "info"
    assert leaks(X, X[:, ::-1].copy())["sequence-target"].severity == "info"
    shifted = np.concatenate([X[:, 1:], y[:, None, None]], axis=1)
    assert set(leaks(X, shifted)) == {"sequence-target"}
    assert set(leaks(X, shifted[..., 0])) == {"sequence-target"}


def test_the_same_step_of_one_feature_is_an_error() -> None:
    X, _ = windows(3)
    finding = leaks(X, X[..., 1:2].copy())["target-leak"]
    assert (finding.severity, finding.features) == ("error", ("f1",))


def test_no_signal_runs_only_where_it_is_named() -> None:
    pytest.importorskip("sklearn")
    X, y = windows()
    for select in (None, ["SG"], ["SG6"], ["SG61"]):
        report = seqguard.inspect(X, y, select=select, progress=False)
        assert "no-signal" not in report.ran
    for select in (["SG", "no-signal"], ["SG6", "SG619"]):
        report = seqguard.inspect(X, y, select=select, progress=False)
        assert {"no-signal", "target-leak"} <= set(report.ran)
    shuffled = np.random.default_rng(0).permutation(y)
    for asked in ({"select": ["no-signal"]}, {"checks": [no_signal]}):
        (finding,) = (f for f in seqguard.inspect(X, shuffled, progress=False, **asked).findings if f.code == "SG619")
        assert (finding.severity, finding.evidence["purged"]) == ("info", 13)


def daily(days: int, noise: float) -> Array:
    hours = np.sin(2 * np.pi * np.arange(24 * days) / 24) + 0.5 * np.sin(4 * np.pi * np.arange(24 * days) / 24)
    return (hours + noise * np.random.default_rng(0).standard_normal(24 * days))[:, None]


@pytest.mark.parametrize("noise", [0.01, 0.03])
@pytest.mark.parametrize("horizon", [1, 24])
def test_the_same_hour_of_the_day_before_is_no_leak(horizon: int, noise: float) -> None:
    X, y = cut(daily(60, noise), 24, horizon=horizon)
    assert not leaks(X, y)
    X, y = cut(daily(60, noise), 30, horizon=horizon)
    assert not leaks(X, y)


def test_a_near_copy_in_a_few_validation_samples_needs_one_in_train() -> None:
    rng = np.random.default_rng(0)
    close = 50 + np.cumsum(0.3 * rng.standard_normal(900))
    open_ = np.roll(close, 1) + np.repeat([0.1, 0.004], [600, 300]) * rng.standard_normal(900)
    frame = np.stack([open_, close], axis=1)[1:]
    X, y = cut(frame, 12)
    splits = {"validation": (X[620:], y[620:])}
    assert not leaks(X[:560], y[:560], validation_data=splits)
    assert leaks(X[620:], y[620:])["future-leak"].severity == "warning"


def test_a_class_that_is_a_range_of_the_mean_is_no_code() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((800, 20, 3)) + rng.standard_normal((800, 1, 3))
    mean = X[..., 1].mean(1)
    assert leaks(X, (mean > np.median(mean)).astype(int))["label-in-feature"].severity == "info"
    y = rng.integers(0, 3, 800)
    X[..., 1] = y[:, None] + 0.4 * rng.standard_normal((800, 20))
    assert leaks(X, y)["label-in-feature"].severity == "warning"


def test_a_near_copy_of_the_first_label_of_a_sequence() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((200, 30, 3))
    y = (rng.random((200, 30, 1)) < 0.4).astype(float)
    X[..., 2] = y[:, :1, 0] + 0.01 * rng.standard_normal((200, 30))
    assert leaks(X, y)["target-leak"].features == ("f2",)


def test_the_class_in_columns() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((300, 12, 6)), rng.integers(0, 5, 300)
    assert "label-in-feature" not in leaks(X, y)
    X[..., 1:] = np.eye(5)[y][:, None]
    finding = leaks(X, y)["label-in-feature"]
    assert (finding.severity, finding.features) == ("error", ("f1", "f2", "f3", "f4", "f5"))
    assert leaks(X[..., :5], y)["label-in-feature"].features == ("f1", "f2", "f3", "f4")
    X[:, -1, 1:] = np.eye(5)[rng.permutation(y)]
    assert "label-in-feature" not in leaks(X, y)


def test_as_many_steps_ahead_as_features_are_not_all_of_them_forecast() -> None:
    series = random_walk(np.random.default_rng(1), 500, 4)
    X = cut(series[:-4], 12)[0]
    y = np.lib.stride_tricks.sliding_window_view(series[12:, 0], 5)
    ahead = np.concatenate([X[:, 1:, 0], y[:, :1]], axis=1)[..., None]  # the fifth feature runs one step ahead
    assert set(leaks(np.concatenate([X, ahead], axis=2), y.copy())) == {"future-leak"}
    series = random_walk(np.random.default_rng(0), 500, 3)
    series = np.c_[series, np.roll(series[:, 0], 1)][1:]  # a lag, forecast with all others
    X, _ = cut(series, 12)
    assert not leaks(X, series[12:])


def test_few_samples_of_few_values_prove_a_copy_by_their_number() -> None:
    rng = np.random.default_rng(0)
    X, _ = cut(np.round(rng.standard_normal((36, 1)) * 3), 6)
    assert leaks(X, X[:, -1, 0].copy())["persistence-target"].severity == "error"
    X, _ = cut(rng.integers(0, 2, (36, 1)).astype(float), 6)
    assert "label-in-feature" not in leaks(X, np.round(rng.random(len(X))))


def test_a_ramp_tells_the_first_step_of_a_sequence_as_well_as_all_others() -> None:
    n = np.arange(315.0)
    day = 1 + n + (n >= 59)  # without the 29th of February
    births = 8_000 + 500 * np.random.default_rng(0).standard_normal(315)
    rows = np.stack([births, day, (day - 1) % 30 + 1, n % 7 + 1], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(rows, 16, axis=0)[:300:3].transpose(0, 2, 1)
    assert "target-leak" not in leaks(windows[:, :8], windows[:, 8:])


def test_days_of_the_week_tell_the_day_that_follows() -> None:
    day = np.arange(400) % 7
    rolled = np.convolve(day, np.ones(5) / 5, "valid")  # of the five days up to this one
    rows = np.stack([day[4:], rolled, day[3:-1]], axis=1) * 3.7 + 11
    X = np.lib.stride_tricks.sliding_window_view(rows, 8, axis=0)[:-1].transpose(0, 2, 1)
    assert "label-in-feature" not in leaks(X, day[12:])
