"""Every change that a finding proposes, run: the finding is gone, and nothing that it did not name has changed."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from seqguard.core.declare import Check, Example
from seqguard.engine.registry import discover
from seqguard.engine.resolve import needs
from seqguard.engine.run import inspect
from seqguard.report.report import Report


def forecast(rng: np.random.Generator, F: int = 3) -> dict[str, Any]:
    """Sound windows that share no rows, the mean of the next as their target, and validation like it."""
    X = rng.normal(size=(400, 12, F)).cumsum(1)
    y = X[:, -1, 0] + rng.normal(0, 0.1, 400)
    return {"X": X[:300], "y": y[:300], "validation_data": (X[300:], y[300:])}


def targets(change: Callable[[np.ndarray], None]) -> Example:
    """An example with a change of y, of the columns too where it takes them."""

    def example(rng: np.random.Generator) -> dict[str, Any]:
        made = forecast(rng)
        change(made["y"])
        return made

    return example


def columns(change: Callable[[np.ndarray], np.ndarray]) -> Example:
    """An example whose y has three columns, changed."""

    def example(rng: np.random.Generator) -> dict[str, Any]:
        made = forecast(rng)
        return {**made, "y": change(made["X"].mean(1)), "validation_data": None}

    return example


def given(**changed: Callable[[dict[str, Any]], Any]) -> Example:
    """An example in which arguments are made anew from the sound ones."""
    return lambda rng: (lambda made: {**made, **{k: f(made) for k, f in changed.items()}})(forecast(rng))


def put(places: Any, value: float) -> Callable[[np.ndarray], None]:
    return lambda array: array.__setitem__(places, value)


def with_put(array: np.ndarray, places: Any, value: float) -> np.ndarray:
    array = array.copy()
    array[places] = value
    return array


def padded_at_both(array: np.ndarray) -> np.ndarray:
    """Filled up with NaN, most samples behind and some in front."""
    array = array.copy()
    for i, window in enumerate(array):
        k = 3 + i % 5
        (window[:k] if i % 3 == 0 else window[-k:])[:] = np.nan
    return array


VARIANTS: dict[str, list[Example]] = {
    "mixed-padding": [given(X=lambda m: padded_at_both(m["X"][..., :1]), validation_data=lambda m: None)],
    "length-mismatch": [
        given(y=lambda m: m["y"].reshape(1, -1)),
        given(X=lambda m: m["X"].transpose(1, 0, 2), validation_data=lambda m: None),
        given(X=lambda m: m["X"].transpose(1, 2, 0), validation_data=lambda m: None),
    ],
    "shape-mismatch": [
        given(validation_data=lambda m: (m["validation_data"][0].transpose(0, 2, 1), m["validation_data"][1]))
    ],
    "inf-values": [targets(put(slice(3, 6), np.inf)), columns(lambda y: with_put(y, (7, 1), -np.inf))],
    "nan-values": [given(X=lambda m: with_put(m["X"], (5, 3, 1), np.nan))],
    "nan-target": [columns(lambda y: with_put(y, (slice(5, 9), 2), np.nan)), targets(put([1, 50], np.nan))],
    "all-nan-feature": [given(X=lambda m: with_put(m["X"], (..., 2), np.nan))],
    "sentinel-value": [targets(put([1, 20, 40, 60], -999)), columns(lambda y: with_put(y, ([1, 20, 40, 60], 1), -999))],
    "overflow-risk": [targets(put(3, 1e30)), columns(lambda y: y * np.array([1, 1e30, 1]))],
    "unscaled-target": [columns(lambda y: 5_000 + 700 * y), targets(lambda y: np.copyto(y, 1e5 + 3e4 * y))],
    "tiny-target": [columns(lambda y: y * 1e-5)],
    "constant-feature": [
        given(X=lambda m: with_put(m["X"], (..., [0, 2]), 4), validation_data=lambda m: None),
        given(
            X=lambda m: with_put(m["X"], (..., 1), 4),
            validation_data=lambda m: {
                "val": (with_put(m["validation_data"][0], (..., 1), 4), m["validation_data"][1])
            },
        ),
    ],
    "duplicate-feature": [given(X=lambda m: m["X"][..., [0, 1, 1]], validation_data=lambda m: None)],
    "float32-precision": [given(X=lambda m: m["X"] + np.array([0, 1e7, 0]), validation_data=lambda m: None)],
    "labels-not-zero-based": [
        given(
            y=lambda m: 1 + np.arange(300) % 3,
            validation_data=lambda m: (m["validation_data"][0], 1 + np.arange(100) % 3),
        )
    ],
    "mixed-scales": [
        given(
            X=lambda m: m["X"] * [1, 1e5, 1],
            validation_data=lambda m: {"a": m["validation_data"], "b": m["validation_data"]},
        )
    ],
}
"""More cases of the same checks: the target for the input, several columns, several splits."""
ON_DATA = [c for c in discover().values() if not needs(c.function).outside]
CASES = [(c, i) for c in ON_DATA for i in range(len(c.bads) + len(VARIANTS.get(c.slug, ())))]
CHANGES = re.compile(r"^(X|y)\w* = |^(X|y)\w*, ", re.MULTILINE)
"""A change of an array; `class_weight = ...` is an argument of `fit`."""
BY_NATURE = ("all-padding-samples", "one-hot-invalid")
"""Their near misses hold what would be dropped, and are sound by nature: events that do not happen, several labels.
Nothing proposes to drop it there."""


def example_of(check: Check, i: int) -> Example:
    return [*check.bads, *VARIANTS.get(check.slug, ())][i]


def named(value: object) -> str:
    return value.slug if isinstance(value, Check) else str(value)


def names_of(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arrays of a call under the names that a change has for them."""
    names = {"np": np, "X": arguments["X"], "y": arguments.get("y")}
    given = arguments.get("validation_data")
    splits = given if isinstance(given, dict) else {} if given is None else {"val": given}
    for split, pair in splits.items():
        if isinstance(pair, tuple):
            names[f"X_{split}"], names[f"y_{split}"] = pair
    return names


def call_of(arguments: dict[str, Any], names: dict[str, Any]) -> dict[str, Any]:
    """The call again, with the arrays as they are now."""
    given = arguments.get("validation_data")
    again = {**arguments, "X": names["X"], "y": names["y"]}
    if isinstance(given, dict):
        again["validation_data"] = {s: (names[f"X_{s}"], names[f"y_{s}"]) for s in given}
    elif given is not None:
        again["validation_data"] = (names["X_val"], names["y_val"])
    again.pop("feature_names", None)
    return again


def found_by(check: Check, arguments: dict[str, Any]) -> Report:
    return inspect(**{**arguments, "select": [check.slug]})


@pytest.mark.parametrize(("check", "i"), CASES, ids=named)
def test_every_change_cures(check: Check, i: int, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = example_of(check, i)(np.random.default_rng(0))
    report = found_by(check, arguments)
    assert any(f.slug == check.slug for f in report.findings)
    proposed = [f for f in report.findings if f.fix]
    arrays = [f for f in proposed if CHANGES.search(f.fix)]
    if not arrays:
        return
    names = names_of(arguments)
    before = {k: v.copy() for k, v in names.items() if isinstance(v, np.ndarray)}
    exec(compile(report.fixes(), "fixes", "exec"), names)
    dropped = sum(int(n.replace(",", "")) for n in re.findall(r"dropped ([\d,]+) of", capsys.readouterr().out))
    after = found_by(check, call_of(arguments, names))
    left = {f.place for f in after.findings} & {f.place for f in arrays}
    assert not left, f"{report}\n{report.fixes()}\n{after}"
    originals = names_of(arguments)
    for name, array in before.items():
        assert originals[name] is not names[name] or np.array_equal(
            array, names[name], equal_nan=array.dtype.kind == "f"
        )
        assert len(array) - len(names[name]) <= dropped


@pytest.mark.parametrize(
    ("check", "i"),
    [(c, i) for c, i in CASES if i < len(c.bads)],
    ids=lambda v: v.slug if isinstance(v, Check) else str(v),
)
def test_a_sound_twin_stays_as_it_is(check: Check, i: int) -> None:
    """What drops samples by a condition drops none of data that do not meet it."""
    report = found_by(check, example_of(check, i)(np.random.default_rng(0)))
    fixes = [
        f.fix for f in report.findings if f.fix.startswith("keep = ") and "arange" not in f.fix and "rng" not in f.fix
    ]
    for example in check.goods if fixes and check.slug not in BY_NATURE else ():
        twin = example(np.random.default_rng(0))
        sound = found_by(check, twin)
        assert not any(f.fix for f in sound.errors)
        names = names_of(twin)
        if any(re.search(rf"\b{n}\b", fix) and n not in names for fix in fixes for n in ("X_val", "y_val")):
            continue
        for fix in fixes:
            exec(fix, names)
        for name, array in names_of(twin).items():
            if isinstance(array, np.ndarray):
                np.testing.assert_array_equal(names[name], array)


def test_sixty_changes_are_run() -> None:
    """Each of them by `test_every_change_cures`, which fails where one does not."""
    reports = [found_by(check, example_of(check, i)(np.random.default_rng(0))) for check, i in CASES]
    proposing = [r for r in reports if any(CHANGES.search(f.fix) for f in r.findings)]
    assert len(proposing) >= 60
    assert len({f.slug for r in proposing for f in r.findings}) >= 40
