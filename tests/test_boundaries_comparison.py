"""Each threshold of the checks that compare profiles, with a case just inside of it and one just outside."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from _facts import CHECKS, Given

from seqguard.checks.comparison._examples import both, coded, figures, scaled, shifted
from seqguard.facts.kept import PARTS, Figures


def even(**more: Any) -> Figures:
    """One feature about 10 that is alike in every part: width 4, steps of 1, deviation 1."""
    flat = {name: np.full((1, PARTS), size) for name, size in (("level", 10.0), ("width", 4.0), ("step", 1.0))}
    return figures(np.random.default_rng(0), 1, **{f"part_{name}": v for name, v in flat.items()} | more)


def parts(*values: float) -> np.ndarray:
    """Eight parts, of two kinds in turn."""
    return np.array([list(values) * (PARTS // len(values))])


def unit(factor: float, **without: Any) -> Given:
    old = even(**without)
    return both(old, scaled(old, 0, factor))


def uneven(factor: float, low: float = 1.0, high: float = 2.3) -> Given:
    """Steps and widths whose parts differ by a factor, and so meet those of twice their size."""
    old = even(part_step=parts(low, high), part_width=parts(low, high))
    return both(old, scaled(old, 0, factor))


def spread(high: float) -> Given:
    """Twice as large, with parts that differ by so much."""
    return uneven(2.01, 1.0, high)


def grid(step: float) -> Given:
    old = even(grid=np.array([0.1]))
    return both(old, replace(old, grid=np.array([step])))


def level(by: float, **old: Any) -> Given:
    before = even(std=np.array([1e3]), **old)  # so wide that no note is made
    return both(before, shifted(before, 0, by))


def wide(factor: float) -> Given:
    """Wider, with the same steps."""
    old = even()
    return both(old, replace(old, part_width=old.part_width * factor))


def code(times: int) -> Given:
    """A new value, `times` of 2,000."""
    old = coded(even(independent=100.0), 0, [0, 1], [1000, 1000])
    return both(old, coded(old, 0, [0, 1, 2], [1000, 1000 - times, times]))


def missing(now: int, before: int = 0) -> Given:
    old = even(nan=np.array([before]), count=np.array([10_000]))
    return both(old, replace(old, nan=np.array([now])))


def drifted(by: float) -> Given:
    old = even()
    return both(old, shifted(old, 0, by))


NONE = np.full((1, PARTS), np.nan)

EDGES = [
    ("changed-unit", "beyond", unit(1.26), "error"),
    ("changed-unit", "beyond", unit(1.24), ""),
    ("changed-unit", "beyond", unit(1 / 1.26), "error"),
    ("changed-unit", "beyond", unit(1 / 1.24), ""),
    ("changed-unit", "alone", unit(3.01, part_step=NONE), "error"),
    ("changed-unit", "alone", unit(2.99, part_step=NONE), "warning"),
    ("changed-unit", "factor", uneven(2.01, high=1.62), "warning"),
    ("changed-unit", "factor", uneven(1.99, high=1.62), "info"),
    ("changed-unit", "spreads", spread(1.61), "warning"),  # log 2.01 = .698; two of a half of log 1.61, with .05, .34
    ("changed-unit", "spreads", spread(1.65), "info"),  # .358
    ("changed-unit", "gridded", grid(0.1 * 1.8 * 1.0019), "error"),
    ("changed-unit", "gridded", grid(0.1 * 1.8 * 1.0021), ""),
    ("moved-level", "widths", level(1.01), "warning"),
    ("moved-level", "widths", level(0.99), ""),
    ("moved-level", "ranges", level(4.51, part_level=parts(10.0, 13.0)), "warning"),
    ("moved-level", "ranges", level(4.49, part_level=parts(10.0, 13.0)), ""),
    ("changed-spread", "factor", wide(2.01), "warning"),
    ("changed-spread", "factor", wide(1.99), ""),
    ("new-code", "chance", code(134), "warning"),  # .933 ** 100 = .00097
    ("new-code", "chance", code(132), "info"),  # .934 ** 100 = .00108
    ("more-missing", "most", missing(101), "warning"),
    ("more-missing", "most", missing(100), ""),
    ("more-missing", "times", missing(300, 100), "warning"),
    ("more-missing", "times", missing(299, 100), ""),
    ("drifted-feature", "far", drifted(1.07), "info"),
    ("drifted-feature", "far", drifted(1.02), ""),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == [said] * bool(said)


@pytest.mark.parametrize(("by", "said"), [(1.51, "info"), (1.49, ""), (-1.51, "info")])
def test_a_level_that_moved_within_its_range_is_noted(by: float, said: str) -> None:
    old = even(part_level=parts(10.0, 11.0, 10.0, 10.0))
    found = list(CHECKS["moved-level"](**both(old, shifted(old, 0, by * float(old.std[0])))))
    assert [f.severity for f in found] == [said] * bool(said)


def test_every_threshold_has_both_sides() -> None:
    wanted = {(c.slug, name) for c in CHECKS.values() if c.code.startswith("SG9") for name in c.thresholds}
    sides: dict[tuple[str, str], set[str]] = {}
    for slug, name, _, said in EDGES:
        sides.setdefault((slug, name), set()).add(said)
    assert {edge for edge, said in sides.items() if len(said) > 1} == wanted
