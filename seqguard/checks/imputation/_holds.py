"""Values that are held: how long the runs of one value are, and how far the series has moved when they end."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Column, Kind, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Plan
from seqguard.facts.series.places import Places
from seqguard.measures.stretches import Runs, rank_sum

SHORTEST = 4
"""Rows of a run that counts as held at least: in 60 sound sets runs of three are mostly chance."""
CHANCE = 0.05
"""Runs of a length that are expected in the whole series, at which that length is no longer put down to chance."""


@dataclass(frozen=True, eq=False, repr=False)
class Hold:
    """How one feature holds its values in time. Runs of the lowest and highest value and of zero are left out: floors.

    Chance gives begun * rate ** (length - 2) runs of a length or longer, where `begun` runs have two rows or more and
    `rate` is their share of all runs: what independent repeats would do.

    Attributes:
        limit: rows of a run from which on it counts as held.
        runs: such runs, of so many different `values`; `repeats` rows in them repeat the row before; `longest` is the
            longest.
        chance: runs as long as the longest that chance gives.
        rows: rows of the series.
        leave, enter: how far the series jumps where these runs end and begin, against runs of one or two rows (z of a
            rank sum test). A forward fill leaves with a jump, a backward fill enters with one.
        cells: `sample * T + timestep` of the first rows of the five longest.
    """

    feature: int
    kind: Kind
    limit: int
    runs: int
    values: int
    repeats: int
    longest: int
    chance: float
    rows: int
    leave: float
    enter: float
    cells: tuple[int, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Holds(Readable):
    """Features that hold values for longer than chance explains."""

    table: tuple[Hold, ...]


@fact
def holds(plan: Plan, series: Series, kinds: Kinds, places: Places) -> Holds:
    """Run lengths of every numeric feature with more than four values."""
    if plan.task in ("tokens", "classification", "multilabel") or plan.layout == "one-hot" or len(series.rows) < 2:
        return Holds(())
    if plan.origin is not None and plan.origin.certain:
        return Holds(())  # the target is the series that X holds
    same = (series.rows[1:] == series.rows[:-1]) & ~series.starts[1:, None]
    long = same
    for _ in range(SHORTEST - 2):
        long = long[1:] & same[: len(long) - 1]
    repeated = long.any(0)  # of whole numbers most features hold none so long: they are not looked at one by one
    table = (
        _hold(f, column, series.rows[:, f], series, places)
        for f, column in kinds.least(5)
        if repeated[f] and not column.static
    )
    return Holds(tuple(hold for hold in table if hold is not None))


def _hold(f: int, column: Column, values: Array, series: Series, places: Places) -> Hold | None:
    runs = Runs(values, series)
    inner = (runs.value > float(column.values[0])) & (runs.value < float(column.values[-1])) & (runs.value != 0)
    begun = int((runs.length[inner] >= 2).sum())
    if not begun:
        return None
    rate = begun / int(inner.sum())
    limit = SHORTEST
    while rate < 1 and begun * rate ** (limit - 2) > CHANCE:
        limit += 1
    long = inner & (runs.length >= limit)
    if not long.any() or rate == 1:
        return None
    short = inner & (runs.length < SHORTEST - 1)
    longest = int(runs.length[long].max())
    return Hold(
        feature=f,
        kind=column.kind,
        limit=limit,
        runs=int(long.sum()),
        values=len(np.unique(runs.value[long])),
        repeats=int((runs.length[long] - 1).sum()),
        longest=longest,
        chance=begun * rate ** (longest - 2),
        rows=len(values),
        leave=rank_sum(runs.after[long], runs.after[short])[0],
        enter=rank_sum(runs.before[long], runs.before[short])[0],
        cells=tuple(
            places.cell[runs.first[np.argsort(-runs.length * long, kind="stable")[: min(5, long.sum())]]].tolist()
        ),
    )
