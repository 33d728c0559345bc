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
STILL = 0.999
"""Share of the samples in which a feature holds one value for it to count as static in the window."""


@dataclass(frozen=True, eq=False, repr=False)
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
    return Kinds(
        tuple(
            _column(sample.values[:, 0, f], True, plan.n) if static[f] else _column(rows[:, f], False, of)
            for f in range(plan.F)
        )
    )


def _column(values: Array, static: bool, of: int | None) -> Column:
    whole = of is not None and len(values) >= of
    if values.dtype.kind == "f":
        values = values[np.isfinite(values)]
    distinct, counts = np.unique(values, return_counts=True)
    n = len(values)
    few: tuple[Kind, ...] = ("empty", "constant", "binary")
    kind: Kind = "quantised"
    if len(distinct) < len(few):
        kind = few[len(distinct)]
    elif len(distinct) <= 12 and counts.max() > 1:
        kind = "discrete"
    elif (len(distinct) - 1) / max(1, n - int(counts.max())) >= 0.5:
        kind = "continuous"
    return Column(distinct, counts, n, kind, static, n if whole else of)
