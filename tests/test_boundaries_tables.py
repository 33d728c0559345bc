"""Thresholds of the checks of tables and their times, with a case just inside of each and one just outside."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from _facts import CHECKS, Given

from seqguard.facts.series.stamps import Stamps
from seqguard.sources.base import Exchanged, Table
from seqguard.sources.standing import swapped

DAYS = np.arange("2021-01-01", "2023-01-01", dtype="M8[D]")


def dated(times: Any, exchanged: Exchanged | None = None) -> Given:
    table = Table(
        len(times), "date", None, 1, 0, times=times.astype("M8[s]"), codes=np.zeros(len(times), int),
        exchanged=exchanged,
    )  # fmt: skip
    return {"data": SimpleNamespace(table=table)}


def turned(more: int, astray: int = 0) -> Given:
    """Two years by the day that were read month first, `more` days that cannot be, `astray` of them elsewhere."""
    later = np.arange("2023-01-01", "2033-01-01", dtype="M8[D]")
    later = later[swapped(later)[1] > 12]
    late = later[:more].copy()
    late[1 : astray + 1] = late[0] - 3000
    return dated(np.concatenate([swapped(DAYS)[2], late]))


def goes_on(nearer: int, days: int, ratio: float) -> Given:
    return dated(DAYS, Exchanged("load", days, nearer, ratio))


def rates(first: float, last: float, odd: int = 0) -> Given:
    """Steps of one length and then as many of another, some of which are neither."""
    steps = np.r_[np.full(120, first), np.full(80, last)]
    steps[np.arange(odd) * 7 + 20] = 3 * max(first, last)
    time = np.cumsum(np.r_[0.0, steps])
    data = Stamps(time, np.arange(len(time)), np.arange(len(time)) == 0, 12, False)
    return {"data": data, "split": SimpleNamespace(table=None)}


EDGES: list[tuple[str, str, Given, str]] = [
    ("day-month-exchanged", "ratio", goes_on(200, 260, 1.81), "warning"),
    ("day-month-exchanged", "ratio", goes_on(200, 260, 1.79), ""),
    ("day-month-exchanged", "deviations", goes_on(75, 100, 2.0), "warning"),
    ("day-month-exchanged", "deviations", goes_on(74, 100, 2.0), ""),
    ("irregular-sampling", "other", rates(1.0, 1.18), "warning"),
    ("irregular-sampling", "other", rates(1.0, 1.17), "info"),
    ("irregular-sampling", "held", rates(1.0, 10.0, odd=4), "warning"),
    ("irregular-sampling", "held", rates(1.0, 10.0, odd=5), "info"),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == ([said] if said else [])


def disorder(given: Given) -> tuple[int, int, int]:
    """Rows, and those out of order as they stand and with day and month exchanged, counted the slow way."""
    times = given["data"].table.times
    days = times.astype("M8[D]")
    found = [
        sum(bool((t[:i] > t[i]).any()) for i in range(1, len(t))) for t in (times, swapped(days)[2] + (times - days))
    ]
    return len(times), found[0], found[1]


@pytest.mark.parametrize("threshold", [0.51, 0.525, 0.53])
def test_out_of_order_enough(threshold: float) -> None:
    rows, before, after = disorder(given := turned(500))
    assert after == 0
    check = CHECKS["day-month-exchanged"].configured(unsorted=threshold)
    assert bool(list(check(**given))) == (before >= threshold * rows)
    assert before / rows == 646 / 1230  # 0.5252


@pytest.mark.parametrize("astray", [30, 45, 60, 75])
def test_a_tenth_may_be_left_out_of_order(astray: int) -> None:
    _, before, after = disorder(given := turned(500, astray))
    assert bool(list(CHECKS["day-month-exchanged"](**given))) == (after <= 0.1 * before)
    assert after == astray
