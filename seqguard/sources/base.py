"""What every container becomes: named tensors that can be read piece by piece, grouped into splits."""

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from seqguard.core.owners import engine, of_split
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Ints, Role


class Source(Protocol):
    """A tensor that is read in consecutive pieces.

    `read(start, stop)` gives samples [start, stop) with the given axes, in native byte order, of kind f, i, u or b and
    at most 8 bytes an item; it may be a view, is never written to, and stays as it is until the next piece is read.
    Reading in ascending order is cheap; going back may not be.

    A source may say more of itself: `in_memory`, where any piece costs no more than what it holds, and `chunk_starts`,
    the first samples of the pieces that it can only decode as a whole.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """(samples, ...), as handed in."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of what `read` gives."""

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""


def in_memory(source: Source) -> bool:
    """Whether pieces are views of memory, or of a memory map."""
    return bool(getattr(source, "in_memory", False))


def chunk_starts(source: Source) -> Ints | None:
    """(chunks,) the first sample of each piece that is decoded as a whole, ascending from 0; None where there are
    none, or nobody knows."""
    starts: Ints | None = getattr(source, "chunk_starts", None)
    return starts


@engine
@dataclass(frozen=True)
class Given(Readable):
    """One tensor as it was handed in.

    `name` is "X", "y" or such as "X['load']". `problem` says why its values cannot be read as numbers ("dtype object");
    then `source` is None, checks of the structure speak, and checks of the values are skipped. `features` are the
    names of the last axis where the container knows them (a table's columns). `lengths` (n,) are the timesteps of each
    sample where they differ: what is behind them was never there. `nested`: each sample is an array of its own; `pre`:
    shorter ones stand at the end of the window.
    `layout` is the order in which the axes were given; `shape` is that in which they are read.
    """

    name: str
    split: str
    role: Role
    shape: tuple[int, ...]
    dtype: str
    source: Source | None
    problem: str | None = None
    features: tuple[str, ...] = ()
    lengths: Ints | None = None
    nested: bool = False
    pre: bool = False
    layout: str = "NTF"

    def __len__(self) -> int:
        return self.shape[0] if self.shape else 0


@dataclass(frozen=True)
class Repeats:
    """Rows of a table, or of a group in it, that share a time.

    Attributes:
        each: how many rows four in five of the times have, where that is one number; else 0.
        column: a column that tells the rows of every time apart by a few labels; None where there is none.
        labels: how many those are.
        copies: rows that are another row cell by cell, first ones not counted.
        same, other: columns in which the rows of a time agree, and in which they differ.
    """

    each: int
    column: str | None
    labels: int
    copies: int
    same: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exchanged:
    """The jumps into days whose day and month may stand for each other, as they stand and with both exchanged.

    Attributes:
        feature: of all columns the one that speaks most.
        days: how many such days were compared.
        nearer: days into which the jump is smaller with day and month exchanged.
        ratio: mean jump as they stand, in those of the exchanged.
    """

    feature: str
    days: int
    nearer: int
    ratio: float


@dataclass(frozen=True)
class Apart:
    """Two columns that never have a value in the same row.

    Attributes:
        one, other: their names.
        rows: rows with a value of either.
        offset: the commonest time from a value of the one to the next of the other; None where rows have no times.
    """

    one: str
    other: str
    rows: int
    offset: np.timedelta64 | float | None


@dataclass(frozen=True)
class Table:
    """The rows that windows were cut from, as they stood in the table.

    Attributes:
        rows: how many there were.
        time: name of the column or index that orders them, None where their own order was taken.
        group: name of the column whose values keep their rows to themselves, None for one series.
        groups: number of its values.
        short: groups with too few rows for a single window.
        unsorted: rows that stood below a later row of their group; they were sorted.
        duplicated: rows with the group and time of another row, first occurrences not counted.
        first_unsorted, first_duplicated: numbers of the first few such rows, counted from 0 in the table.
        untimed: rows without a time; they were sorted to the end of their group.
        indexed: the times are the table's index.
        times, codes: (rows,) the time of each row and the number of its group, in the order of the table.
        repeats: what rows of one time have in common; None where no time repeats.
        exchanged: how the values fit with day and month exchanged; None where that cannot be asked.
        apart: two columns of which no row has both; None where there are none.
    """

    rows: int
    time: str | None
    group: str | None
    groups: int
    short: int
    unsorted: int = 0
    duplicated: int = 0
    first_unsorted: tuple[int, ...] = ()
    first_duplicated: tuple[int, ...] = ()
    untimed: int = 0
    indexed: bool = False
    times: Array | None = field(default=None, repr=False, compare=False)
    codes: Ints | None = field(default=None, repr=False, compare=False)
    repeats: Repeats | None = None
    exchanged: Exchanged | None = None
    apart: Apart | None = None


@of_split
@dataclass(frozen=True)
class SplitData(Readable):
    """One named split: its inputs, its targets, and what is known of each sample and of the table it was cut from.

    `part` says what of a stream was read, and what became of it, where that is to be said.
    """

    name: str
    inputs: tuple[Given, ...]
    targets: tuple[Given, ...]
    groups: Array | None = None
    timestamps: Array | None = None
    sample_weight: Array | None = None
    table: Table | None = None
    part: str | None = None
