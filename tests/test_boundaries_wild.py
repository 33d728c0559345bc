"""Thresholds of the checks of what public projects feed to `fit`: data on which a check speaks, with each threshold
just inside of what it measured there, and just outside."""

from collections.abc import Callable

import numpy as np
import pytest
from _facts import Given
from _parted import ABOVE, BELOW, Measured, parts, told

import seqguard
from seqguard.checks.examples.arrays import cut, forecast, random_walk


def columns_as_steps() -> Given:
    """Columns as steps, of which one of 16 values stands twice."""
    rng = np.random.default_rng(0)
    X = rng.standard_normal((300, 9))
    X[:, 2] = rng.permutation(np.resize(np.arange(16), 300))
    X[:, 7] = X[:, 2]
    return {"X": X[:, :, None]}


def codes(near: float = 0.0) -> Given:
    """Codes of six categories beside two features, of which a share moves to a neighbouring one."""
    rng = np.random.default_rng(1)
    code = rng.choice(6, 700)
    for i in np.flatnonzero(rng.random(700) < near)[1:]:
        code[i] = (code[i - 1] + 1) % 6
    return {"X": cut(np.concatenate([random_walk(rng, 700, 2), code[:, None]], 1), 12)[0]}


def joined() -> Given:
    """Validation that goes on elsewhere from one row on, by four of train's largest steps, and steps far once more."""
    rng = np.random.default_rng(2)
    rows = random_walk(rng, 700, 1)
    most = np.abs(np.diff(rows[:500], axis=0)).max()
    rest = rows[520:].copy()
    rest[60:] += 1.2 * most
    rest[90:] += 5 * most
    return {"X": cut(rows[:500], 12)[0], "validation_data": (cut(rest, 12)[0],)}


def reordered() -> Given:
    """Ids by their frequency in train, in any order in validation, and classes of which they tell nothing."""
    rng = np.random.default_rng(5)
    often = 1 / np.arange(1, 201)
    X = 1 + rng.choice(200, (800, 20), p=often / often.sum())
    order = np.concatenate([[0], 1 + rng.permutation(200)])
    return {"X": X[:600], "y": rng.integers(0, 3, 600), "validation_data": (order[X[600:]], rng.integers(0, 3, 200))}


def letters(ordered: float = 0.0) -> Given:
    """A text as numbers, of which a share moves to the letter beside the last one."""
    rng = np.random.default_rng(7)
    ids = rng.integers(0, 30, 600)
    for i in np.flatnonzero(rng.random(600) < ordered)[1:]:
        ids[i] = (ids[i - 1] + 1) % 30
    X, y = cut(ids[:, None], 20)
    return {"X": X / 30, "y": np.eye(30)[y]}


def other_unit() -> Given:
    """Targets of validation at 1.05 times the scale of train's."""
    data = forecast(np.random.default_rng(4))
    val, y_val = data["validation_data"]
    return {**data, "validation_data": (val, 1.05 * y_val)}


def contradicted() -> Given:
    """Classes of which means tell 0.9, and a half that was overwritten."""
    rng = np.random.default_rng(3)
    y = rng.integers(0, 3, 600)
    X = y[:, None, None] + 1.2 * rng.standard_normal((600, 10, 1)) + 0.25 * rng.standard_normal((600, 1, 1))
    y[300:] = 0
    return {"X": X, "y": y}


def above_chance(evidence: dict[str, float], _: Given) -> float:
    """By how many standard errors the changes to a neighbour are above chance."""
    chance = evidence["by_chance"]
    return float((evidence["to_a_neighbour"] - chance) / (chance * (1 - chance) / evidence["changes"]) ** 0.5)


FLIPS: list[tuple[str, str, Callable[[], Given], Measured, str]] = [
    ("duplicate-step", "least", columns_as_steps, lambda _, data: len(data["X"]), ABOVE),
    ("duplicate-step", "values", columns_as_steps, lambda *_: 16, ABOVE),
    ("seam-in-validation", "over", joined, told("over_train"), ABOVE),
    ("seam-in-validation", "second", joined, told("second_over_train"), BELOW),
    ("tokens-renumbered", "frequent", reordered, told("within_train"), ABOVE),
    ("ids-as-numbers", "classes", letters, told("classes"), ABOVE),
    ("ids-as-numbers", "rough", lambda: letters(0.2), told("half_von_neumann"), ABOVE),
    ("val-target-scale", "apart", other_unit, told("off"), ABOVE),
    ("overwritten-labels", "told", contradicted, told("told_elsewhere"), ABOVE),
    ("category-codes", "levels", codes, told("levels"), ABOVE),
    ("category-codes", "most", codes, told("levels"), BELOW),
    ("category-codes", "changes", codes, told("changes"), ABOVE),
    ("category-codes", "errors", lambda: codes(0.06), above_chance, BELOW),
]


@pytest.mark.parametrize(("slug", "name", "make", "measured", "side"), FLIPS, ids=[f"{s}-{n}" for s, n, *_ in FLIPS])
def test_a_threshold_parts_what_was_measured_from_what_was_not(
    slug: str, name: str, make: Callable[[], Given], measured: Measured, side: str
) -> None:
    parts(slug, name, make, measured, side)


@pytest.mark.parametrize(("times", "named"), [(3.9, True), (4.1, False)])
def test_changes_are_as_large_as_the_steps_of_the_other_split(times: float, named: bool) -> None:
    rng = np.random.default_rng(6)
    rows = np.cumsum(rng.standard_normal((900, 1)), 0)
    changes = np.diff(rows[600:], axis=0)
    X, val = cut(rows[:600], 12)[0], cut(changes, 12)[0]
    val *= times * np.diff(X, axis=1).std() / val.std()
    (found,) = seqguard.inspect(X, validation_data=(val,), select=["no-temporal-structure"]).findings
    assert found.message.startswith("X was differenced in validation alone") is named
