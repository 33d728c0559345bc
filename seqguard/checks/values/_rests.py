"""Rows to which a series returns to rest: a night, a plant that is off, a state of switches."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.hashing import row_hashes
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Ints, Plan, Words
from seqguard.statistics.sample import Sample

TIMES = 2
"""Different rows before it, and after it, from which on a row was rested on more than once: a logger that stood still
has one of each."""


@dataclass(frozen=True, eq=False, repr=False)
class Rests(Readable):
    """Of the sampled samples that hold one row at all timesteps, the rows (as hashes, one a sample), and whether others
    come to that row, hold it twice at least, and leave it again.
    """

    row: Words
    again: Bools

    def share(self, train: "Rests") -> float:
        """Of the samples those whose row is rested on here or in train: a short split may hold a single night."""
        return float((self.again | np.isin(self.row, train.row[train.again])).mean()) if len(self.row) else 0.0


@fact
def rests(plan: Plan, sample: Sample) -> Rests:
    """Compare each still sample's row with its neighbours in time in the samples that move."""
    x = sample.values
    still = (x == x[:, :1]).all((1, 2))
    if plan.T < 3 or not still.any() or still.all():
        return Rests(np.zeros(0, np.uint64), np.zeros(0, bool))
    own = row_hashes(x.reshape(-1, plan.F)).reshape(x.shape[:2])
    states, state = np.unique(own[still, 0], return_inverse=True)
    first, second, third = (own[~still, k : plan.T - 2 + k].ravel() for k in range(3))
    comes, goes = (first != second) & (second == third), (first == second) & (second != third)
    entered = _different(states, third[comes], first[comes])
    left = _different(states, first[goes], third[goes])
    return Rests(states[state], ((entered >= TIMES) & (left >= TIMES))[state])


def _different(states: Words, here: Words, beside: Words) -> Ints:
    """(states,): how many different rows stand `beside` each state."""
    known = np.isin(here, states)
    pairs = np.unique(np.stack([here[known], beside[known]], 1), axis=0)
    return np.bincount(np.searchsorted(states, pairs[:, 0]), minlength=len(states))
