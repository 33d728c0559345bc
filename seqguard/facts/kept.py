"""The figures of a tensor that a profile keeps, and two profiles side by side; filled in by `seqguard.profiles`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from seqguard.core.owners import outside
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Floats, Ints

LEVELS = (0.0, 0.01, 0.05, *(k / 20 for k in range(2, 19)), 0.95, 0.99, 1.0)
"""Shares of the values at which the quantiles of a feature are kept."""
PARTS = 8
"""Consecutive parts of the rows by which drift within one data set is told from a change."""


class Codes(NamedTuple):
    """The distinct values of a feature that has few, ascending, and how often each stands; `whole` where no row was
    left out."""

    values: Floats
    counts: Ints
    whole: bool


@dataclass(frozen=True, eq=False, repr=False)
class Figures:
    """One tensor of one split in figures. Arrays have one entry for each kept feature.

    Attributes:
        tensor, role, shape, dtype, task, layout, T, F: as in the plan.
        sliding: whether the samples are windows that slide over one series.
        independent: windows side by side that hold as many rows.
        named: whether the features' names were given; else they are numbers.
        numbers, names: of the features that are kept: all, or some thousand.
        kinds: constant, binary, discrete, quantised, continuous or empty.
        count, nan, inf, min, max, mean, std: over every row, exact.
        quantiles: (K, 23) at `LEVELS`; NaN where nothing is finite.
        step, rest: the median size of the changes from row to row that are not 0, and the share of those that are.
        grid: the step that all values are multiples of, from the least; NaN where there is none.
        part_level, part_width, part_step: (K, 8) median, width from the 5 % to the 95 % quantile, and `step`, of
            consecutive parts of the rows.
        codes: of features of few values and of labels; None else.
    """

    tensor: str
    role: str
    shape: tuple[int, ...]
    dtype: str
    task: str
    layout: str
    T: int
    F: int
    sliding: bool
    independent: float
    named: bool
    numbers: Ints
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    static: Bools
    count: Ints
    nan: Ints
    inf: Ints
    min: Floats
    max: Floats
    mean: Floats
    std: Floats
    quantiles: Floats
    step: Floats
    rest: Floats
    grid: Floats
    part_level: Floats
    part_width: Floats
    part_step: Floats
    codes: tuple[Codes | None, ...]

    def __len__(self) -> int:
        return len(self.numbers)

    def quantile(self, feature: int, share: float) -> float:
        """A quantile of one kept feature, between those that are kept."""
        return float(np.interp(share, LEVELS, self.quantiles[feature]))


@outside("profile", needs="needs a kept profile: seqguard.compare(old, new)")
@dataclass(frozen=True, eq=False, repr=False)
class Compared(Readable):
    """The training split of two profiles, by tensor, inputs first; `absent` and `added` are tensors that only the old
    or only the new one has."""

    old: Mapping[str, Figures]
    new: Mapping[str, Figures]

    @property
    def pairs(self) -> tuple[tuple[Figures, Figures], ...]:
        """The tensors that both have."""
        return tuple((old, self.new[name]) for name, old in self.old.items() if name in self.new)
