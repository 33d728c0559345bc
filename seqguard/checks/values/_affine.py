"""Features that are copies of others, exactly or up to scale and offset."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Floats, Plan
from seqguard.measures.precision import EPS

ROWS = 20_000
FEW, MANY = 256, 2_000
"""Rows from which pairs are proposed, at least and at most; all `ROWS` decide."""
PRODUCTS = 2**28
"""Products formed for the proposals while that leaves `FEW` rows: beyond 366 features fewer than `MANY` rows."""
NEAR = 1e-4
"""From a correlation of 1, of a proposal: float32 sums of thousands of products are off by 1e-5."""
MOST = 2000
"""Features above which no pairs are formed."""
PAIRS = 20_000
"""Proposals that are looked at: more come from flags that are 0 in nearly all rows."""


@dataclass(frozen=True, eq=False, repr=False)
class Copy:
    """Feature `copy` is `slope` * feature `of` + `offset`, but for float32 rounding."""

    copy: int
    of: int
    slope: float
    offset: float

    @property
    def exact(self) -> bool:
        return self.slope == 1 and self.offset == 0


@dataclass(frozen=True, eq=False, repr=False)
class Affine(Readable):
    """Each feature that is a copy of an earlier one, once; `rows` were compared."""

    pairs: tuple[Copy, ...]
    rows: int


@fact
def copies(plan: Plan, kinds: Kinds, series: Series) -> Affine:
    """Pairs whose correlation is 1 to four digits, verified row by row on the sampled rows that are finite."""
    if plan.F < 2 or plan.F > MOST:
        raise Missing(f"{plan.F} features give no pairs" if plan.F < 2 else f"{plan.F:,} features are too many to pair")
    alive = np.flatnonzero(kinds.columns.sizes > 1)
    at = np.flatnonzero(series.distinct)
    at = at[np.linspace(0, len(at) - 1, min(len(at), ROWS)).astype(int)]
    rows = series.rows[at[:, None], alive]
    if rows.dtype.kind == "f":
        rows = rows[np.isfinite(rows).all(1)]
    if len(rows) < 10 or len(alive) < 2:
        raise Missing("too few rows are finite to compare features")
    few = rows[np.linspace(0, len(rows) - 1, min(len(rows), MANY, max(FEW, PRODUCTS // len(alive) ** 2))).astype(int)]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        few = few - few.mean(0, dtype=np.float64)
        few /= np.sqrt((few**2).sum(0))
        few = few.astype(np.float32)
        near = np.abs(few.T @ few) > 1 - NEAR
    found: list[Copy] = []
    taken: set[int] = set()
    for i, j in np.argwhere(np.triu(near, 1))[:PAIRS].tolist():
        if i in taken or j in taken:
            continue
        line = _line(rows[:, i].astype(np.float64), rows[:, j].astype(np.float64))
        if line is not None:
            taken.add(j)
            found.append(Copy(int(alive[j]), int(alive[i]), *line))
    return Affine(tuple(found), len(rows))


def _line(a: Floats, b: Floats) -> tuple[float, float] | None:
    """Slope and offset by which b follows from a, or None where a row is off by more than float32 rounding."""
    if np.array_equal(a, b):
        return 1.0, 0.0
    spread = a - a.mean()
    power = float(spread @ spread)
    if not np.isfinite(power) or power == 0:
        return None
    slope = float(spread @ (b - b.mean())) / power
    offset = float(b.mean() - slope * a.mean())
    rounding = 4 * EPS * (abs(slope) * np.abs(a).max() + abs(offset) + np.abs(b).max())
    off = np.abs(slope * a + offset - b).max()
    return (slope, offset) if off <= rounding < 0.01 * np.ptp(b) else None
