"""By which shifts windows are copies of the windows before them, for every shift at once, from the hashes of rows."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.hashing import power_table, row_hashes
from seqguard.core.plan import Array, Bools, Ints, Plan, Words
from seqguard.core.text import count, share

FEWEST_PAIRS = 4
"""Pairs of consecutive windows that move, below which they do not show whether they slide."""
FEWEST_ROWS = 8
"""Pairs of single rows from which they are taken for a series in their order: nothing in them tells."""
LINKED_SHARE = 0.6
"""Of the pairs must be shifted copies: shuffled windows stay far below, breaks are rare."""


@dataclass(frozen=True)
class Slide:
    """The rows by which a window is later than the one before it (0: none), the features that stand still, and what
    told so."""

    step: int
    still: tuple[int, ...]
    why: str


def window_hashes(windows: Array) -> Words:
    """(n, T) hashes of the rows of windows (n, T, F)."""
    n, T, F = windows.shape
    return row_hashes(windows.reshape(-1, F)).reshape(n, T)


def fits(earlier: Words, later: Words) -> Bools:
    """(n, T - 1): whether each later window is the earlier one shifted by 1, 2, ... T - 1 rows, so far as they overlap.

    One prefix sum of each window gives the hash of its every end and beginning, so the cost is that of the rows, not of
    the rows times the shifts.
    """
    T = earlier.shape[1]
    powers, inverse = power_table(T + 1)
    ends, begins = (np.cumsum(w * inverse[:T], axis=1, dtype=np.uint64) for w in (earlier, later))
    tails = (ends[:, -1:] - ends[:, :-1]) * powers[1:T]
    same: Bools = tails == begins[:, -2::-1]
    return same


def last_change(windows: Words) -> Ints:
    """(n,): the last timestep at which each window differs from the timestep before; 0 where it rests throughout.

    The overlap under a shift moves, and so tells something, where the shift is less: rows at rest equal everything.
    """
    T = windows.shape[1]
    if T < 2:
        return np.zeros(len(windows), int)
    changes = windows[:, 1:] != windows[:, :-1]
    last: Ints = np.where(changes.any(1), T - 1 - changes[:, ::-1].argmax(1), 0)
    return last


def same_order(earlier: Words, later: Words) -> int:
    """The most consecutive rows of a window that stand in the one before it in the same order, later by one shift, each
    once in a window."""
    known, at = np.unique(earlier, return_index=True)
    _, first, times = np.unique(later, return_index=True, return_counts=True)
    single = np.zeros(len(later), bool)
    single[first[times == 1]] = True
    found = np.minimum(np.searchsorted(known, later), len(known) - 1)
    common = single & (known[found] == later) & _single(earlier)[at[found]]
    common &= at[found] > np.arange(len(later))  # earlier there: time runs backwards
    shift = np.where(common, at[found] - np.arange(len(later)), len(later) + np.arange(len(later)) * 2)
    goes_on = np.concatenate([[False], (shift[1:] == shift[:-1]) & common[1:]])
    starts = np.flatnonzero(~goes_on)
    runs = np.diff(starts, append=len(later))
    return int(runs[common[starts]].max(initial=0))


def _single(words: Words) -> Bools:
    """Which words stand once."""
    _, number, times = np.unique(words, return_inverse=True, return_counts=True)
    once: Bools = (times == 1)[number]
    return once


def shift_of(pairs: tuple[Array, Array], plan: Plan) -> Slide:
    """The smallest shift under which at least `LINKED_SHARE` of the moving pairs are the same bits.

    Features that hold one value per window, and another in the next, are left out of the comparison: a label or an id
    repeated over the window is no part of the series.
    """
    earlier, later = pairs
    if plan.T == 1:
        ordered = len(earlier) >= FEWEST_ROWS
        said = "one row a sample: nothing overlaps, and the samples are taken in their order"
        return Slide(
            int(ordered), (), said if ordered else f"one row a sample, and fewer than {FEWEST_ROWS + 1} of them"
        )
    few = f"too few pairs of consecutive samples move to tell whether they slide ({FEWEST_PAIRS} would)"
    if len(earlier) < FEWEST_PAIRS:
        return Slide(0, (), few)
    moves = (earlier != earlier[:, :1]).any((0, 1))
    differs = (earlier[:, 0] != earlier[0, 0]).any(0)
    still = tuple(np.flatnonzero(~moves & differs).tolist()) if moves.any() else ()
    a, b = (window_hashes(w[..., moves] if moves.any() else w) for w in (earlier, later))
    moving = (a != a[:, :1]).any(1)
    a, b = a[moving], b[moving]
    if len(a) < FEWEST_PAIRS:
        return Slide(0, still, few)
    same = fits(a, b)
    tells = np.arange(1, plan.T) < last_change(a)[:, None]
    share_of = (same & tells).sum(0) / np.maximum(tells.sum(0), 1)
    share_of[tells.sum(0) < FEWEST_PAIRS] = 0
    found = np.flatnonzero(share_of >= LINKED_SHARE)
    if len(found):
        return _slide(int(found[0]) + 1, still, float(share_of[found[0]]), len(a))
    if _meet_in_one_row(a, b):
        return _slide(plan.T - 1, still, float(same[:, -1].mean()), len(a))
    best = share(float(share_of.max()), 1)
    return Slide(
        0,
        still,
        f"under no shift of up to {plan.T - 1} rows do consecutive samples hold the same values: of "
        f"{count(len(a), 'pair')} {best} agree at the best, and {share(LINKED_SHARE, 1)} must",
    )


def _slide(step: int, still: tuple[int, ...], part: float, pairs: int) -> Slide:
    rows = f"shifted by {count(step, 'row')}, {share(part, 1)} of {count(pairs, 'pair')} of consecutive samples hold"
    out = f"; {count(len(still), 'feature')} that stand still in each were left out" if still else ""
    return Slide(step, still, f"{rows} the same values{out}")


def _meet_in_one_row(a: Words, b: Words) -> bool:
    """Whether windows begin with the row that the window before ends with, as those do that slide by one row less than
    they hold: in `LINKED_SHARE` of the pairs, in rows that differ from pair to pair and hardly ever stand elsewhere."""
    meets = a[:, -1] == b[:, 0]
    elsewhere = (a[:, -1:] == b[:, 1:]).mean() if b.shape[1] > 1 else 0.0
    different = len(np.unique(b[meets, 0]))
    return bool(meets.mean() >= LINKED_SHARE and different >= 0.9 * meets.sum() and elsewhere < 0.01)
