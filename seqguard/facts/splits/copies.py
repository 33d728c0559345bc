"""Samples that stand more than once within one split."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Plan
from seqguard.facts.splits.seen import Seen, Tail, floor_of, half_seen, least_likely, natural, of_one_series
from seqguard.statistics.fingerprints import Fingerprints


@dataclass(frozen=True, eq=False, repr=False)
class Copies(Readable):
    """Samples of a split that are equal to another one of it.

    Attributes:
        samples: those that move in enough steps to be compared.
        repeated: those among them that stand at least twice.
        groups: different samples that stand at least twice.
        tail: how likely so many are by chance; None where no sample moves enough.
        first: for the first few groups, in order, the numbers of their first sample.
        most: how often the most frequent one stands.
        resting: samples that move in fewer steps than are compared, and stand at least twice.
        natural: they are sequences of few symbols, of which equal ones are the population.
        of_one_series: the samples are the windows of a series, in its order or not.
    """

    samples: int
    repeated: int
    groups: int
    tail: Tail | None
    first: tuple[int, ...]
    most: int
    resting: int
    natural: bool
    of_one_series: bool


@fact
def copies(plan: Plan, fingerprints: Fingerprints, seen: Seen, kinds: Kinds) -> Copies:
    """Count the keys that occur at least twice."""
    f, floor = fingerprints, floor_of(plan.T)
    tail = least_likely(seen, None, floor, half_seen(kinds, plan.T))
    moving = f.changes >= floor
    twice = f.count > 1
    counts = f.count[moving & twice]
    telling = twice & (f.changes >= tail.changes) if tail is not None else twice
    shown = telling if telling.any() else twice & (f.changes > 0)
    return Copies(
        samples=int(f.count[moving].sum()),
        repeated=int(counts.sum()),
        groups=len(counts),
        tail=tail,
        first=tuple(np.sort(f.first[shown])[:5].tolist()),
        most=int(f.count[shown].max(initial=0)),
        resting=int(f.count[twice & ~moving & (f.changes > 0)].sum()),
        natural=natural(plan, kinds, tail, f),
        of_one_series=of_one_series(plan, f),
    )
