"""Which windows of a split stand in another split, the base, compared by 64-bit hash."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Base, Other, Readable
from seqguard.core.plan import Bools, Ints, Plan
from seqguard.facts.splits.seen import Seen, Tail, floor_of, half_seen, least_likely, of_one_series, population
from seqguard.measures.chance import at_least, lookup
from seqguard.statistics.fingerprints import PER_SAMPLE, Fingerprints
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.sketch import Sketch

UNLIKELY = 0.02
FEWEST = 4
"""Windows of which a share is told."""
WHOLE = 0.95
"""Share of windows that continue the one before, from which a split is a stretch of the series: of a random one .8."""
BEYOND = 3
"""A share counts if it is so many times what chance or copies give."""


@dataclass(frozen=True, eq=False, repr=False)
class Pair:
    """`rows` equal rows, the last of them at `step` of `sample`, and at `base_step` of `base_sample`."""

    sample: int
    step: int
    base_sample: int
    base_step: int
    rows: int


@dataclass(frozen=True, eq=False, repr=False)
class Whole(Readable):
    """Samples of a split that are equal to a sample of the base.

    Attributes:
        samples: those that move in enough steps to be compared.
        matched: those among them that stand in the base.
        resting: samples that move in fewer steps, but move, and stand in the base.
        tail: how likely so many are by chance; None where no sample moves enough.
        repeated_in_base: share of such samples of the base that stand at least twice there.
        pairs: (sample, sample of the base) of the first few matches.
        population: they are sequences of few symbols, of which equal ones are no copies.
        of_one_series: the samples of both are the windows of a series, in its order or not.
    """

    samples: int
    matched: int
    resting: int
    tail: Tail | None
    repeated_in_base: float
    pairs: tuple[tuple[int, int], ...]
    population: bool
    of_one_series: bool

    @property
    def share(self) -> float:
        return self.matched / max(1, self.samples)


@dataclass(frozen=True, eq=False, repr=False)
class Shifted(Readable):
    """Windows of a split that hold rows of the base, cut elsewhere: `matched` of the `compared` ones.

    `by_chance` is the share that holds such rows in the same steps of a window of the base: copies, or a series that
    repeats itself, but not neighbours. `pair` is the first match.
    """

    compared: int
    matched: int
    by_chance: float
    pair: Pair | None

    @property
    def share(self) -> float:
        return self.matched / max(1, self.compared)

    @property
    def tells(self) -> bool:
        """Whether there are enough windows and the share is beyond chance: three times it and one more match, which a
        Poisson distribution reaches in one case of fifty at most."""
        expected = BEYOND * self.by_chance * self.compared
        return self.compared >= FEWEST and self.matched >= expected and at_least(self.matched, expected + 1) < UNLIKELY


@fact
def whole(
    plan: Other[Plan],
    base_plan: Base[Plan],
    base: Base[Fingerprints],
    other: Other[Fingerprints],
    base_seen: Base[Seen],
    base_kinds: Base[Kinds],
) -> Whole:
    """Look every sample up in the base, and its halves."""
    floor = floor_of(plan.T)
    here = _below(other, min(base.limit, other.limit))
    at = lookup(here.key, base.key)
    found = at >= 0
    if plan.T == 1:  # a row of a table that repeats itself is a state, such as all sensors off, not a copy
        found &= (here.count == 1) & (base.count[at] == 1)
    front, back = (
        np.where(at >= 0, apart[at], lookup(half, np.sort(in_base)) >= 0)
        for half, in_base, apart in (
            (here.front, base.front, base_seen.front),
            (here.back, base.back, base_seen.back),
        )
    )
    seen = Seen(here, found, front, back)
    tail = least_likely(seen, base_seen, floor, half_seen(base_kinds, plan.T))
    moving = here.changes >= floor
    telling = found & (here.changes >= tail.changes) if tail is not None else found
    shown = np.flatnonzero(telling if telling.any() else found & (here.changes > 0))
    shown = shown[np.argsort(here.first[shown])][:5]
    of_base = base.changes >= floor
    return Whole(
        samples=int(here.count[moving].sum()),
        matched=int(here.count[moving & found].sum()),
        resting=int(here.count[found & ~moving & (here.changes > 0)].sum()),
        tail=tail,
        repeated_in_base=_share(base.count, of_base & (base.count > 1), of_base),
        pairs=tuple((int(here.first[i]), int(base.first[at[i]])) for i in shown),
        population=population(plan, base_kinds, tail, seen),
        of_one_series=of_one_series(plan, other) and of_one_series(base_plan, base),
    )


@fact
def shifted(
    plan: Other[Plan],
    base: Base[Fingerprints],
    other: Other[Fingerprints],
    base_sketch: Base[Sketch],
    other_sketch: Other[Sketch],
    base_geometry: Base[Geometry],
    other_geometry: Other[Geometry],
) -> Shifted:
    """The larger of two shares: windows that end in rows of the base, and windows with a neighbour there.

    The first finds any cut, but needs a few rows that all differ; the second compares all steps but one, and so tells
    apart even windows of rare counts, where they are one step apart.
    """
    if plan.T < 3:
        return Shifted(0, 0, 0.0, None)
    whole = all(g.links >= WHOLE * (g.n - 1) for g in (base_geometry, other_geometry))
    ends = _ends(plan, base_sketch, other_sketch, whole)
    if plan.step > 1:
        return ends
    return max((ends, _beside(plan, base, other)), key=lambda s: (s.tells, s.share))


def _ends(plan: Plan, base: Sketch, other: Sketch, whole: bool) -> Shifted:
    at = lookup(other.key, base.key)
    hit = (other.ending > 0) & (at >= 0)
    ends = base.ending > 0
    if hit.any() and not (lookup(base.key[ends], other.key) >= 0).any():
        hit[:] = False  # at a seam in time one split's windows end in rows of the other, after a random split both do
    alike = hit & (base.ending[at] > 0) if len(base.key) else hit
    compared = int(other.ending.sum())
    by_chance = float(other.ending[alike].sum() / max(1, compared))
    if whole:  # each row is counted once, so what counts twice comes again in the series itself
        by_chance = max(by_chance, float(base.count[base.count > 1].sum() / max(1, int(base.count.sum()))))
    elif (
        plan.sliding
    ):  # windows `step` rows apart end in one of `step` rows, and meet a row that comes again less often
        again = base.ending[base.ending > 1].sum() / max(1, int(base.ending.sum()))
        by_chance = max(by_chance, min(1.0, plan.step * float(again)))
    return Shifted(compared, int(other.ending[hit].sum()), by_chance, _first(plan, base, other, hit, at))


def _first(plan: Plan, base: Sketch, other: Sketch, hit: Bools, at: Ints) -> Pair | None:
    if not hit.any():
        return None
    first = np.flatnonzero(hit)[other.first[hit].argmin()]
    sample, step = divmod(int(other.first[first]), plan.T)
    base_sample, base_step = divmod(int(base.first[at[first]]), plan.T)
    return Pair(sample, step, base_sample, base_step, base.span)


def _beside(plan: Plan, base: Fingerprints, other: Fingerprints) -> Shifted:
    T = plan.T
    order = np.argsort(base.head), np.argsort(base.tail)
    heads, tails = base.head[order[0]], base.tail[order[1]]
    later, earlier = lookup(other.tail, heads), lookup(other.head, tails)
    moving = other.changes > floor_of(T - 1)
    hit = moving & ((later >= 0) | (earlier >= 0))
    alike = moving & ((lookup(other.head, heads) >= 0) | (lookup(other.tail, tails) >= 0))
    compared = int(other.count[moving].sum())
    by_chance = float(other.count[alike].sum() / max(1, compared))
    pair = None
    if hit.any():
        i = int(np.flatnonzero(hit)[other.first[hit].argmin()])
        sample = int(other.first[i])
        if later[i] >= 0:
            pair = Pair(sample, T - 1, int(base.first[order[0][later[i]]]), T - 2, T - 1)
        else:
            pair = Pair(sample, T - 2, int(base.first[order[1][earlier[i]]]), T - 1, T - 1)
    return Shifted(compared, int(other.count[hit].sum()), by_chance, pair)


def _below(f: Fingerprints, limit: int) -> Fingerprints:
    """The entries whose keys were kept in both splits."""
    if limit >= f.limit:
        return f
    stop = int(np.searchsorted(f.key, np.uint64(limit), "right"))
    kept = {name: getattr(f, name)[:stop] for name in PER_SAMPLE}
    return replace(f, **kept, limit=limit)


def _share(count: Ints, part: Bools, whole: Bools) -> float:
    return float(count[part].sum() / max(1, int(count[whole].sum())))
