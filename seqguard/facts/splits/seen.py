"""How often equal samples come about by chance: judged by samples whose halves are found, though never together."""

import math
from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import NO_LIMIT, Bools, Ints, Plan, Words
from seqguard.measures.chance import at_least, lookup
from seqguard.statistics.fingerprints import Fingerprints

MOVES = 4
"""Steps in which a sample must move to be compared: windows that hardly move repeat in any series of counts."""
TAILS = (0, 0.25, 0.5, 0.75, 0.9, 0.97)
"""Shares of the less moving samples that are left out, each tried."""
HALF_SEEN = 0.1
"""Halves found elsewhere that are assumed on top of those seen: a few samples prove no more than they can."""
HALF_SEEN_CONTINUOUS = 0.001
"""The same where a feature takes most of its values once: then two steps, and more so two halves, hardly ever agree."""
HALF_SEEN_SHORT = 1.0
"""The same where no feature does, and samples have too few steps to tell by."""
HALF_SEEN_CROWDED = 3.0
"""The same where samples of few values stand 1.5 times each or more, as where few are possible: the 95 % bound of what
was never seen."""
CROWDED = 1.5
DOUBLE = 2
"""Matches are beyond chance if there are at least so many times the expected ones: the expectation itself is rough."""


NATURAL = 0.1
"""Of the matches, the share that halves which are found apart explain, from which sequences of symbols repeat by
nature: .39 and .66 in the prefixes of two event logs, whose trees chance of halves does not describe; at most .0004
where copies were put into two sets of texts."""
SIMPLER, CERTAIN = 0.75, 3.0
"""The probability that a sample which repeats moves less than one which does not, and its standard scores from one
half: the shorter a prefix, the oftener it stands, while copies are of any length."""
CHAINED = 0.9
"""Share of the distinct samples whose next window is one too, from which they are the windows of a whole series."""


@dataclass(frozen=True, eq=False, repr=False)
class Tail:
    """The samples that move in `changes` steps or more: `matched` of `samples` stand elsewhere, `expected` by chance.

    `chance` is the probability of so many matches, times the number of tails that were tried.
    """

    changes: int
    samples: int
    matched: int
    expected: float
    chance: float


@dataclass(frozen=True, eq=False, repr=False)
class Counts:
    """Of the distinct samples that move enough: how many, those with both, the front, the back half in another one; and
    the samples they stand for, and those of them that were found as a whole."""

    distinct: int
    both: int
    front: int
    back: int
    samples: int
    found: int


@dataclass(frozen=True, eq=False, repr=False)
class Seen(Readable):
    """Distinct samples of one split: which were found elsewhere as a whole, and which have their front or back half in
    a sample elsewhere that is not equal to them."""

    f: Fingerprints
    whole: Bools
    front: Bools
    back: Bools

    def counts(self, changes: int) -> Counts:
        """Among the samples that move in `changes` steps or more."""
        moving = self.f.changes >= changes
        halves = (self.front & self.back, self.front, self.back)
        both, front, back = (int((half & moving).sum()) for half in halves)
        samples, found = self.f.count[moving].sum(), self.f.count[moving & self.whole].sum()
        return Counts(int(moving.sum()), both, front, back, int(samples), int(found))


@fact
def within(fingerprints: Fingerprints) -> Seen:
    """What of each distinct sample stands in another sample of its own split."""
    f = fingerprints

    def elsewhere(half: Words) -> Bools:
        if half.strides == (0,):
            return np.full(len(half), len(half) > 1)  # one value for all, of samples without halves
        _, group = np.unique(half, return_inverse=True)
        holding: Ints = np.bincount(group)
        return holding[group] > 1

    return Seen(f, f.count > 1, elsewhere(f.front), elsewhere(f.back))


def floor_of(steps: int) -> int:
    """Steps in which a sample of `steps` steps must move to be compared."""
    return max(1, min(MOVES, steps - 1))


def half_seen(kinds: Kinds, steps: int) -> float:
    """What to assume on top of the halves seen, by the kinds of the features and the steps of a sample."""
    if (kinds.among("continuous") & ~kinds.columns.static).any():
        return HALF_SEEN_CONTINUOUS
    return HALF_SEEN if steps > MOVES else HALF_SEEN_SHORT


def least_likely(here: Seen, beside: Seen | None, floor: int, assumed: float) -> Tail | None:
    """The tail of ever more moving samples whose matches are least likely by chance; None where nothing moves enough.

    Copies vanish when each distinct sample is looked at once; what then repeats does so by chance. Distinct samples
    whose two halves stand in two different others show how crowded the possible ones are: as large a share of all
    samples is expected to be equal to another by chance, or the product of the shares of both halves where that is
    more. Both are taken from this split and the one `beside` it, whichever gives more.
    """
    moving = here.f.changes >= floor
    if not moving.any():
        return None
    ranked = np.sort(here.f.changes[moving])
    levels = {floor, *(int(ranked[int(share * len(ranked))]) for share in TAILS[1:])}
    tails = [_tail(here, beside, level, assumed, len(levels)) for level in sorted(levels)]
    return min(tails, key=lambda tail: tail.chance)


def _tail(here: Seen, beside: Seen | None, changes: int, assumed: float, tried: int) -> Tail:
    own = here.counts(changes)
    other = beside.counts(changes) if beside is not None else Counts(0, 0, 0, 0, 0, 0)
    distinct = own.distinct + other.distinct
    if assumed >= HALF_SEEN and own.samples + other.samples > CROWDED * distinct:
        assumed = HALF_SEEN_CROWDED
    front, back = ((n + assumed) / distinct for n in (own.front + other.front, own.back + other.back))
    apart = max(own.both / max(1, own.distinct), other.both / max(1, other.distinct))
    expected = own.samples * min(1.0, max(apart, front * back))
    likely = 1.0 if own.found < DOUBLE * expected else tried * at_least(own.found, expected)
    return Tail(changes, own.samples, own.found, expected, min(1.0, likely))


def _of_ids(plan: Plan) -> bool:
    return plan.task == "tokens" or (plan.integral and len(plan.shape) == 2)


def of_symbols(plan: Plan, kinds: Kinds) -> bool:
    """Whether the samples are sequences of few symbols: tokens, ids, counts, flags."""
    return _of_ids(plan) or bool(kinds.among("constant", "binary", "discrete").all())


def population(plan: Plan, kinds: Kinds, tail: Tail | None, seen: Seen) -> bool:
    """Whether sequences of few symbols that stand in both splits are the population: of ids, where chance explains a
    part of them or the simple ones do; of any other symbols, always."""
    if not of_symbols(plan, kinds):
        return False
    return not _of_ids(plan) or _explained(tail) or _simple_ones(seen.f.changes, seen.whole, floor_of(plan.T))


def _explained(tail: Tail | None) -> bool:
    return tail is None or tail.expected >= NATURAL * tail.matched


def natural(plan: Plan, kinds: Kinds, tail: Tail | None, f: Fingerprints) -> bool:
    """Whether equal samples within a split are the population: sequences of ids, of which chance already explains a
    part, or of any symbols, of which the simple ones repeat. The prefixes of different cases are."""
    if tail is None or not tail.matched or not of_symbols(plan, kinds):
        return False
    return (_of_ids(plan) and _explained(tail)) or _simple_ones(f.changes, f.count > 1, floor_of(plan.T))


def _simple_ones(changes: Ints, repeats: Bools, floor: int) -> bool:
    """Whether the samples that `repeats` marks move less than the others."""
    moving = changes >= floor
    changes, repeats = changes[moving], repeats[moving]
    groups, others = int(repeats.sum()), int((~repeats).sum())
    if not groups or not others:
        return False
    ordered = np.sort(changes[~repeats])
    above = (
        others - (np.searchsorted(ordered, changes[repeats]) + np.searchsorted(ordered, changes[repeats], "right")) / 2
    )
    simpler = float(above.mean()) / others  # the area under the curve: ties count half
    return simpler >= SIMPLER and (simpler - 0.5) * math.sqrt(12 * min(groups, others)) >= CERTAIN


def of_one_series(plan: Plan, f: Fingerprints) -> bool:
    """Whether the samples are the windows of a series, one step apart, in whatever order: each has its next one."""
    if plan.sliding or plan.T < 3 or f.limit < NO_LIMIT or not len(f.key):
        return plan.sliding
    return bool((lookup(f.tail, np.sort(f.head)) >= 0).mean() >= CHAINED)
