"""Rows that repeat the row before them in every feature."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Ints, Plan
from seqguard.facts.series.places import Places

FEWEST = 5
SHARE = 0.003
RESTS = 0.05
HELD = 0.9
"""Share of the samples that repeat a step for it to be one by construction."""
TIMES = 10
"""How many times as often as by chance rows must repeat."""


@dataclass(frozen=True, eq=False, repr=False)
class Twice(Readable):
    """`repeated` of the `rows` that follow another equal it in all `features` that move; `expected` would by chance.

    Rows in which every feature holds a value that makes up a twentieth of its rows, its most frequent one, are at rest
    and do not count; nor do the last steps of samples over which all of them hold still, see `_held`.

    `cells` are `sample * T + timestep` of the first five.
    """

    repeated: int
    rows: int
    expected: float
    features: int
    cells: tuple[int, ...]

    @property
    def fires(self) -> bool:
        """Whether chance does not explain them."""
        return self.repeated >= max(FEWEST, SHARE * self.rows, TIMES * self.expected)


@fact
def twice(plan: Plan, series: Series, kinds: Kinds, places: Places) -> Twice:
    """Compare each row of the series with the one before, in the features that move and have more than four values."""
    moving = np.flatnonzero((kinds.columns.sizes > 4) & ~kinds.columns.static).tolist()
    follows = ~series.starts[1:]
    if plan.task == "tokens" or not moving or not follows.any():
        return Twice(0, int(follows.sum()), 0.0, len(moving), ())
    same = (series.rows[1:] == series.rows[:-1])[:, moving] & follows[:, None]
    rows = int(follows.sum())
    at = np.flatnonzero(same.all(1)) + 1
    usual = np.array([_level(kinds[f]) for f in moving])
    at = at[~(series.rows[at][:, moving] == usual).all(1)]
    if not plan.sliding:
        at = at[~_held(plan.T, places.cell[at], places.cell[1:][follows])[places.cell[at] % plan.T]]
    if len(moving) == 1:
        counts = kinds[moving[0]].counts
        chance = float(counts @ (counts - 1)) / max(1, kinds[moving[0]].n * (kinds[moving[0]].n - 1))
    else:
        chance = float(np.prod(same.sum(0) / rows))
    return Twice(len(at), rows, chance * rows, len(moving), tuple(places.cell[at[:FEWEST]].tolist()))


def _held(T: int, repeated: Ints, cells: Ints) -> Bools:
    """(T,): the last timesteps, two or more, at which nearly all samples repeat the step before.

    They are the steps of a decoder, over which the last known values are held. Rows that were written twice do not
    stand at the same steps throughout.
    """
    if T < 2:
        return np.zeros(T, bool)
    here, there = np.bincount(cells % T, minlength=T), np.bincount(repeated % T, minlength=T)
    throughout = (here > 0) & (there >= HELD * here)
    held: Bools = np.logical_and.accumulate(throughout[::-1])[::-1]
    return held if held.sum() > 1 else np.zeros(T, bool)


def _level(column: Column) -> float:
    """The value that a column rests on; NaN where none makes up a twentieth of the rows."""
    most = int(column.counts.argmax())
    return float(column.values[most]) if column.counts[most] >= RESTS * column.n else np.nan
