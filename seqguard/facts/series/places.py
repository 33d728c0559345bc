"""Where the rows of the series stand in the samples."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Block, Ints, Plan
from seqguard.statistics.sample import Sample


@dataclass(frozen=True, eq=False, repr=False)
class Places(Readable):
    """`cell` (r,) of each row of `Series.rows`: `sample * T + timestep`, in the window that the row comes fresh in."""

    cell: Ints


@fact
def places(plan: Plan, sample: Sample) -> Places:
    """The cells of the sampled windows, taken the way `Series` takes their rows."""
    link = np.zeros(len(sample.values), bool)
    link[1:] = plan.linked(sample.values[1:], sample.values[:-1])
    cells = sample.index[:, None, None] * plan.T + np.arange(plan.T)[:, None]
    cell = Block(replace(plan, F=1), 0, cells, link & sample.follows).rows[:, 0]
    padded = Block(plan, 0, sample.values, link).padded
    if padded is not None and not plan.step:
        cell = cell[~padded.reshape(-1)]
    return Places(cell)
