"""Each feature's kind, with its distinct values and how often each stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Ints, Plan
from seqguard.statistics.sample import Sample

Kind = Literal["empty", "constant", "binary", "discrete", "quantised", "continuous"]
KINDS: tuple[Kind, ...] = ("empty", "constant", "binary", "discrete", "quantised", "continuous")

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
class Part:
    """Columns of the features `at`, one behind the other: `values` and `counts`, in which each stops at `ends`; how
    many distinct values each has, the sum `n` of their counts, and its place in `KINDS`."""

    at: Ints
    values: Array
    counts: Ints
    ends: Ints
    sizes: Ints
    n: Ints
    codes: Ints
    static: bool
    of: int | None
    whole: bool

    def column(self, i: int) -> Column:
        """The column of the i-th of these features."""
        end, n = int(self.ends[i]), int(self.n[i])
        held = slice(end - int(self.sizes[i]), end)
        kind = KINDS[self.codes[i]]
        return Column(self.values[held], self.counts[held], n, kind, self.static, n if self.whole else self.of)


class Columns(Sequence[Column]):
    """One column a feature, made when it is asked for: there may be a million. Over all of them, `sizes` (F,) are the
    numbers of distinct values, `n` those of rows, `codes` the places in `KINDS`, and `static` as in `Column`."""

    def __init__(self, parts: Sequence[Part], width: int) -> None:
        self._parts = parts
        self._part, self._within = np.zeros((2, width), np.int64)
        self.sizes, self.codes, self.n = np.zeros((3, width), np.int64)
        self.static = np.zeros(width, bool)
        for i, part in enumerate(parts):
            self._part[part.at], self._within[part.at] = i, np.arange(len(part.at))
            self.sizes[part.at], self.codes[part.at], self.static[part.at] = part.sizes, part.codes, part.static
            self.n[part.at] = part.n
        self._made: dict[int, Column] = {}

    def __len__(self) -> int:
        return len(self.sizes)

    @overload
    def __getitem__(self, at: int) -> Column: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Column, ...]: ...
    def __getitem__(self, at: int | slice) -> Column | tuple[Column, ...]:
        found = range(len(self))[at]
        if isinstance(found, range):
            return tuple(self[f] for f in found)
        if found not in self._made:
            self._made[found] = self._parts[self._part[found]].column(int(self._within[found]))
        return self._made[found]


@dataclass(frozen=True, eq=False, repr=False)
class Kinds(Readable):
    """One `Column` a feature, in their order."""

    columns: Columns

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, feature: int) -> Column:
        return self.columns[feature]

    def least(self, values: int, rows: int = 0) -> Iterator[tuple[int, Column]]:
        """Each feature that has so many distinct values in so many rows, with its column: of a million features few
        may."""
        at = np.flatnonzero((self.columns.sizes >= values) & (self.columns.n >= rows))
        return ((f, self.columns[f]) for f in at.tolist())

    def among(self, *kinds: Kind) -> Bools:
        """(F,): whether each is of one of these kinds."""
        return np.isin(self.columns.codes, [KINDS.index(kind) for kind in kinds])

    def tally(self) -> dict[str, int]:
        """How many are of each kind, in the order in which the kinds come first."""
        codes, first, counts = np.unique(self.columns.codes, return_index=True, return_counts=True)
        return {KINDS[codes[i]]: int(counts[i]) for i in np.argsort(first)}


@fact
def kinds(plan: Plan, sample: Sample, series: Series) -> Kinds:
    """Constant, binary (2 values), discrete (at most 12, some of them twice), continuous (half of the values stand
    once), else quantised."""
    static = _static(sample.values)
    rows = series.rows[series.distinct] if series.shuffled else series.rows
    of: int | None = series.of
    if len(rows) < len(series.rows):  # of shuffled windows nobody knows how many there are
        of = len(rows) if len(series.rows) == series.of else None
    if len(rows) > ROWS:
        rows = rows[np.sort(np.random.default_rng(0).choice(len(rows), ROWS, replace=False))]
    held = np.flatnonzero(static)
    parts = [
        _part(values[:, some], some, still, plan.n if still else of)
        for values, features, still in ((sample.values[:, 0], held, True), (rows, np.flatnonzero(~static), False))
        for some in np.array_split(features, max(1, -(-len(features) * len(values) // CELLS)))
        if len(some)
    ]
    return Kinds(Columns(parts, plan.F))


def _static(x: Array) -> Bools:
    """(F,): see `Column`; a feature that moves from the first timestep to the second is none."""
    static: Bools = np.zeros(x.shape[2], bool)
    if x.shape[1] > 1:
        held = np.flatnonzero((x[:, 1] == x[:, 0]).mean(0) >= STILL)
        static[held] = (x[..., held] == x[:, :1, held]).all(1).mean(0) >= STILL
    return static


def _part(values: Array, at: Ints, static: bool, of: int | None) -> Part:
    """The columns of (rows, columns), which are sorted together: of many columns with few rows each, one at a time
    costs ten times as much."""
    rows, width = values.shape
    ordered = np.sort(np.ascontiguousarray(values.T), axis=1)  # what is not finite stands at both ends
    finite = np.isfinite(ordered) if values.dtype.kind == "f" else np.ones((width, rows), bool)
    begins = finite.copy()
    begins[:, 1:] &= ~finite[:, :-1] | (ordered[:, 1:] != ordered[:, :-1])
    n, sizes = finite.sum(1), begins.sum(1)
    place = np.flatnonzero(begins)
    stops = np.append(place[1:], 0)
    last = np.cumsum(sizes) - 1
    after = np.arange(width) * rows + (finite * np.arange(1, rows + 1)).max(1, initial=0)
    stops[last[sizes > 0]] = after[sizes > 0]
    counts = stops - place
    codes = _codes(counts, sizes, n)
    return Part(at, ordered[begins], counts, last + 1, sizes, n, codes, static, of, of is not None and rows >= of)


def _codes(counts: Ints, sizes: Ints, n: Ints) -> Ints:
    """The place of each column's kind in `KINDS`: see `kinds`."""
    some = sizes > 0
    most = np.zeros(len(sizes), np.int64)
    most[some] = np.maximum.reduceat(counts, (np.cumsum(sizes) - sizes)[some]) if some.any() else 0
    apart = (sizes - 1) / np.maximum(1, n - most) >= 0.5
    discrete, quantised, continuous = (KINDS.index(kind) for kind in KINDS[3:])
    codes = np.where((sizes <= 12) & (most > 1), discrete, np.where(apart, continuous, quantised))
    return np.where(sizes < discrete, sizes, codes)
