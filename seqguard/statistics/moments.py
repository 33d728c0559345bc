"""Counts, extremes with their places, mean and variance of every cell (timestep, feature)."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Floats, Ints, Plan
from seqguard.core.statistic import Statistic, statistic
from seqguard.reading.chunks import CELL
from seqguard.statistics.sums import Sums, SumTree

LARGE = CELL
"""Values in a sample up to which each of them has figures of its own; figures of three million steps took 264 MB."""


@dataclass(frozen=True, eq=False, repr=False)
class Moments(Readable):
    """Exact figures of a tensor, each of shape (steps, F); padded steps are left out.

    `steps` is T, or 1 where windows slide over one series: then every row of the series counts once, not T times. Of
    samples of more than half a million values each (one recording of a million steps) it is 1 as well.
    Places are `sample * T + timestep`, -1 where there is none. `mean` and `var` (ddof 0) are over the finite values,
    in float64.
    """

    finite: Ints
    nan: Ints
    inf: Ints
    min: Floats
    max: Floats
    min_place: Ints
    max_place: Ints
    nan_place: Ints
    inf_place: Ints
    mean: Floats
    var: Floats

    @property
    def count(self) -> Ints:
        """(steps, F): all values, finite or not."""
        return self.finite + self.nan + self.inf

    def feature_min(self) -> Floats:
        """(F,): inf where no value is finite."""
        low: Floats = self.min.min(0)
        return low

    def feature_max(self) -> Floats:
        """(F,): -inf where no value is finite."""
        high: Floats = self.max.max(0)
        return high

    def feature_mean(self) -> Floats:
        """(F,): mean over all steps together; 0 where no value is finite."""
        mean: Floats = (self.finite * self.mean).sum(0) / np.maximum(self.finite.sum(0), 1)
        return mean

    def feature_var(self) -> Floats:
        """(F,): variance over all steps together."""
        n = np.maximum(self.finite.sum(0), 1)
        var: Floats = (self.finite * (self.var + (self.mean - self.feature_mean()) ** 2)).sum(0) / n
        return var


@dataclass(frozen=True, eq=False)
class _Exact:
    """What is the same whatever the order in which it is joined; see `Moments`."""

    finite: Ints
    nan: Ints
    inf: Ints
    min: Floats
    max: Floats
    min_place: Ints
    max_place: Ints
    nan_place: Ints
    inf_place: Ints

    def joined(self, later: "_Exact") -> "_Exact":
        lower, higher = later.min < self.min, later.max > self.max
        return _Exact(
            finite=self.finite + later.finite,
            nan=self.nan + later.nan,
            inf=self.inf + later.inf,
            min=np.where(lower, later.min, self.min),
            max=np.where(higher, later.max, self.max),
            min_place=np.where(lower, later.min_place, self.min_place),
            max_place=np.where(higher, later.max_place, self.max_place),
            nan_place=np.where(self.nan_place >= 0, self.nan_place, later.nan_place),
            inf_place=np.where(self.inf_place >= 0, self.inf_place, later.inf_place),
        )


PLACES = ("min_place", "max_place", "nan_place", "inf_place")


@statistic
class MomentsStatistic(Statistic[Moments]):
    """Moments of a flat row of cells; sums in float64 about a shift.

    float32 partial sums moved 9 % of the variances at six digits between two ways of cutting the data, float64 none;
    a naive float32 sum of squares at an offset of 1e6 gave a variance of -131,072 for a true 1.0.
    """

    result = Moments

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.width = plan.F
        self._by_row = bool(plan.step) or plan.T * plan.F > LARGE
        self._exact: _Exact | None = None
        self._sums = SumTree(plan)

    def update(self, block: Block) -> None:
        cells, first_row = self._cells(block)
        if len(cells):
            exact, sums = self._summary(block, cells, first_row)
            self._exact = exact if self._exact is None else self._exact.joined(exact)
            self._sums.add(block.start, block.start + len(block), sums)

    def merge(self, later: "MomentsStatistic") -> None:
        if later._exact is not None:
            self._exact = later._exact if self._exact is None else self._exact.joined(later._exact)
            self._sums.merge(later._sums)

    def move(self, by: int) -> None:
        self._sums.move(by)
        if self._exact is not None:
            held = {name: getattr(self._exact, name) for name in PLACES}
            moved = {name: np.where(place >= 0, place + by * self.plan.T, place) for name, place in held.items()}
            self._exact = replace(self._exact, **moved)

    def finalize(self) -> Moments:
        assert self._exact is not None
        sums, shape = self._sums.total(len(self._exact.finite)), (-1, self.width)
        figures = {name: value.reshape(shape) for name, value in vars(self._exact).items()}
        var = sums.m2 / np.maximum(sums.n, 1)
        return Moments(**figures, mean=sums.mean.reshape(shape), var=var.reshape(shape))

    def _cells(self, block: Block) -> tuple[Array, int]:
        """(rows, cells) that are counted, and the number in `block.rows` of the first of them (-1: one row a
        sample)."""
        if self._by_row:
            rows = block.fresh
            if block.padded is not None:
                hidden = block.padded.reshape(-1)
                if self.plan.step:
                    hidden = (rows == np.asarray(self.plan.padding.row, rows.dtype)).all(1)  # type: ignore[union-attr]  # padded implies padding
                rows = np.where(hidden[:, None], np.nan, _floats(rows))
            return rows, block.skip
        cells = block.values.reshape(len(block), -1)
        if block.padded is not None:
            cells = np.where(np.repeat(block.padded, self.plan.F, 1), np.nan, _floats(cells))
        return cells, -1

    def _summary(self, block: Block, cells: Array, first_row: int) -> tuple[_Exact, Sums]:
        n, width = cells.shape
        hides = block.padded is not None
        if cells.dtype.kind != "f":
            cells = cells.astype(np.float64)
        shift = np.where(np.isfinite(cells[0]), cells[0], 0).astype(np.float64)
        about = np.subtract(cells, shift, dtype=np.float64, order="C")  # one layout, one order of the sums
        with np.errstate(over="ignore", invalid="ignore"):
            total = np.einsum("ij->j", about)  # faster than sum(0) on few columns, and no BLAS threads spin
        none = np.full(width, -1)
        if np.isfinite(total).all():
            zero = np.zeros(width, int)
            low, high = cells.min(0).astype(float), cells.max(0).astype(float)
            exact = _Exact(np.full(width, n), zero, zero, low, high, none, none, none, none)
        else:
            exact, about = self._with_gaps(block, cells, about, first_row, hides)
            total = about.sum(0)
        k = np.maximum(exact.finite, 1)
        with np.errstate(over="ignore", invalid="ignore"):
            m2 = np.maximum(np.einsum("ij,ij->j", about, about) - total * total / k, 0)
        low_place, high_place = self._places(block, cells, exact, first_row)
        exact = replace(exact, min_place=low_place, max_place=high_place)
        return exact, Sums(exact.finite, shift + total / k, m2)

    def _with_gaps(
        self, block: Block, cells: Array, about: Floats, first_row: int, hides: bool
    ) -> tuple[_Exact, Floats]:
        finite, nan, inf = np.isfinite(cells), np.isnan(cells), np.isinf(cells)
        if hides:  # padding was turned into NaN, so look at what stood there
            there = block.fresh if self._by_row else block.values.reshape(len(block), -1)
            nan &= np.isnan(there) if there.dtype.kind == "f" else False
            if block.padded is not None and np.isnan(self.plan.padding.row).any():  # type: ignore[union-attr]  # padded implies padding
                nan &= ~(block.padded.reshape(-1, 1) if self._by_row else np.repeat(block.padded, self.plan.F, 1))
        about = np.where(finite, about, 0)
        width = cells.shape[1]

        def first(mask: Array) -> Ints:
            return np.where(mask.any(0), self._place(block, mask.argmax(0), np.arange(width), first_row), -1)

        low, high = (np.where(finite, cells, edge) for edge in (np.inf, -np.inf))
        exact = _Exact(
            finite.sum(0), nan.sum(0), inf.sum(0), low.min(0).astype(float), high.max(0).astype(float),
            np.full(width, -1), np.full(width, -1), first(nan), first(inf),
        )  # fmt: skip
        return exact, about

    def _places(self, block: Block, cells: Array, new: _Exact, first_row: int) -> tuple[Ints, Ints]:
        """Places of the extremes, looked up only where they move: a pass over the block costs more than the
        comparison."""
        old = self._exact
        places = []
        for value, moved in (
            (new.min, new.finite > 0 if old is None else new.min < old.min),
            (new.max, new.finite > 0 if old is None else new.max > old.max),
        ):
            place = np.full(len(value), -1)
            at = np.flatnonzero(moved)
            if len(at):
                place[at] = self._place(block, (cells[:, at] == value[at]).argmax(0), at, first_row)
            places.append(place)
        return places[0], places[1]

    def _place(self, block: Block, row: Ints, column: Ints, first_row: int) -> Ints:
        if first_row < 0:
            return (block.start + row) * self.plan.T + column // self.plan.F
        sample, step = block.place(row + first_row)
        return sample * self.plan.T + step


def _floats(values: Array) -> Array:
    return values if values.dtype.kind == "f" else values.astype(np.float64)
