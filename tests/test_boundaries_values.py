"""Thresholds of the checks of values, scaling and fills, with a case just inside of each and one just outside."""

from types import SimpleNamespace

import numpy as np
import pytest
from _facts import CHECKS, Given, columns, continuous, plan, some

from seqguard.checks.imputation.sg306_linear_interpolation import _drawn
from seqguard.checks.leakage.sg614_val_scaler_mismatch import _unscaled
from seqguard.checks.scaling.sg208_scaled_across_features import _together
from seqguard.checks.scaling.sg209_float16_precision import _is_half
from seqguard.checks.scaling.sg210_unscaled_target import _middle

EPS = 2.0**-23


def still(share: float, steps: int = 12, rest: float = 0.1) -> Given:
    return {
        "plan": plan(T=steps), "x": some(count=round(1_000 * share), first=(1,)), "geometry": some(all_padded=0),
        "dominant": some(share=np.full(3, rest)), "rests": some(share=lambda _: 0.0), "train_rests": some(),
    }  # fmt: skip


def flags(events: int) -> Given:
    copy = some(copy=1, of=0, exact=True, slope=1.0, offset=0.0)
    column = some(values=np.array([0, 1]), counts=np.array([1_000 - events, events]))
    copies = some(pairs=(copy,), rows=1_000, compared=1_000, n=1_000)
    return {"plan": plan(), "copies": copies, "train_copies": copies, "kinds": [column] * 3}


def offset(steps: float, moves: float) -> Given:
    """A feature at 1 whose range is so many float32 steps, and which moves by so many of them."""
    unit = EPS
    rows = np.ones((1_000, 1)) + (np.arange(1_000) % 2)[:, None] * moves * unit
    series = some(rows=rows, starts=np.arange(1_000) == 0)
    return {
        "tensor_plan": plan(F=1, features=("f0",)),
        "tensor": columns(1 - steps * unit, 1.0, 1),
        "tensor_series": series,
    }


def large(peak: float, deviation: float) -> Given:
    return {"plan": plan(F=1), "x": columns(0, peak, deviation)}


def mixed(ratio: float) -> Given:
    return {"plan": plan(F=2), "x": columns([0, 0], [1, ratio], [1, ratio])}


def shaped(beyond: float) -> Given:
    values = np.zeros((1_000, 1))
    values[: round(1_000 * beyond)] = 2.01
    normalised = some(window="min-max", windows=128, offset=0.0, unit=1.0)
    return {"plan": plan(), "normalised": normalised, "y_plan": plan(), "y_sample": some(values=values)}


def frozen(share: float) -> Given:
    x = some(frozen=np.array([round(1_000 * share)]), frozen_first=np.array([3]))
    return {"plan": plan(F=1), "x": x, "kinds": continuous()}


def one_sided(expected: float) -> Given:
    spike = some(feature=0, share=expected / 1_000, value=1.5, count=10, rows=1_000)
    fills = some(table=(some(severity="warning", rule="mean", spike=spike),))
    column = some(n=1_000, values=np.array([1.0, 2.0]))
    none = some(table=())
    given = {"plan": plan(split="validation"), "train": fills, "other": none}
    return {**given, "train_kinds": [column], "other_kinds": [column]}


def cast(largest: float, levels: int = 20) -> Given:
    rng = np.random.default_rng(0)
    rows = np.fix(rng.standard_normal((4_000, 1)) * 0.9)
    rows = np.clip(rows, -1, 1 if levels == 3 else levels)
    series = some(rows=rows)
    truncation = some(proven=True, feature=0, shift=1, agree=1.0, informative=9, share=1.0, compared=9, matched=9)
    return {"series": series, "truncation": truncation, "x": columns(0, largest, 1), "y": columns(0, largest, 1)}


def sized(worst: float, others: float = 1.0, count: int = 1, n: int = 200) -> Given:
    """Samples of size 1, some of `others`, and `count` of `worst`."""
    sizes = np.ones(n)
    sizes[:20], sizes[30 : 30 + count] = others, worst
    shape = np.where(np.arange(24) % 2, 1.0, -1.0).reshape(8, 3)
    sample = some(values=sizes[:, None, None] * shape, index=np.arange(n))
    return {"plan": plan(n=n, T=8, F=3, integral=False), "sample": sample}


EDGES: list[tuple[str, str, Given, str]] = [
    ("sample-out-of-scale", "times", sized(10.1), "warning"),
    ("sample-out-of-scale", "times", sized(9.9), ""),
    ("sample-out-of-scale", "alike", sized(60, others=2.9), "warning"),
    ("sample-out-of-scale", "alike", sized(60, others=3.1), ""),
    ("sample-out-of-scale", "part", sized(60, count=4), "warning"),
    ("sample-out-of-scale", "part", sized(60, count=5), ""),
    ("sample-out-of-scale", "fewest", sized(60, n=50), "warning"),
    ("sample-out-of-scale", "fewest", sized(60, n=49), ""),
    ("constant-samples", "most", still(0.011), "warning"),
    ("constant-samples", "most", still(0.009), "info"),
    ("constant-samples", "shortest", still(0.1, steps=4), "warning"),
    ("constant-samples", "shortest", still(0.1, steps=3), "info"),
    ("constant-samples", "rest", still(0.1, rest=0.49), "warning"),
    ("constant-samples", "rest", still(0.1, rest=0.51), "info"),
    ("duplicate-feature", "rarest", flags(10), "warning"),
    ("duplicate-feature", "rarest", flags(9), "info"),
    ("float32-precision", "steps", offset(255, 50), "warning"),
    ("float32-precision", "steps", offset(257, 50), ""),
    ("float32-precision", "steps", offset(3.9, 1), ""),  # near-constant-feature says it
    ("float32-precision", "moves", offset(5_000, 2), "warning"),
    ("float32-precision", "moves", offset(5_000, 3), ""),
    ("unscaled-features", "largest", large(1_001, 101), "info"),
    ("unscaled-features", "largest", large(999, 101), ""),
    ("unscaled-features", "std", large(5_000, 99), ""),
    ("unscaled-features", "any_std", large(10_001, 1), "info"),
    ("unscaled-features", "any_std", large(9_999, 1), ""),
    ("mixed-scales", "ratio", mixed(1_001), "info"),
    ("mixed-scales", "ratio", mixed(999), ""),
    ("per-window-normalised", "outside", shaped(0.51), "warning"),
    ("per-window-normalised", "outside", shaped(0.49), "info"),
    ("frozen-in-window", "least", frozen(0.011), "info"),
    ("frozen-in-window", "least", frozen(0.009), ""),
    ("frozen-in-window", "most", frozen(0.59), "info"),
    ("frozen-in-window", "most", frozen(0.61), ""),
    ("one-sided-imputation", "expected", one_sided(10.1), "info"),
    ("one-sided-imputation", "expected", one_sided(9.9), ""),
    ("unscaled-target", "largest", {"y_plan": plan(), "y": columns(0, 1, 10.1), "kinds": some(columns=())}, "info"),
    ("unscaled-target", "largest", {"y_plan": plan(), "y": columns(0, 1, 9.9), "kinds": some(columns=())}, ""),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == ([said] if said else [])


@pytest.mark.parametrize(
    ("changed", "drawn"),
    [
        ({}, True),
        ({"straight": 601}, False),
        ({"straight": 599}, True),
        ({"slopes": 3}, False),  # 3 of 10 lines differ
        ({"slopes": 4}, True),
        ({"longest": 5, "readings": 7}, False),
        ({"longest": 5, "readings": 8}, True),
        ({"longest": 4, "readings": 9}, False),
        ({"longest": 5, "lines": 2, "slopes": 2}, False),
        ({"longest": 5, "lines": 3, "slopes": 3}, True),
        ({"longest": 6, "lines": 2, "slopes": 2, "readings": 2}, True),
        ({"longest": 6, "lines": 1, "slopes": 1}, False),
        ({"longest": 7, "lines": 1, "slopes": 1}, True),
    ],
)
def test_lines_are_drawn_from_so_many_readings_on(changed: dict[str, int], drawn: bool) -> None:
    ramp = {"straight": 100, "rows": 1_000, "slopes": 10, "lines": 10, "longest": 9, "readings": 9}
    assert _drawn(SimpleNamespace(**{**ramp, **changed})) is drawn


@pytest.mark.parametrize(
    ("train", "other", "said"),
    [
        ({}, {"mean": 12.0, "std": 4.0}, True),
        ({}, {"mean": 9.9, "std": 4.0}, False),  # ten deviations away
        ({}, {"mean": 0.0, "std": 10.1}, True),  # or ten times as wide
        ({}, {"mean": 0.0, "std": 9.9}, False),
        ({}, {"mean": 12.0, "std": 3.1}, True),
        ({}, {"mean": 12.0, "std": 2.9}, False),  # a trend keeps the width
        ({}, {"mean": 12.0, "std": 0.32}, True),
        ({}, {"mean": 12.0, "std": 0.34}, False),
        ({"off": 0.049}, {"mean": 12.0, "std": 4.0}, True),
        ({"off": 0.051}, {"mean": 12.0, "std": 4.0}, False),
        ({}, {"mean": [12.0, 12.0, 0.0], "std": [4.0, 4.0, 1.0]}, True),
        ({}, {"mean": [12.0, 0.0, 0.0], "std": [4.0, 1.0, 1.0]}, False),
        ({}, {"mean": [12.0, 5.1, 0.0], "std": [4.0, 4.0, 1.0]}, True),
        ({}, {"mean": [12.0, 4.9, 0.0], "std": [4.0, 4.0, 1.0]}, False),
    ],
)
def test_a_split_on_another_scale(train: Given, other: Given, said: bool) -> None:
    off = np.full(3, train.get("off", 0.0))
    here = some(rows=some(mean=off, std=np.ones(3)), off=lambda: off, inside=None)
    there = some(rows=some(mean=np.zeros(3) + other["mean"], std=np.zeros(3) + other["std"]))
    defaults = {name: t.value for name, t in CHECKS["val-scaler-mismatch"].thresholds.items()}
    order = [defaults[name] for name in ("far", "scaled", "most", "other_unit")]
    assert bool(list(_unscaled(plan(split="validation"), here, there, np.ones(3, bool), *order))) is said


@pytest.mark.parametrize(("far", "middle"), [(4, 0.0), (6, 31.8)])
def test_the_middle_of_a_target_leaves_out_a_two_hundredth_at_either_end(far: int, middle: float) -> None:
    column = some(values=np.array([0.0, 1_000.0]), counts=np.array([1_000 - far, far]), n=1_000)
    assert _middle(column) == pytest.approx(middle, abs=0.1)


@pytest.mark.parametrize(("levels", "half"), [(64, True), (63, False)])
def test_float16_is_told_from_64_levels_on(levels: int, half: bool) -> None:
    values = (100 + (np.arange(2 * levels) * 0.0625)).astype(np.float32)
    values = values[values != np.round(values)][:levels]
    assert _is_half(some(values=values), 64, 0.2) is half


@pytest.mark.parametrize(("close", "half"), [(21, True), (19, False)])
def test_float16_is_told_where_a_fifth_stand_close(close: int, half: bool) -> None:
    near = 100.0625 + np.arange(close + 1) * 0.125
    far = 200.5 + 2.0 * np.arange(100 - close)
    assert _is_half(some(values=np.concatenate([near, far]).astype(np.float32)), 64, 0.2) is half


@pytest.mark.parametrize(
    ("mean", "deviation", "said"),
    [
        ([0.029, 0.029], [1.41, 0.05], True),
        ([0.031, 0.031], [1.41, 0.05], False),
        ([0.0, 0.0], [1.4533, 0.05], True),  # 1.028 together
        ([0.0, 0.0], [1.46, 0.05], False),  # 1.033 together
        ([0.0, 0.0], [1.41, 0.0704], True),
        ([0.0, 0.0], [1.41, 0.0706], False),
    ],
)
def test_one_mean_and_deviation_for_all(mean: list[float], deviation: list[float], said: bool) -> None:
    x = columns([-1, -1], [1, 1], deviation)
    x.feature_mean = lambda: np.array(mean)
    given = {"plan": plan(F=2, integral=False), "x": x, "normalised": some(across="", rows=100)}
    assert bool(list(CHECKS["scaled-across-features"](**given))) is said
    assert _together(np.array([1, 1]), np.array([1.0, -1.0]), np.zeros(2)) == (0.0, 1.0)
