"""Whether a series keeps a linear relation at every second row and at no other, as wavelets without their finest
details do, and values drawn between others."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.plan import Floats

ROWS = 16
"""Rows of a relation: the filters of the wavelets that are used to denoise have 2 to 16."""
STRETCHES = 12
"""Places of which the calmest gives the relation: a denoised series keeps details where something happened."""
ROWS_JUDGED = 4_096
HELD = 0.1
"""Share of the rows that repeat the one before, from which a series is a staircase: its blocks are a sampling rate."""


@dataclass(frozen=True)
class Phase:
    """What a relation leaves at every second row, `left`, and at the others, `others`: medians, in deviations."""

    left: float
    others: float


def phase(values: Floats) -> Phase | None:
    """The relation that holds best at every second row, judged on all of them; None of a staircase and of few rows."""
    x = values[:ROWS_JUDGED]
    if len(x) < 8 * ROWS or (np.diff(x) == 0).mean() > HELD or np.ptp(x) == 0:
        return None
    windows = np.lib.stride_tricks.sliding_window_view((x - x.mean()) / x.std(), ROWS)
    windows = windows - windows.mean(1, keepdims=True)
    best = None
    for first in (0, 1):
        here, there = windows[first::2], windows[1 - first :: 2]
        relation = _relation(here)
        left, others = (float(np.median(np.abs(w @ relation))) for w in (here, there))
        if best is None or left * best.others < best.left * others:
            best = Phase(left, others)
    return best


def _relation(windows: Floats) -> Floats:
    """The direction, of length 1 and without a mean, in which the windows of the calmest stretch vary least."""
    size = 2 * ROWS
    starts = np.unique(np.linspace(0, len(windows) - size, STRETCHES).astype(int)) if len(windows) > size else [0]
    found = [np.linalg.svd(windows[a : a + size], full_matrices=False)[1:] for a in starts]
    least = min(found, key=lambda f: f[0][-2] / max(f[0][0], 1e-300))
    return np.asarray(least[1][-2])  # the last one is the mean, which was taken off
