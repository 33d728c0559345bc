"""Token ids that were scaled as if they were measured values."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Plan
from seqguard.statistics.sample import Sample

LEVELS = 100
"""Fewer different values are as likely counts."""
OCCUPIED = 0.3
"""Of the places 0, 1/m, ..., 1: a vocabulary is used, a scaled measurement leaves most of its steps empty."""
SKEW = 3.0
"""How much more often the lower third of the ids stands than the upper: tokenizers number words by their frequency."""
ROUGH = 1.5
"""The von Neumann ratio of independent neighbours is 2, of a signal under 1."""


@dataclass(frozen=True, eq=False, repr=False)
class TokenGrid(Readable):
    """The values of a 2-D float input are k / `size`, k whole, in an order and with frequencies as of words.

    `size` is 0 where they are not; `levels` different values were seen.
    """

    size: int
    levels: int


@fact
def token_grid(plan: Plan, sample: Sample, kinds: Kinds) -> TokenGrid:
    """Four traits together: a full grid from 0 to 1, frequencies that fall with the id, neighbours without relation."""
    if plan.integral or len(plan.shape) != 2 or plan.F != 1 or plan.T < 3:
        raise Missing("X is not a table of numbers, one a timestep")
    column = kinds[0]
    u, none = column.values.astype(np.float64), TokenGrid(0, len(column.values))
    if len(u) < LEVELS or u[0] < 0 or abs(u[-1] - 1) > 1e-6:
        return none
    size = round(1 / float(np.diff(u).min()))
    places = u * size
    if len(u) < OCCUPIED * size or np.abs(places - np.round(places)).max() > 0.01:
        return none
    counts = column.counts[u > 0] if u[0] == 0 else column.counts
    third = len(counts) // 3
    if counts[:third].sum() < SKEW * counts[-third:].sum():
        return none
    x = sample.values[:, :, 0].astype(np.float64)
    x = np.where(x == 0, np.nan, x)  # 0 pads
    rough = np.nanmean(np.diff(x, axis=1) ** 2) / np.nanvar(x)
    return TokenGrid(size, len(u)) if rough > ROUGH else none
