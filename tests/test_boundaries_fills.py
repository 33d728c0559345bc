"""Each number by which a frequent value is called a fill, with a case just inside and one just outside."""

from typing import Any

import numpy as np
import pytest

from seqguard.facts.values.fills import _fill
from seqguard.facts.values.spikes import Spike, _hollow

GAP: dict[str, Any] = {
    "feature": 0, "value": 1.5, "count": 50, "rows": 1_000, "runs": 50, "neighbours": 4, "rival": 1.0, "between": False,
    "signed": True, "hollow": False, "regular": False, "memory": True, "jump": 12.0, "odds": 0.9, "mean_error": 1.0,
    "median": False, "of": None, "chance": 0.0, "initial": False, "length": 1.0, "below": 0.5, "outside": 0.0,
    "rounding": 0.0, "cells": (1,),
}  # fmt: skip
"""A value that is neither mean nor median and stands where the series was elsewhere: a gap filled with a constant."""

CASES: list[tuple[dict[str, Any], str]] = [
    ({"mean_error": 1.9e-5, "jump": 0.0, "count": 13}, "mean/warning"),
    ({"mean_error": 2.1e-5, "jump": 0.0, "count": 13}, ""),
    ({"value": 0.0, "mean_error": 0.9e-6, "jump": 0.0, "count": 13}, "mean/warning"),
    ({"value": 0.0, "mean_error": 1.1e-6, "jump": 0.0, "count": 13}, "zero/info"),
    ({"mean_error": 0.0, "jump": 0.0, "count": 12, "neighbours": 4}, "mean/warning"),
    ({"mean_error": 0.0, "jump": 0.0, "count": 11, "neighbours": 4}, ""),
    ({"mean_error": 0.0, "jump": 0.0, "count": 3, "neighbours": 1}, "mean/warning"),
    ({"mean_error": 0.0, "jump": 0.0, "count": 8, "neighbours": 4}, ""),
    ({"mean_error": 0.0, "jump": 4.1, "count": 8, "neighbours": 4}, "mean/warning"),
    ({"mean_error": 0.0, "jump": 3.9, "count": 8, "neighbours": 4}, ""),
    ({"mean_error": 0.0, "jump": 4.1, "count": 7, "neighbours": 3}, ""),
    ({"mean_error": 0.0, "jump": 4.1, "count": 15, "neighbours": 8}, ""),
    ({"mean_error": 0.9e-7, "jump": 0.0, "count": 2, "neighbours": 1}, "mean/warning"),
    ({"mean_error": 1.1e-7, "jump": 0.0, "count": 2, "neighbours": 1}, ""),
    ({"mean_error": 2.9e-3, "jump": 4.1, "count": 32, "neighbours": 4}, "mean/warning"),
    ({"mean_error": 3.1e-3, "jump": 4.1, "count": 32, "neighbours": 4}, ""),
    ({"mean_error": 1.9e-3, "jump": 4.1, "count": 32, "neighbours": 4, "rows": 5000}, "mean/warning"),
    ({"mean_error": 2.1e-3, "jump": 4.1, "count": 32, "neighbours": 4, "rows": 5000}, ""),
    ({"mean_error": 1e-3, "jump": 4.1, "count": 31, "neighbours": 4}, ""),
    ({"mean_error": 1e-3, "jump": 4.1, "count": 8, "neighbours": 1}, "mean/warning"),
    ({"mean_error": 1e-3, "jump": 4.1, "count": 7, "neighbours": 0}, ""),
    ({"value": 0.0, "outside": 0.51, "count": 110, "jump": 0.0}, "zero/warning"),
    ({"value": 0.0, "outside": 0.49, "count": 110, "jump": 0.0}, "zero/info"),
    ({"value": 0.0, "outside": 0.51, "count": 121, "jump": 0.0}, "zero/info"),
    ({"value": 0.0, "outside": 0.51, "count": 119, "jump": 0.0}, "zero/warning"),
    ({"value": 0.0, "outside": 0.51, "count": 3, "jump": 0.0}, "zero/warning"),
    ({"value": 0.0, "outside": 0.51, "count": 2, "jump": 0.0}, ""),
    ({"value": 0.0, "outside": 0.51, "count": 6, "rows": 10000, "jump": 0.0}, "zero/warning"),
    ({"value": 0.0, "outside": 0.51, "count": 4, "rows": 10000, "jump": 0.0}, "zero/info"),
    ({"value": 0.0, "jump": 0.0, "count": 890, "neighbours": 100}, "zero/info"),
    ({"value": 0.0, "jump": 0.0, "count": 910, "neighbours": 100}, ""),
    ({"value": 0.0, "jump": 0.0, "count": 20, "neighbours": 10}, "zero/info"),
    ({"value": 0.0, "jump": 0.0, "count": 19, "neighbours": 10}, ""),
    ({"median": True, "jump": 4.1, "count": 11, "neighbours": 10}, ""),
    ({"median": True, "jump": 4.1, "count": 11, "neighbours": 9}, ""),
    ({"median": True, "jump": 4.1, "count": 490, "neighbours": 100}, "median/warning"),
    ({"median": True, "jump": 4.1, "count": 510, "neighbours": 100}, ""),
    ({"median": True, "rival": 5.9, "jump": 4.1, "count": 100, "neighbours": 10}, "median/warning"),
    ({"median": True, "rival": 6.1, "jump": 4.1, "count": 100, "neighbours": 10}, ""),
    ({"median": True, "jump": 4.1, "count": 310, "neighbours": 200}, "median/warning"),
    ({"median": True, "jump": 4.1, "count": 490, "neighbours": 100, "below": 0.0}, ""),
    ({"median": True, "jump": 4.1, "count": 310, "neighbours": 210}, ""),
    ({"median": True, "jump": 3.9, "count": 310, "neighbours": 100}, ""),
    ({"median": True, "jump": 3.9, "count": 290, "neighbours": 100}, "median/warning"),
    ({"median": True, "jump": 3.9, "count": 310, "neighbours": 38}, "median/warning"),
    ({"median": True, "jump": 3.9, "count": 310, "neighbours": 40}, ""),
    ({"median": True, "length": 8.1, "count": 210, "neighbours": 20}, ""),
    ({"median": True, "length": 7.9, "count": 210, "neighbours": 20}, "median/warning"),
    ({"median": True, "length": 8.1, "count": 190, "neighbours": 20}, "median/warning"),
    ({"median": True, "jump": 2.6, "count": 30, "neighbours": 16}, "median/warning"),
    ({"median": True, "jump": 2.4, "count": 30, "neighbours": 16, "odds": 0.5}, ""),
    ({"median": True, "jump": 2.6, "count": 23, "neighbours": 16, "odds": 0.5}, ""),
    ({"median": True, "jump": 2.4, "count": 30, "neighbours": 16, "odds": 0.61}, ""),
    ({"median": True, "jump": 2.4, "count": 80, "neighbours": 16, "odds": 0.59}, ""),
    ({"median": True, "jump": 2.4, "count": 80, "neighbours": 16, "odds": 0.61}, "median/warning"),
    ({"median": True, "memory": False, "mean_error": 0.09, "jump": 0.0, "count": 80}, "median/info"),
    (
        {"median": True, "memory": False, "mean_error": 0.11, "jump": 0.0, "count": 80},
        "median/warning",
    ),
    ({"median": True, "memory": False, "jump": 0.0, "count": 31, "neighbours": 16}, ""),
    ({"median": True, "memory": False, "jump": 0.0, "count": 33, "neighbours": 16}, "median/warning"),
    ({"median": True, "memory": False, "jump": 0.0, "count": 18, "neighbours": 8}, ""),
    ({"median": True, "memory": False, "jump": 0.0, "count": 20, "neighbours": 8}, "median/warning"),
    ({"median": True, "memory": False, "jump": 0.0, "rival": 1.8, "count": 80, "neighbours": 30}, ""),
    ({"median": True, "memory": False, "jump": 0.0, "rival": 1.7, "count": 80, "neighbours": 30}, "median/warning"),
    ({"count": 8, "runs": 8, "neighbours": 1}, "constant/warning"),
    ({"count": 7, "runs": 7, "neighbours": 0}, ""),
    ({"runs": 7}, ""),
    ({"count": 399, "neighbours": 40}, "constant/warning"),
    ({"count": 401, "neighbours": 40}, ""),
    ({"count": 8, "runs": 8, "neighbours": 1, "rows": 1590}, "constant/warning"),
    ({"count": 8, "runs": 8, "neighbours": 1, "rows": 1610}, ""),
    ({"below": 0.051}, "constant/warning"),
    ({"below": 0.049}, ""),
    ({"below": 0.89}, "constant/warning"),
    ({"below": 0.91}, ""),
    ({"length": 3.9}, "constant/warning"),
    ({"length": 4.1}, ""),
    ({"jump": 8.1}, "constant/warning"),
    ({"jump": 7.9}, ""),
    ({"odds": 0.76}, "constant/warning"),
    ({"odds": 0.74}, ""),
    ({"count": 32, "runs": 32}, "constant/warning"),
    ({"count": 31, "runs": 31}, ""),
    ({"rival": 5.9}, "constant/warning"),
    ({"rival": 6.1}, ""),
    ({"rival": 6.1, "count": 100, "neighbours": 4}, "constant/warning"),
    ({"rival": 6.1, "count": 97, "neighbours": 4}, ""),
    ({"rival": 6.1, "count": 310, "neighbours": 6}, "constant/warning"),
    ({"rival": 6.1, "count": 310, "neighbours": 7}, ""),
    ({"chance": 0.9e-6}, "constant/warning"),
    ({"chance": 1.1e-6}, ""),
    ({"chance": 1.1e-6, "between": True}, "constant/warning"),
    ({"value": 0.0, "chance": 1.0, "jump": 0.0}, "zero/info"),
    ({"median": True, "count": 80, "runs": 2}, "median/warning"),
    ({"median": True, "count": 80, "runs": 1}, ""),
    ({"median": True, "count": 80, "initial": True, "jump": 3.9}, ""),
    ({"between": True, "count": 20, "neighbours": 79}, "constant/warning"),
    ({"between": True, "count": 20, "neighbours": 81}, "off-grid/warning"),
    ({"between": True, "jump": 4.1}, "off-grid/warning"),
    ({"between": True, "jump": 3.9}, ""),
    ({"between": True, "jump": 4.1, "count": 8, "runs": 8}, "off-grid/warning"),
    ({"between": True, "jump": 4.1, "count": 8, "runs": 7}, ""),
    ({"between": True, "jump": 4.1, "count": 8, "runs": 8, "rows": 3990}, "off-grid/warning"),
    ({"between": True, "jump": 4.1, "count": 8, "runs": 8, "rows": 4010}, ""),
]


@pytest.mark.parametrize(("changed", "said"), CASES, ids=lambda v: str(v)[:60])
def test_just_inside_and_just_outside(changed: dict[str, Any], said: str) -> None:
    fill = _fill(Spike(**{**GAP, **changed}))
    assert ("" if fill is None else f"{fill.rule}/{fill.severity}") == said


@pytest.mark.parametrize(("distance", "hollow"), [(8.1, True), (7.9, False)])
def test_a_value_is_hollow_from_eight_usual_steps_on(distance: float, hollow: bool) -> None:
    below = np.arange(-6.0, 1.0)
    values = np.concatenate([below, [distance], distance * 2 + np.arange(0.0, 7.0)])
    assert _hollow(values, 7) is hollow
    assert _hollow(values[5:], 2) is False  # too few values below it to tell a usual step
