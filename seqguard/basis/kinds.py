"""Each feature's kind, with its distinct values and how often each stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Ints, Plan
from seqguard.statistics.sample import Sample

Kind = Literal["empty", "constant", "binary", "discrete", "quantised", "continuous"]

ROWS = 50_000
"""Rows that are sorted per feature; more sharpen no verdict and cost time."""
CELLS = 2**19
"""Values that are sorted at once."""
STILL = 0.999
"""Share of the samples in which a feature holds one value for it to count as static in the window."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Column:
    """One feature: its distinct finite `values`, ascending, their `counts`, and the sum `n` of those, which are all
    there are or a sample `of` so many rows; None: nobody knows of how many.

    `static`: it holds one value over each window, and is counted once per window.
    """

    values: Array
    counts: Ints
    n: int
    kind: Kind
    static: bool
    of: int | None


@dataclass(frozen=True, eq=False, repr=False)
class Kinds(Readable):
    """One `Column` a feature, in their order."""

    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, feature: int) -> Column:
        return self.columns[feature]


@fact
def kinds(plan: Plan, sample: Sample, series: Series) -> Kinds:
    """Constant, binary (2 values), discrete (at most 12, some of them twice), continuous (half of the values stand
    once), else quantised."""
    static = (sample.values == sample.values[:, :1]).all(1).mean(0) >= STILL if plan.T > 1 else np.zeros(plan.F, bool)
    rows = series.rows[series.distinct]
    of: int | None = series.of
    if len(rows) < len(series.rows):  # of shuffled windows nobody knows how many there are
        of = len(rows) if len(series.rows) == series.of else None
    if len(rows) > ROWS:
        rows = rows[np.sort(np.random.default_rng(0).choice(len(rows), ROWS, replace=False))]
    held = np.flatnonzero(static)
    columns: dict[int, Column] = {}
    for values, features, still in ((sample.values[:, 0], held, True), (rows, np.flatnonzero(~static), False)):
        for some in np.array_split(features, max(1, -(-len(features) * len(values) // CELLS))):
            found = _columns(values[:, some], still, plan.n if still else of)
            columns.update(zip(some.tolist(), found, strict=True))
    return Kinds(tuple(columns[f] for f in range(plan.F)))


def _columns(values: Array, static: bool, of: int | None) -> Iterator[Column]:
    """One for each column of (rows, columns), which are sorted together: of many columns with few rows each, one at a
    time costs ten times as much."""
    rows, width = values.shape
    whole = of is not None and rows >= of
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)  # what is not finite stands at both ends
    finite = np.isfinite(ordered) if values.dtype.kind == "f" else np.ones((width, rows), bool)
    begins = finite.copy()
    begins[:, 1:] &= ~finite[:, :-1] | (ordered[:, 1:] != ordered[:, :-1])
    n, each = finite.sum(1), begins.sum(1)
    distinct = ordered[begins]
    place = np.flatnonzero(begins)
    ends = np.append(place[1:], 0)
    last = np.cumsum(each) - 1
    after = np.arange(width) * rows + (finite * np.arange(1, rows + 1)).max(1, initial=0)
    ends[last[each > 0]] = after[each > 0]
    counts = ends - place
    stop = (last + 1).tolist()
    for end, count, total in zip(stop, each.tolist(), n.tolist(), strict=True):
        held = counts[end - count : end]
        yield Column(distinct[end - count : end], held, total, _kind(held, total), static, total if whole else of)


def _kind(counts: Ints, n: int) -> Kind:
    few: tuple[Kind, ...] = ("empty", "constant", "binary")
    if len(counts) < len(few):
        return few[len(counts)]
    most = int(counts.max())
    if len(counts) <= 12 and most > 1:
        return "discrete"
    return "continuous" if (len(counts) - 1) / max(1, n - most) >= 0.5 else "quantised"
