"""Where the rows of the series stand in the samples."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.series import affordable, unlinked
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Ints, Plan
from seqguard.statistics.fresh import FreshRows
from seqguard.statistics.sample import Sample


@dataclass(frozen=True, eq=False, repr=False)
class Places(Readable):
    """`cell` (r,) of each row of `Series.rows`: `sample * T + timestep`, in the window that the row comes fresh in."""

    cell: Ints


@fact
def places(plan: Plan, fresh: FreshRows, sample: Sample) -> Places:
    """The cells that the rows were taken from."""
    if plan.own_rows:
        return Places(fresh.cell)
    cell = (sample.index[:, None] * plan.T + np.arange(plan.T)).reshape(-1)
    padded = unlinked(plan, sample).padded
    cell = cell if padded is None else cell[~padded.reshape(-1)]
    return Places(affordable(cell, plan, sample))
