"""Whether a split that lies elsewhere than train goes on from where train ends."""

from collections import deque
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


@dataclass(frozen=True, eq=False, repr=False)
class Seams(Readable):
    """Of the splits with train's windows, by the names in `splits`: (splits, F) features that go on from train, or from
    a split that does."""

    splits: tuple[str, ...]
    goes_on: Bools


@fact
def seams(plan: Plan, plans: Every[Plan], ends: Every[Edges], train: Moments, moments: Every[Moments]) -> Seams:
    """Compare the first window of each split with the last of each other one, from train on. Asked of train, once."""
    alike = [(p, e, m) for p, e, m in zip(plans, ends, moments, strict=True) if e.first.shape == (plan.T, plan.F)]
    first, last = (np.stack([_mean(getattr(e, side)) for _, e, _ in alike]) for side in ("first", "last"))
    begins, ends_moving = (np.stack([_moves(getattr(e, s)) for _, e, _ in alike]) for s in ("first", "last"))
    width = train.feature_max() - train.feature_min()
    apart = np.abs(np.stack([m.feature_mean() for _, _, m in alike]) - train.feature_mean())
    limit = np.minimum(STEP * apart, width)
    goes_on = np.zeros((len(alike), plan.F), bool)
    goes_on[0] = bool(plan.step)
    reached = deque([0] if plan.step else [])
    while reached:
        j = reached.popleft()
        behind = (np.abs(last[j] - first) <= limit) & begins & ends_moving[j]
        ahead = (np.abs(last - first[j]) <= limit) & ends_moving & begins[j]
        more = (behind | ahead) & goes_on[j] & ~goes_on
        goes_on |= more
        reached.extend(np.flatnonzero(more.any(1)).tolist())
    return Seams(tuple(p.split for p, _, _ in alike), goes_on)


@fact
def continuity(plan: Other[Plan], seams: Train[Seams]) -> Continuity:
    """The row of the split."""
    return Continuity(seams.goes_on[seams.splits.index(plan.split)] & bool(plan.step))


def _mean(window: Array) -> Floats:
    mean: Floats = window.mean(0, dtype=np.float64)
    return mean


def _moves(window: Array) -> Bools:
    return np.ptp(window, axis=0) > 0 if len(window) > 1 else np.ones(window.shape[1], bool)
