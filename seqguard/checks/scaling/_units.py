"""Stretches of samples in which a feature is larger by orders of magnitude."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

GAP = 1.5
"""Decades: between km and m there are three, between Celsius and Fahrenheit none."""
NARROW, FAR = 0.7, 2.0
"""Decades: a series around 0 has windows near 0 in either unit, which narrow the gap; then the groups must be further
apart, and most windows of the larger group within a decade.
"""
USUAL = 5.0
"""A jump counts from so many times the 95th percentile of all jumps on."""
MATCH = 1.0
"""Decades by which level and range may differ in their factors: a unit moves both alike, an event one of them."""
TELLING = 5
"""Values of a window that are not 0 (or all of a shorter one) from which they have a middle: a single event is not the
level."""
LASTING = 3
"""Windows, laid end to end, that a change within a series must last: what is shorter is a burst."""
FEWEST = 20
FEWEST_LEVELS, OFF_GRID = 5, 0.05
"""Different values that show a grid, and how far off it, in steps, rounding puts them."""
TEN, MULTIPLIED = 10, 0.3
"""Of steps that a unit multiplied most are tenfold, but for those at the ends of the stretch."""
SAME, LINKED, FEWEST_SHARED = 1e-5, 0.5, 3
"""Windows continue each other where another feature agrees in half of the shared rows, or this one lies on a line with
itself to float32 rounding, of three rows at least."""


@dataclass(frozen=True, eq=False, repr=False)
class UnitChange:
    """`feature` is `factor` times larger in the `samples` sampled ones from `first` to `last` than in the rest of
    `of`. `apart`: no series runs on into the stretch or out of it, as into those of one group of a panel.
    """

    feature: int
    factor: float
    first: int
    last: int
    samples: int
    of: int
    apart: bool


@dataclass(frozen=True, eq=False, repr=False)
class UnitChanges(Readable):
    """At most one stretch a feature."""

    found: tuple[UnitChange, ...]


@fact
def unit_changes(plan: Plan, sample: Sample) -> UnitChanges:
    """Looked for in the logarithms of two numbers of each window in which the feature moves: the median magnitude of
    what is
    not 0, and the range.
    """
    if plan.T < 3 or len(sample.values) < FEWEST or plan.task == "tokens":
        raise Missing("too few windows, or too short ones, to compare their magnitudes")
    found = []
    for f in _wide(sample.values):
        level, width = _sizes(sample.values[:, :, f])
        told = np.isfinite(level) & np.isfinite(width)
        if told.sum() < max(FEWEST, 0.5 * len(told)):
            continue
        level, width, index = level[told], width[told], sample.index[told]
        inside = _apart(level, width)
        if inside is None:
            inside = _between_jumps(level, width)
        if inside is None:
            continue
        change = _stretch(f, level, inside, index)
        if abs(np.log10(change.factor)) < GAP or _burst(plan, sample, index[inside]):
            continue
        if not _one_grid(sample.values[told, :, f], inside):
            found.append(replace(change, apart=_apart_in_time(plan, sample, change)))
    return UnitChanges(tuple(found))


def _apart_in_time(plan: Plan, sample: Sample, change: UnitChange) -> bool:
    """Whether the windows at both ends of the stretch continue none before, and none after: neither as they are nor
    once the feature is divided by the factor. The first and the last sample continue nothing.

    Only windows that slide can tell.
    """
    if not plan.sliding:
        return False
    first, last = np.searchsorted(sample.index, [change.first, change.last + 1])
    for at in (first, last):
        if not 0 < at < len(sample.index):
            continue
        if not sample.follows[at]:
            return False  # what came before was not sampled
        early, late = (sample.values[k].astype(np.float64) for k in (at - 1, at))
        early, late = early[plan.step :], late[: -plan.step]
        moves = (early != early[:1]).any(0)
        moves[change.feature] = False
        if ((early == late).mean(0)[moves] > LINKED).any():
            return False  # the other features run on
        before, after = early[:, change.feature], late[:, change.feature]
        if len(before) > FEWEST_SHARED - 1 and np.ptp(before) > 0 and np.ptp(after) > 0:
            with np.errstate(invalid="ignore", over="ignore"):
                if float(np.corrcoef(before, after)[0, 1]) > 1 - SAME:
                    return False  # and so does this one, in another unit, whatever was taken off
    return True


def _one_grid(x: Array, inside: Bools) -> bool:
    """Whether small and large values lie on one grid: a unit multiplies the steps of a sensor, silence does not."""
    size = np.abs(x).max(1)
    large = inside if np.median(size[inside]) > np.median(size[~inside]) else ~inside
    small, big = (np.unique(x[part][np.isfinite(x[part])].astype(np.float64)) for part in (~large, large))
    if min(len(small), len(big)) < FEWEST_LEVELS:
        return False
    step = float(np.diff(small).min())
    near, far = np.diff(small) / step, np.diff(big) / step
    gridded = all(np.abs(v - np.round(v)).max() < OFF_GRID for v in (near, far))
    coarse = (np.round(far) % TEN == 0).mean()  # a tenth by chance; nearly all of what was multiplied
    return bool(gridded and coarse < MULTIPLIED)


def _burst(plan: Plan, sample: Sample, index: Ints) -> bool:
    """Whether the stretch is short, and part of the series under the windows: they slide into it and out of it."""
    if not plan.sliding or len(index) * plan.step >= LASTING * plan.T:
        return False
    first, last = np.searchsorted(sample.index, index[[0, -1]])
    ends = [k for k in (first, last + 1) if 0 < k < len(sample.index) and sample.follows[k]]
    return bool(plan.linked(sample.values[ends], sample.values[[k - 1 for k in ends]]).all())


def _wide(x: Array) -> Ints:
    """Features whose ranges differ by `GAP` decades between windows; those of most do not, and need no closer look."""
    with np.errstate(over="ignore", invalid="ignore"):
        width = x.max(1).astype(np.float64) - x.min(1)
        least = np.where(width > 0, width, np.inf).min(0)
        return np.flatnonzero(np.nanmax(np.where(np.isfinite(width), width, 0), 0) > 10**GAP * least)


def _sizes(x: Array) -> tuple[Floats, Floats]:
    """log10 of the median magnitude and of the range of each window; not finite where it does not move."""
    ordered = np.sort(np.abs(x.astype(np.float64)), axis=1)
    zeros = (ordered == 0).sum(1)
    middle = np.minimum(zeros + (ordered.shape[1] - zeros) // 2, ordered.shape[1] - 1)
    telling = min(TELLING, ordered.shape[1])
    size = np.where(ordered.shape[1] - zeros >= telling, ordered[np.arange(len(x)), middle], 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.log10(size), np.log10(np.ptp(x.astype(np.float64), axis=1))


def _apart(level: Floats, width: Floats) -> Bools | None:
    """The smaller group, where no window lies in a gap of levels and one of the groups is a single piece."""
    ordered = np.sort(level)
    gaps = np.diff(ordered)
    at = int(gaps.argmax())
    large: Bools = level > ordered[at]
    inside = large if 2 * large.sum() <= len(large) else ~large
    where = np.flatnonzero(inside)
    if not len(where) or where[-1] - where[0] + 1 != len(where):
        return None
    factors = [float(np.median(v[large]) - np.median(v[~large])) for v in (level, width)]
    usual = float(np.ptp(np.quantile(level[~inside], (0.1, 0.9))))
    empty = gaps[at] >= GAP or (gaps[at] >= NARROW and factors[0] >= FAR and usual <= 1)
    return inside if empty and abs(factors[0] - factors[1]) < MATCH else None


def _between_jumps(level: Floats, width: Floats) -> Bools | None:
    """What lies between a jump and the jump back (or the end), where level and range jump together and nowhere else.

    Windows that overlap share most of their rows: both cannot jump between neighbours unless rows were changed.
    """
    jump, wider = np.diff(level), np.diff(width)
    usual = USUAL * float(np.quantile(np.abs(jump), 0.95))
    at = np.flatnonzero((np.abs(jump) > max(GAP, usual)) & (np.abs(wider) > GAP) & (np.abs(jump - wider) < MATCH))
    if not 1 <= len(at) <= 2 or (len(at) == 2 and np.sign(jump[at[0]]) == np.sign(jump[at[1]])):
        return None
    order = np.arange(len(level))
    inside: Bools = (order > at[0]) & (order <= (at[1] if len(at) == 2 else len(level)))
    return inside if 2 * inside.sum() <= len(inside) or len(at) == 2 else ~inside


def _stretch(feature: int, level: Floats, inside: Bools, index: Ints) -> UnitChange:
    decades = float(np.clip(np.median(level[inside]) - np.median(level[~inside]), -300, 300))
    where = index[inside]
    return UnitChange(feature, 10.0**decades, int(where[0]), int(where[-1]), len(where), len(level), False)
