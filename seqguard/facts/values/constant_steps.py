"""Timesteps at which all samples hold the same values."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.facts.values.dominant import Dominant
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.moments import Moments

CHANCE = 1e-6
"""A cell of few different values may be the same in few samples by accident: p**n for the share p of its
commonest value."""


@dataclass(frozen=True, eq=False, repr=False)
class ConstantSteps(Readable):
    """Cells (timestep, feature) that hold one value in all samples, of features that vary elsewhere.

    Attributes:
        alive: (F,) features that vary somewhere and are not static in the window.
        cells: (T, F) such cells of the features alive.
        steps: timesteps at which every feature alive is such a cell.
        values: (T, F) the value of each cell, meaningful where `cells`.
        own_start: every value at step 0 is 0 (or every one 1) and the features lie on both sides of it: windows minus
            (or divided by) their own start.
        background: steps at the beginning or end that hold the lowest value of every feature, as the border of a
            picture.
        symbols: the features alive have few values each, as the columns of symbols have.
    """

    alive: Bools
    cells: Bools
    steps: tuple[int, ...]
    values: Floats
    own_start: bool
    background: tuple[int, ...]
    symbols: bool


@fact
def constant_steps(plan: Plan, moments: Moments, kinds: Kinds, dominant: Dominant, geometry: Geometry) -> ConstantSteps:
    """Exact extremes of every cell, at steps that are padding in no sample but the empty ones; windows that slide over
    one series have no such timesteps."""
    if plan.T < 2 or plan.step or plan.task == "tokens":
        raise Missing("tokens, or windows of one series, which hold every row at every timestep")
    if len(moments.min) != plan.T:
        raise Missing(f"samples of {plan.T * plan.F:,} values, which are not counted step by step")
    flat = (moments.min == moments.max) & (moments.finite > 1) & (moments.count >= plan.n - geometry.all_padded)
    top = np.clip(dominant.share, 0.01, 1 - 1e-9)
    static = kinds.columns.static
    alive: Bools = ~flat.all(0) & ~static
    chance = np.where(alive, moments.finite * np.log(top), 0.0)
    cells = flat & alive & (chance < np.log(CHANCE))
    whole = (flat | ~alive).all(1) & (chance.sum(1) < np.log(CHANCE))
    start = moments.min[0, alive]
    low, high = moments.feature_min()[alive], moments.feature_max()[alive]
    own = whole[0] and start[0] in (0, 1) and ((start == start[0]) & (low < start) & (start < high)).all()
    floor = whole & (moments.min[:, alive] == low).all(1)
    border = np.logical_and.accumulate(floor) | np.logical_and.accumulate(floor[::-1])[::-1]
    return ConstantSteps(
        alive,
        cells,
        tuple(np.flatnonzero(whole).tolist()),
        moments.min,
        bool(own),
        tuple(np.flatnonzero(border).tolist()),
        all(c.kind in ("binary", "discrete") for c, living in zip(kinds, alive, strict=True) if living),
    )
