"""On which data a scaler was fitted, on data whose answer is known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk

Array = npt.NDArray[Any]


def severities(slug: str, X: Array, *further: Array, y: Array | None = None) -> list[str | None]:
    names = ("validation", "test")
    data = {name: (part,) if y is None else (part, y[: len(part)]) for name, part in zip(names, further, strict=False)}
    report = seqguard.inspect(X, validation_data=data, select=[slug], progress=False)
    assert not report.crashed, report.crashed
    return [f.severity for f in report.findings]


def thirds(series: Array, steps: int = 12) -> list[Array]:
    return [cut(part, steps)[0] for part in (series[:900], series[900:1050], series[1050:])]


def standardised(parts: list[Array], fitted_on: list[Array]) -> list[Array]:
    rows = np.concatenate([part.reshape(-1, part.shape[2]) for part in fitted_on])
    return [((part - rows.mean(0)) / rows.std(0)).astype(np.float32) for part in parts]


def growing(features: int) -> Array:
    return random_walk(np.random.default_rng(0), 1200, features) + np.linspace(0, 4, 1200)[:, None]


@pytest.mark.parametrize("features", [1, 2, 3])
def test_one_scaler_for_train_validation_and_test(features: int) -> None:
    parts = thirds(growing(features))
    report = seqguard.inspect(
        (scaled := standardised(parts, parts))[0],
        validation_data={"validation": (scaled[1],), "test": (scaled[2],)},
        select=["scaler-leak"],
        progress=False,
    )
    (finding,) = report.findings
    assert (finding.split, finding.also_in) == ("validation", ("test",))
    assert finding.message.startswith("Over all 3 splits together every feature has mean 0 and deviation 1")
    assert not severities("scaler-leak", *standardised(parts, parts[:1]))


def test_bounds_that_validation_and_test_reach_between_them() -> None:
    series = growing(1)
    series[1000], series[1100] = series.min() - 1, series.max() + 1
    bounded = (series - series.min()) / np.ptp(series)
    assert severities("scaler-leak", *thirds(bounded.astype(np.float32))) == ["warning"]


def test_few_levels_that_were_standardised() -> None:
    counts = np.random.default_rng(0).poisson(0.5 + np.linspace(0, 1, 1200))[:, None].astype(float)
    parts = thirds(np.minimum(counts, 6))
    assert severities("scaler-leak", *standardised(parts[:2], parts[:2])) == ["warning"]
    own = [standardised([part], [part])[0] for part in parts[:2]]
    assert severities("val-scaler-mismatch", *own) == ["warning"]
    assert not severities("val-scaler-mismatch", *standardised(parts[:2], parts[:1]))
    assert not severities("scaler-leak", *standardised(parts[:2], parts[:1]))


def test_a_share_of_a_whole_reaches_one_by_nature() -> None:
    rng = np.random.default_rng(0)
    cover = np.round(rng.beta(2, 2, (1200, 1)), 2)
    cover[[100, 1000], 0] = 0.0, 1.0
    cover[:900] = np.minimum(cover[:900], 0.98)
    assert not severities("scaler-leak", *thirds(cover)[:2])


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("period", [24, 47.3])
def test_waves_have_bounds_and_moments_by_nature(period: float, dtype: str) -> None:
    t = np.arange(1200)
    waves = np.stack([np.sin(2 * np.pi * t / period), np.cos(2 * np.pi * t / period)], axis=1)
    for scaled in (waves, (waves + 1) / 2, waves / waves[:900].std(0)):
        parts = [cut(part.astype(dtype), 12)[0] for part in (scaled[:899], scaled[899 : 899 + 251])]
        for slug in ("scaler-leak", "val-scaler-mismatch"):
            assert not severities(slug, *parts), slug


def test_windows_scaled_each_for_itself_against_raw_ones() -> None:
    X, X_val, _ = thirds(random_walk(np.random.default_rng(0), 1200, 2) + 40)
    own = [(x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True) for x in (X, X_val)]
    assert not severities("val-scaler-mismatch", *own)
    assert severities("val-scaler-mismatch", own[0], X_val * 100) == ["warning"]


def test_many_independent_values_come_near_mean_and_deviation_by_chance() -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        X, X_val = rng.standard_normal((50_000, 25, 1)), rng.standard_normal((50_000, 25, 1))
        for slug in ("scaler-leak", "val-scaler-mismatch"):
            assert not severities(slug, X, X_val)


def test_what_is_said_of_a_feature_is_not_said_again_of_the_target_that_it_is() -> None:
    series = growing(1)
    series[1100] = series.max() + 1
    bounded = ((series - series.min()) / np.ptp(series)).astype(np.float32)
    (X, y), (X_val, y_val) = (cut(part, 12) for part in (bounded[:900], bounded[900:]))
    report = seqguard.inspect(X, y, validation_data=(X_val, y_val), select=["scaler-leak"], progress=False)
    assert [f.tensor for f in report.findings] == ["X"]
    last = 1100 - 900 - 12 + 1  # the extreme is a target, and stands in no window
    report = seqguard.inspect(X, y, validation_data=(X_val[:last], y_val[:last]), select=["scaler-leak"])
    assert [f.tensor for f in report.findings] == ["y"]


def test_amounts_brought_to_their_own_maximum() -> None:
    rain = np.maximum(0, random_walk(np.random.default_rng(0), 1200, 2))
    parts = thirds(rain)[:2]
    own = [(part / part.max((0, 1))).astype(np.float32) for part in parts]
    assert severities("val-scaler-mismatch", *own) == ["warning"]
    assert not severities("val-scaler-mismatch", *(part / parts[0].max((0, 1)) for part in parts))


@pytest.mark.parametrize(
    ("ratio", "levels", "noise", "told"),
    [
        (1.07, 40, 0.0, True),
        (1.0, 40, 0.0, False),  # one scaler
        (2.0, 40, 0.0, False),  # another resolution
        (1 / 3, 40, 0.0, False),
        (4.1, 40, 0.0, False),  # no two scalers of the same readings
        (1.07, 8, 0.0, True),
        (1.07, 7, 0.0, False),  # too few to know a step
        (1.07, 40, 0.2, False),  # readings that have no steps
    ],
)
def test_steps_of_two_scalers(ratio: float, levels: int, noise: float, told: bool) -> None:
    rng = np.random.default_rng(0)
    readings = rng.permutation(np.resize(np.arange(levels), 900)) + noise * rng.standard_normal(900)
    train, other = (0.2 * readings[:600] - 1.3).astype("f4"), (0.2 * ratio * readings[600:] - 1.37).astype("f4")
    found = seqguard.inspect(
        train[:, None, None], validation_data=(other[:, None, None],), select=["val-scaler-mismatch"]
    )
    assert bool(found.findings) is told
