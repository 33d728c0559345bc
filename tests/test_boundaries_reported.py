"""Thresholds of the checks of what users report: data on which a check speaks, with each threshold just inside of what
it measured there, and just outside."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from _facts import CHECKS, Given
from _parted import ABOVE, BELOW, Measured, parts, said, told
from _reported import (
    angles,
    classes,
    decimals,
    logs,
    oversampled,
    padded_then_scaled,
    rates,
    shares,
    stays,
    texts,
    two_horizons,
)

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._renumbered import like_numbers
from seqguard.checks.leakage.sg628_smoothed_both_ways import _denoised
from seqguard.checks.model.sg756_tiny_input import tiny_input
from seqguard.facts.model.compiled import InputFacts, NetworkFacts
from seqguard.sources.split import Split


def seeded(make: Callable[..., Given], *more: Any, seed: int = 0) -> Callable[[], Given]:
    return lambda: make(np.random.default_rng(seed), *more)


def differenced() -> Given:
    """Validation's targets are their own changes."""
    data = two_horizons(np.random.default_rng(1), True)
    val, y_val = data["validation_data"]
    return {**data, "validation_data": (val[1:], np.diff(y_val))}


def standardised() -> Given:
    """One feature, padded before it was scaled."""
    rng = np.random.default_rng(2)
    there = np.arange(20)[None] < rng.integers(6, 21, 300)[:, None]
    X = (rng.standard_normal((300, 20)) + 9) * there
    return {"X": ((X - X.mean()) / X.std() + 5e-4)[..., None]}


def words(near: int = 30) -> Given:
    """A text whose labels say nothing, and whose words follow one another; a word is within `near` of the next."""
    rng = np.random.default_rng(3)
    after = np.argsort(np.arange(30) + rng.uniform(0, near, 30)) if near < 30 else rng.permutation(30)

    def draw(n: int) -> np.ndarray:
        X = np.zeros((n, 30), np.int64)
        X[:, 0] = rng.integers(0, 30, n)
        for t in range(1, 30):
            X[:, t] = np.where(rng.random(n) < 0.3, after[X[:, t - 1]], rng.integers(0, 30, n))
        return X * 30 + 1

    again = np.zeros(1_000, np.int64)
    again[np.arange(30) * 30 + 1] = rng.permutation(30) * 30 + 1
    return {
        "X": draw(2_000),
        "y": rng.integers(0, 3, 2_000),
        "validation_data": (again[draw(600)], rng.integers(0, 3, 600)),
    }


def turning() -> Given:
    """An angle that crosses north four times."""
    turn = 0.5 + 0.8 * np.sin(np.arange(640) / 100)
    return {"X": cut((turn % 1)[:, None], 24)[0]}


def some_points() -> Given:
    """Forty values of 1,500 that are a thousand times as large."""
    rng = np.random.default_rng(14)
    rows = rng.uniform(0.5, 0.7, (1_500, 1))
    rows[::37] *= 1_000
    return {"X": cut(rows, 12)[0]}


def centred() -> Given:
    rows = random_walk(np.random.default_rng(7), 700, 1)[:, 0]
    X, y = cut(np.stack([rows[2:-2], np.convolve(rows, np.ones(5) / 5, "valid")], 1), 12)
    return {"X": X, "y": y}


def weekly() -> Given:
    rng = np.random.default_rng(9)
    rows = random_walk(rng, 700, 1)[:, 0]
    mean = rows.reshape(-1, 7).mean(1) + 1e-5 * rng.standard_normal(100)
    X, y = cut(np.stack([rows, np.repeat(mean, 7)], 1), 12)
    return {"X": X, "y": y}


def by_mean() -> Given:
    W = np.lib.stride_tricks.sliding_window_view(np.cumsum(np.random.default_rng(8).standard_normal(300)), 21)
    W = (W - W.mean(1, keepdims=True)).astype("f4")
    return {"X": W[:, :20, None], "y": W[:, 20]}


def one_share() -> Given:
    data = shares(np.random.default_rng(0), True)
    return {"X": data["X"][:, :, :1]}


def like_classes() -> Given:
    """Classes whose levels overlap."""
    data = classes(np.random.default_rng(0), True)
    noise = np.random.default_rng(1)
    X, (val, y_val) = data["X"], data["validation_data"]
    blur = 0.25 * X.mean(1).std(0)

    def blurred(values: np.ndarray) -> np.ndarray:
        return values + blur * noise.standard_normal((len(values), 1, values.shape[2]))

    return {**data, "X": blurred(X), "validation_data": (blurred(val), y_val)}


def some_stay() -> Given:
    """A few of the class that was cut have another length, which makes it a note."""
    data = stays(np.random.default_rng(0), True)
    at = np.flatnonzero(data["y"] == 1)[::20]
    data["X"][at, -8:] = data["X"][at, :8]
    data["X"][at] = np.where(data["X"][at] == 0, 1, data["X"][at])
    data["X"][at, -1] = 0
    return data


def by_range() -> Given:
    rng = np.random.default_rng(4)
    W = np.lib.stride_tricks.sliding_window_view(np.cumsum(rng.standard_normal(300)), 21)
    W = (W - W.min(1, keepdims=True)) / np.ptp(W, axis=1, keepdims=True)
    return {"X": W[:, :20, None], "y": W[:, 20]}


def weighted(silent: bool) -> Given:
    """Seven samples of a class without weight, or one sample that outweighs all others."""
    rng = np.random.default_rng(10)
    y = np.repeat([0, 1], [93, 7])
    w = (y == 0).astype(float) if silent else np.where(np.arange(100) == 3, 500.0, rng.random(100))
    return {"X": Split(rng.standard_normal((100, 8, 1)), y, sample_weight=w)}


def filtered() -> Given:
    spectrum = np.fft.rfft(random_walk(np.random.default_rng(11), 1_024, 1)[:, 0])
    spectrum[80:] = 0
    X, y = cut(np.fft.irfft(spectrum)[:, None].astype("f4"), 24)
    return {"X": X, "y": y}


def denoised() -> Given:
    X, y = cut(_denoised(random_walk(np.random.default_rng(18), 700, 1)[:, 0])[:, None].astype("f4"), 24)
    return {"X": X, "y": y}


def whole_series() -> Given:
    rows = random_walk(np.random.default_rng(15), 100, 2)
    return {"X": rows[None, :-1], "y": rows[None, 1:, 0]}


def averaged() -> Given:
    """The mean of a window, to 1e-10 of its power."""
    rng = np.random.default_rng(16)
    X, _ = cut(random_walk(rng, 400, 1), 8)
    y = X.mean((1, 2))
    return {"X": X, "y": y + 1e-5 * y.std() * rng.standard_normal(len(y))}


def augmented(noise: float) -> Given:
    """Samples, and a part of validation that is made of them: with noise, or at 1.2 times their size."""
    rng = np.random.default_rng(17)
    wave = np.sin(0.4 * np.arange(40) + rng.uniform(0, 6, (300, 1)))
    X = (wave + 0.4 * rng.standard_normal(wave.shape))[..., None]
    made = X[:60] + noise * rng.standard_normal((60, 40, 1)) if noise else 1.2 * X[:60]
    return {"X": X[:250], "validation_data": (np.concatenate([X[250:], made]),)}


def clipped() -> Given:
    rng = np.random.default_rng(12)
    wave = rng.uniform(0.3, 1.2, (200, 1)) * np.sin(0.3 * np.arange(120) + rng.uniform(0, 6, (200, 1)))
    wave = wave + 0.03 * rng.standard_normal(wave.shape)
    wave[:100] = np.minimum(wave[:100], 0.6)
    return {"X": wave[..., None]}


def overwritten() -> Given:
    rng = np.random.default_rng(13)
    y = rng.integers(0, 3, 400)
    y[340:] = 0
    return {"X": rng.standard_normal((400, 8, 2)), "y": y}


def jumps(_: Mapping[str, Any], data: Given) -> float:
    """The least of four jumps, in units of the range."""
    rows = np.append(data["X"][:, 0, 0], data["X"][-1, 1:, 0])
    return float(np.sort(np.abs(np.diff(rows)))[-4] / np.ptp(rows))


def agreement(evidence: Mapping[str, Any], _: Given) -> float:
    return float(evidence["with_split"] / evidence["within_train"])


def ids_like_numbers(_: Mapping[str, Any], data: Given) -> float:
    return like_numbers(data["X"], 0)


def lengths_of_class(_: Mapping[str, Any], data: Given) -> float:
    return float((data["X"][data["y"] == 1] != 0).any(2).sum(1).max())


def smaller_class(_: Mapping[str, Any], data: Given) -> float:
    return float(np.bincount(data["y"]).min())


def rows_of(_: Mapping[str, Any], data: Given) -> float:
    return float(len(data["X"]) + data["X"].shape[1] - 1)


def regime(evidence: Mapping[str, Any], _: Given) -> float:
    return float(abs(np.log(evidence["factor"])) / np.log(evidence["elsewhere"]))


smote = seeded(oversampled, True)


def few_words(seed: int) -> Given:
    """So few words of each text that they tell the class, and not what follows them."""
    data = texts(np.random.default_rng(seed), True)
    val, y_val = data["validation_data"]
    return {**data, "X": data["X"][:, :6], "validation_data": (val[:, :6], y_val)}


def text() -> Given:
    return few_words(0)


def clear_text() -> Given:
    return few_words(5)


labels = seeded(classes, True)
tones = seeded(rates, 1.28, seed=1)
outcome = seeded(stays, True)
angle = seeded(angles, True)
price = one_share
point = seeded(decimals, True, seed=1)
floor = seeded(logs, True)
horizon = seeded(two_horizons, False)

FLIPS: list[tuple[str, str, Callable[[], Given], Measured, str]] = [
    ("target-in-scaling", "tolerance", by_mean, told("ratio"), BELOW),
    ("target-in-scaling", "missing", by_range, told("reached_only_with_y"), ABOVE),
    ("target-in-scaling", "least", by_range, told("windows"), ABOVE),
    ("average-ahead", "exact", weekly, told("one_minus_r2"), BELOW),
    ("average-ahead", "open_past", centred, told("one_minus_r2_of_the_past"), ABOVE),
    ("horizon-differs", "alike", differenced, told("r2"), BELOW),
    ("horizon-differs", "least", differenced, lambda _, data: len(data["validation_data"][1]), ABOVE),
    ("synthetic-neighbours", "least", smote, told("share"), ABOVE),
    ("synthetic-neighbours", "samples", smote, told("between"), ABOVE),
    ("labels-renumbered", "own", like_classes, told("told_within_train"), ABOVE),
    ("labels-renumbered", "gain", like_classes, lambda e, _: e["told_renamed"] - e["told_as_given"], ABOVE),
    ("labels-renumbered", "chance", labels, told("log10_chance"), BELOW),
    ("labels-renumbered", "certain", labels, told("log10_chance"), BELOW),
    ("tokens-renumbered", "odds_own", text, told("within_train"), ABOVE),
    ("tokens-renumbered", "tokens", text, told("compared"), ABOVE),
    ("tokens-renumbered", "follow_own", words, told("within_train"), ABOVE),
    ("tokens-renumbered", "share", clear_text, agreement, BELOW),
    ("tokens-renumbered", "numeric", lambda: words(29), ids_like_numbers, BELOW),
    ("tokens-renumbered", "pairs", words, told("compared"), ABOVE),
    ("sampling-rate-differs", "apart", tones, told("apart"), ABOVE),
    ("sampling-rate-differs", "own", tones, told("within_train"), BELOW),
    ("sampling-rate-differs", "steps", tones, lambda _, data: data["X"].shape[1], ABOVE),
    ("length-tells-label", "skill", some_stay, told("skill"), ABOVE),
    ("length-tells-label", "steps", outcome, lengths_of_class, ABOVE),
    ("length-tells-label", "least", outcome, smaller_class, ABOVE),
    ("wrapping-feature", "jump", turning, jumps, ABOVE),
    ("wrapping-feature", "usual", angle, told("usual"), BELOW),
    ("wrapping-feature", "times", angle, told("jumps"), ABOVE),
    ("unit-jump", "over_second", price, told("over_second_largest"), ABOVE),
    ("unit-jump", "over_usual", price, told("over_usual"), ABOVE),
    ("unit-jump", "change", price, lambda e, _: abs(np.log(e["factor"])), ABOVE),
    ("unit-jump", "elsewhere", price, regime, ABOVE),
    ("unit-jump", "rows", price, rows_of, ABOVE),
    ("lost-decimal-point", "near", point, lambda e, _: abs(e["ratio"] / e["power"] - 1), BELOW),
    ("lost-decimal-point", "least", some_points, told("runs"), ABOVE),
    ("lost-decimal-point", "shape", point, told("shape"), BELOW),
    ("scaled-padding", "scaled", standardised, lambda *_: 5e-4, BELOW),
    ("smoothed-both-ways", "upper", filtered, told("upper_half"), BELOW),
    ("smoothed-both-ways", "lines", filtered, told("strongest"), BELOW),
    ("smoothed-both-ways", "phase_apart", denoised, told("phase_apart"), BELOW),
    ("smoothed-both-ways", "rows", filtered, rows_of, ABOVE),
    ("single-sample", "steps", whole_series, lambda _, data: data["X"].shape[1], ABOVE),
    ("computed-target", "exact", averaged, told("one_minus_r2"), BELOW),
    ("computed-target", "least", averaged, lambda _, data: len(data["X"]), ABOVE),
    ("augmented-copies", "least", lambda: augmented(0), told("share"), ABOVE),
    ("augmented-copies", "half", lambda: augmented(0.05), told("share"), ABOVE),
    ("clipped-samples", "times", clipped, told("ratio"), ABOVE),
    ("clipped-samples", "samples", clipped, told("samples"), ABOVE),
    ("clipped-samples", "runs", clipped, told("runs"), ABOVE),
    ("clipped-samples", "steps", clipped, lambda _, data: data["X"].shape[1], ABOVE),
    ("overwritten-labels", "least", overwritten, told("share"), ABOVE),
    ("overwritten-labels", "mixed", overwritten, told("changes"), ABOVE),
    ("overwritten-labels", "chance", overwritten, told("log10_chance"), BELOW),
    ("overwritten-labels", "samples", overwritten, told("samples"), ABOVE),
    ("uneven-sample-weight", "effective", lambda: weighted(False), told("effective_share"), BELOW),
    ("uneven-sample-weight", "least", lambda: weighted(True), told("samples"), ABOVE),
    ("floor-before-log", "rows", floor, told("rows"), ABOVE),
    ("floor-before-log", "gap", floor, told("gap"), ABOVE),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "name", "make", "measured", "side"), FLIPS, ids=[f"{s}-{n}" for s, n, *_ in FLIPS])
def test_a_threshold_parts_what_was_measured_from_what_was_not(
    slug: str, name: str, make: Callable[[], Given], measured: Measured, side: str
) -> None:
    parts(slug, name, make, measured, side)


@pytest.mark.parametrize(
    ("std", "largest", "speaks"), [(9e-4, 9e-3, True), (1.1e-3, 9e-3, False), (9e-4, 1.1e-2, False)]
)
def test_tiny_inputs(std: float, largest: float, speaks: bool) -> None:
    given = InputFacts(name="x", shape=(None, 20, 1), samples=128, largest=largest, smallest=-largest, std=std)
    assert bool(list(tiny_input(NetworkFacts(inputs=(given,))))) is speaks


@pytest.mark.parametrize(("hold", "speaks"), [(16, True), (30, False)])
def test_a_horizon_is_held_by_most_targets(hold: int, speaks: bool) -> None:
    """Where a series holds each value for `hold` rows, that share of the targets less two rows is the same at both."""
    rng = np.random.default_rng(5)
    rows = np.repeat(np.cumsum(rng.standard_normal(1_200 // hold)), hold)[:, None]
    X, y = cut(rows[:700], 6)
    data = {"X": X, "y": y, "validation_data": cut(rows[720:], 6, horizon=3)}
    assert bool(said("horizon-differs", data)) is speaks


def test_one_value_of_padding_is_no_trace_of_a_scaler() -> None:
    data = padded_then_scaled(np.random.default_rng(6), True)
    data["X"] = data["X"] * 2 + 1
    check = CHECKS["scaled-padding"]
    assert data["X"].shape[2] >= 2
    assert seqguard.inspect(**data, select=["scaled-padding"]).findings
    most = check.configured(values=data["X"].shape[2] + 1)
    assert not seqguard.inspect(**data, select=["scaled-padding"], checks=[most]).findings


@pytest.mark.parametrize(("times", "size", "speaks"), [(5.1, 9.0, True), (4.9, 9.0, False), (5.1, 51.0, False)])
def test_features_of_no_common_scale(times: float, size: float, speaks: bool) -> None:
    x = np.tile(np.linspace(-1, 1, 101)[:, None, None], (1, 4, 1))
    X = np.concatenate([x * size, x * size / times], 2)
    assert bool(seqguard.inspect(X, select=["mixed-scales"]).findings) is speaks


@pytest.mark.parametrize(
    ("slug", "make"), [("horizon-differs", horizon), ("labels-renumbered", labels), ("tokens-renumbered", text)]
)
@pytest.mark.parametrize("split", ["train", "validation"])
def test_a_split_that_lost_a_sample_crashes_nothing(slug: str, make: Callable[[], Given], split: str) -> None:
    data = make()
    if split == "train":
        data["y"] = data["y"][1:]
    else:
        val, y_val = data["validation_data"]
        data["validation_data"] = val[1:], y_val
    assert not seqguard.inspect(**data, select=[slug]).crashed


def test_the_first_lines_say_where_validations_targets_stand_when_it_is_elsewhere() -> None:
    def lines(same: bool) -> list[str]:
        report = seqguard.inspect(**two_horizons(np.random.default_rng(0), same), select=["SG6"])
        return [line for line in str(report).splitlines() if line.startswith("validation y is feature")]

    assert len(lines(False)) == 1
    assert "after the window" in lines(False)[0]
    assert not lines(True)
