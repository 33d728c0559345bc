"""How many readings stand behind a value that several windows hold."""

import numpy as np

from seqguard.core.plan import Array, Plan
from seqguard.statistics.sample import Sample

MOST = 2
"""Readings that are still an accident."""


def once(plan: Plan, sample: Sample, feature: int, value: float, times: int) -> bool:
    """Whether `times` cells hold one reading, or two: windows out of order that overlap hold the same rows.

    Two cells are one reading where all rows that both windows would then share are equal, two rows at least. More cells
    than a window has steps come from more than one reading.
    """
    if plan.step or times > plan.T:
        return False
    x = sample.values
    readings: list[list[tuple[int, int]]] = []
    for i, t in np.argwhere(x[:, :, feature] == value).tolist():
        for seen in readings:
            if any(_same(x[i], t, x[j], s) for j, s in seen):
                seen.append((i, t))
                break
        else:
            if len(readings) == MOST:
                return False  # at once: a value that is common stands in thousands of pairs of windows
            readings.append([(i, t)])
    return True


def _same(a: Array, t: int, b: Array, s: int) -> bool:
    """Whether row `t` of window `a` is row `s` of window `b`."""
    (earlier, later), shift = ((a, b) if t >= s else (b, a)), abs(t - s)
    shared = len(a) - shift
    if shared < 2 or not (earlier[shift] == later[0]).all():
        return False  # most differ in their first row, and a window may have hundreds
    return bool((earlier[shift:] == later[:shared]).all())
