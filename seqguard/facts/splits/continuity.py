"""Whether a split that lies elsewhere than train goes on from where train ends."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Every, Other, Readable, Train
from seqguard.core.plan import Array, Bools, Floats, Plan
from seqguard.statistics.edges import Edges
from seqguard.statistics.moments import Moments

STEP = 0.25
"""Largest step at the seam, in distances of the means: a trend takes many small ones, a change of unit a single one."""


@dataclass(frozen=True, eq=False, repr=False)
class Continuity(Readable):
    """(F,) features whose windows at the seam lie a quarter of the way or less apart, and no more than train is wide: a
    trend brought them elsewhere. The seam is one with train, or with a split that itself goes on from train.

    None of samples that are no windows of one series, and of windows at the seam that rest.
    """

    continues: Bools


@fact
def continuity(
    plan: Other[Plan],
    train_plan: Train[Plan],
    other_ends: Other[Edges],
    ends: Every[Edges],
    train: Train[Moments],
    moments: Every[Moments],
) -> Continuity:
    """Compare the first window of each split with the last of each other one."""
    alike = [(e, m) for e, m in zip(ends, moments, strict=True) if e.first.shape == other_ends.first.shape]
    goes_on = [np.full(plan.F, i == 0 and bool(plan.step and train_plan.step)) for i in range(len(alike))]
    width = train.feature_max() - train.feature_min()
    for _ in alike:  # each round reaches one split further
        for i, (mine, m) in enumerate(alike):
            limit = np.minimum(STEP * np.abs(m.feature_mean() - train.feature_mean()), width)
            for j, (theirs, _) in enumerate(alike):
                near = _near(theirs.last, mine.first, limit) | _near(mine.last, theirs.first, limit)
                goes_on[i] |= goes_on[j] & near
    return Continuity(next(g for g, (e, _) in zip(goes_on, alike, strict=True) if e is other_ends))


def _near(a: Array, b: Array, limit: Floats) -> Bools:
    moves = (np.ptp(a, axis=0) > 0) & (np.ptp(b, axis=0) > 0) if len(a) > 1 else np.ones(a.shape[1], bool)
    near: Bools = np.abs(a.mean(0, dtype=np.float64) - b.mean(0, dtype=np.float64)) <= limit
    return moves & near
