"""How two splits meet: which of their windows share rows, by the rows at their edges."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Other, Readable, Train
from seqguard.core.plan import Array, Plan, bits
from seqguard.measures.chance import lookup
from seqguard.statistics.edges import Edges
from seqguard.statistics.sketch import Sketch

REPEATS = 0.5
"""Share of train's n-grams that stand in it again, from which the series repeats itself and meets itself everywhere."""
VARIED = 3
"""Different rows that a shared stretch must hold: a series that rests meets itself everywhere."""


@dataclass(frozen=True, eq=False, repr=False)
class Seams(Readable):
    """How two splits of windows of one series meet.

    `after` rows the split's first window shares with train's last, `before` its last window with train's first.
    `between` are the places (sample, timestep) in train of the rows that the split begins with and of those that it
    ends with, where the latter stand in a later window; `span` rows end there.
    """

    after: int
    before: int
    between: tuple[tuple[int, int], tuple[int, int]] | None
    span: int


@fact
def seams(
    plan: Other[Plan],
    train_plan: Train[Plan],
    train: Train[Edges],
    other: Other[Edges],
    train_kinds: Train[Kinds],
    train_sketch: Train[Sketch],
    other_sketch: Other[Sketch],
) -> Seams:
    """The longest end of one window that is the beginning of the other; 0 where they are no windows of one series.

    Features of at most twelve values are left out: the same hours and weekdays stand everywhere.
    """
    moving = [int(f) for f in train_plan.moving if train_kinds[int(f)].kind in ("quantised", "continuous")]
    rows = train_sketch.count
    repeats = rows[rows > 1].sum() >= REPEATS * max(1, rows.sum())
    if repeats or not (plan.sliding and train_plan.sliding and moving):
        return Seams(0, 0, None, 0)
    span = train_sketch.span
    ends = [_stands(train_sketch, other_sketch, place) for place in (span - 1, plan.n * plan.T - 1)]
    first, last = (divmod(place, plan.T) for place in ends)
    return Seams(
        _shared(train.last[:, moving], other.first[:, moving]),
        _shared(other.last[:, moving], train.first[:, moving]),
        (first, last) if 0 <= first[0] < last[0] else None,
        span,
    )


def _stands(train: Sketch, other: Sketch, place: int) -> int:
    """The place in train of the run of rows that ends at a place of the split, -1 if it is not there."""
    at = np.flatnonzero(other.first == place)
    found = lookup(other.key[at], train.key)
    return int(train.first[found[0]]) if len(found) and found[0] >= 0 else -1


def _shared(earlier: Array, later: Array) -> int:
    T = len(earlier)
    a, b = bits(earlier), bits(later.astype(earlier.dtype, copy=False))
    for rows in range(T - 1, 0, -1):
        if (a[T - rows :] == b[:rows]).all() and len(np.unique(b[:rows], axis=0)) >= min(VARIED, T - 1):
            return rows
    return 0
