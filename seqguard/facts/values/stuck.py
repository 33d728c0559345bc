"""Runs of one value that no other run of the feature comes near."""

import itertools
from dataclasses import dataclass, replace

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable, Train
from seqguard.core.plan import Bools, Floats, Ints, Plan
from seqguard.facts.series.places import Places
from seqguard.statistics.runs import LENGTHS, LONGEST, RunLengths

SHORTEST = 5
"""Rows of a run that can count as stuck at all."""
RARE = 0.1
"""Share of the runs that have two rows or more, up to which a feature hardly ever repeats itself."""
OTHERS = ((3, 5.0), (7, 8.0))
RARE_OTHERS = ((3, 3.0), (7, 4.0))
"""(k, times): a run is stuck if it is so many times as long as the k-th longest of the others: up to three, or up to
seven, stuck runs may stand beside each other. On 60 sound sets runs reached 4.2 and 6.8, in features that hardly ever
repeat themselves 1.8, and 4.5 in validation sets, which are shorter, of two others."""
CHANCE = 1e-4
"""Runs of that length that independent repeats would give; see `facts.holds`."""
FEWEST_VALUES = 5
NEAR_ZERO, SELDOM = 0.1, 0.02
"""A feature hardly ever comes near zero when at most 2 % of its other rows are below a tenth of their median size."""
FALLS = 0.2
"""Share of the steps that lead down, from which on a feature is no count and no trend without a turn."""
SHORT = 0.2
"""Share of the rows up to which a run of zeros can be a recording that broke off rather than the other half of it."""
SOMETIMES = 0.6
"""Share of the samples in which a feature may hold one value throughout and still be one that moves."""


@dataclass(frozen=True, eq=False, repr=False)
class Stuck:
    """The longest run of one feature: its rows, value and first cell; `next` is the run it is measured against.

    `frozen` samples hold one value throughout, the first of them is `frozen_first` (only where samples are no windows
    of one series). `chance`: runs as long that independent repeats would give. `abrupt`: the feature hardly ever
    comes near the value otherwise, and does not begin with it; False where the run was not sampled.
    """

    feature: int
    length: int
    value: float
    cell: int
    next: int
    chance: float
    frozen: int
    frozen_first: int
    abrupt: bool


@dataclass(frozen=True, eq=False, repr=False)
class StuckRuns(Readable):
    """`held`: runs of values other than the lowest, longest first; `zero`: runs of the lowest, mostly zero, longest
    first."""

    held: tuple[Stuck, ...]
    zero: tuple[Stuck, ...]


@fact
def stuck_runs(
    plan: Plan, kinds: Kinds, series: Series, places: Places, runs: RunLengths, train_runs: Train[RunLengths]
) -> StuckRuns:
    """Compare each feature's longest runs with its others, and with train's; a level that it comes back to does not
    count, nor one at which it turns.
    """
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot":
        return StuckRuns((), ())
    if plan.origin is not None and plan.origin.certain:
        return StuckRuns((), ())  # the target is the series that X holds
    held: list[Stuck] = []
    zero: list[Stuck] = []
    for f in np.flatnonzero(runs.length[:, 0] >= SHORTEST).tolist():
        column = kinds[f]
        if column.static or len(column.values) < FEWEST_VALUES:
            continue
        value = runs.value[f]
        again = _comes_back(plan, value, runs.length[f], runs.cell[f], series.shuffled)
        at_edge = np.isin(value, column.values[[0, -1]])
        usual = train_runs.length[f] if plan.split != "train" else np.zeros(LONGEST, np.int64)
        top = value == column.values[-1]  # at the end of the scale, or in level flight
        edge = (
            again
            | _turns(runs, f, column, series, places)
            | (top & ~_to_the_end(runs, f, series, places) if top.any() else top)
            | (at_edge & (((value[:, None] == value).sum(1) > 1) | (runs.length[f] < 3 * SHORTEST)))
        )
        floor = value == column.values[0]  # zero, where nothing lies below; a scaler moves it and leaves it the lowest
        for is_zero, eligible, table in ((False, ~floor & ~edge, held), (True, floor, zero)):
            if (found := _stuck(plan, runs, f, eligible, usual, is_zero)) is not None:
                table.append(replace(found, abrupt=_abrupt(found, series, places)))
    return StuckRuns(tuple(sorted(held, key=lambda s: -s.length)), tuple(sorted(zero, key=lambda s: -s.length)))


def _stuck(plan: Plan, runs: RunLengths, f: int, eligible: Bools, usual: Ints, zero: bool) -> Stuck | None:
    lengths: Ints = runs.length[f]
    eligible = eligible & (lengths >= SHORTEST)
    if not eligible.any():
        return None
    at = int(eligible.argmax())
    length = int(lengths[at])
    begun, rate = _begun(runs, f)
    chance = float(begun * rate ** (length - 2))
    others = np.maximum(np.delete(lengths, at), 1 if rate <= RARE else 2)
    nearest = 0
    against = RARE_OTHERS if rate <= RARE and plan.split == "train" else OTHERS
    for k, times in against[: 1 if zero else 2]:  # seven nights are no outages
        known = k == OTHERS[0][0] or (len(others) >= k and np.delete(lengths, at)[k - 1] > 0)
        other = max(int(others[k - 1]), int(usual[k - 1]))
        if known and length >= times * other and chance < CHANCE:
            nearest = other
            break
    frozen = 0 if plan.sliding or zero else int(runs.frozen[f])
    if not nearest and not _often_frozen(plan, runs, f, frozen):
        return None
    return Stuck(
        feature=f,
        length=length,
        value=float(runs.value[f, at]),
        cell=int(runs.cell[f, at]),
        next=nearest,
        chance=chance,
        frozen=frozen,
        frozen_first=int(runs.frozen_first[f]),
        abrupt=False,
    )


def _comes_back(plan: Plan, value: Floats, length: Ints, cell: Ints, shuffled: bool) -> Bools:
    """Runs whose value is held a second time later: a level to rest on. Runs that only a break separates are one; of
    shuffled windows, whose neighbours are accidents, that is a break within one of them."""
    sample, step = np.divmod(cell, plan.T)
    beyond = np.maximum(length - (plan.T - step), 0)
    end = sample + (-(-beyond // plan.step) if plan.sliding else 0)
    order = np.argsort(cell, kind="stable")
    back = np.zeros(len(value), bool)
    for i, j in itertools.combinations(order[length[order] >= SHORTEST].tolist(), 2):
        if value[i] != value[j]:
            continue
        if shuffled:
            back[[i, j]] |= bool(sample[j] != sample[i])
        elif not any(value[k] == value[i] and end[i] < sample[k] <= sample[j] for k in order if k not in (i, j)):
            back[[i, j]] |= bool(sample[j] - end[i] > 1)
    return back


def _turns(runs: RunLengths, f: int, column: Column, series: Series, places: Places) -> Bools:
    """Runs that the feature reaches and leaves by the next value there is, or, where it is quantised, by half a usual
    step: a smooth series rests where it turns, and a sensor that hung has missed some way when it goes on. Runs that
    were not sampled are not known to turn.
    """
    turns = np.zeros(LONGEST, bool)
    values = series.rows[:, f].astype(float)
    steps = np.abs(np.diff(values))
    half = float(np.median(steps[steps > 0])) / 2 if column.kind == "quantised" and (steps > 0).any() else 0.0
    for i in np.flatnonzero(runs.length[f] >= SHORTEST):
        first = np.flatnonzero(places.cell == runs.cell[f, i])
        if not len(first) or series.starts[first[0]] or first[0] + runs.length[f, i] >= len(values):
            continue
        around = values[[first[0] - 1, first[0] + runs.length[f, i]]]
        levels = np.searchsorted(column.values, [*around, runs.value[f, i]])
        near = np.abs(around - runs.value[f, i]) <= half
        turns[i] = (near | (np.abs(levels[:2] - levels[2]) <= 1)).all()
    return turns


def _to_the_end(runs: RunLengths, f: int, series: Series, places: Places) -> Bools:
    """Runs that last to the end of the series, in a feature that hardly ever holds a value and falls now and then: a
    sensor that died, and no plateau, nor a count that is complete."""
    values = series.rows[:, f].astype(float)
    steps = np.diff(values[np.isfinite(values)])
    fell = (steps < 0).sum() >= FALLS * (steps != 0).sum()
    if not fell or _begun(runs, f)[1] > RARE:
        return np.zeros(LONGEST, bool)
    first = np.array([np.append(np.flatnonzero(places.cell == cell), len(values))[0] for cell in runs.cell[f]])
    lasts: Bools = (first + runs.length[f] == len(values)) & (runs.length[f] >= SHORTEST)
    return lasts


def _begun(runs: RunLengths, f: int) -> tuple[int, float]:
    """Runs of two rows or more, and their share of all runs."""
    counts = runs.counts[f]
    long = runs.length[f]
    rest = int((long[long >= LENGTHS] - LENGTHS + 1).sum())
    repeats = int(runs.counts[f] @ np.maximum(np.arange(LENGTHS) - 1, 0)) + rest
    begun = int(counts.sum())
    return begun, begun / max(1, runs.rows - repeats)


def _often_frozen(plan: Plan, runs: RunLengths, f: int, frozen: int) -> bool:
    """Whether some samples are frozen in a feature whose runs are short otherwise: at most a third of a sample."""
    if not frozen or frozen > SOMETIMES * plan.n or plan.T < 2 * SHORTEST:
        return False
    counts = runs.counts[f].copy()
    counts[min(plan.T, LENGTHS - 1)] -= frozen
    return int(counts[plan.T // 3 + 1 :].sum()) <= max(1, frozen // 20)  # a run may begin within a sample


def _abrupt(run: Stuck, series: Series, places: Places) -> bool:
    """Whether the feature hardly ever comes near the run's value otherwise, and does not begin with it: what is not yet
    in force, not yet sold or not yet there stands at its lowest value until it is."""
    values = np.abs(series.rows[:, run.feature].astype(float) - run.value)
    first = np.flatnonzero(places.cell == run.cell)
    if not len(first) or first[0] == 0:
        return False
    rest = np.concatenate([values[: first[0]], values[first[0] + run.length :]])
    rest = rest[np.isfinite(rest)]
    return (
        bool(len(rest))
        and run.length <= SHORT * len(values)
        and bool((rest <= NEAR_ZERO * np.median(rest)).mean() <= SELDOM)
    )
