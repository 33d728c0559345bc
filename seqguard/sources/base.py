"""What every container becomes: named tensors that can be read piece by piece, grouped into splits."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from seqguard._plan import Array, Role


class Source(Protocol):
    """A tensor that is read in consecutive pieces.

    `read(start, stop)` gives samples [start, stop) with the given axes, in native byte order, of kind f, i, u or b and
    at most 8 bytes an item; it may be a view and is never written to. Reading in ascending order is cheap; going back
    may not be.
    """

    @property
    def shape(self) -> tuple[int, ...]:
        """(samples, ...), as handed in."""

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of what `read` gives."""

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""


@dataclass(frozen=True)
class Given:
    """One tensor as it was handed in.

    `name` is "X", "y" or such as "X['load']". `problem` says why its values cannot be read as numbers ("dtype object");
    then `source` is None, checks of the structure speak, and checks of the values are skipped. `features` are the
    names of the last axis where the container knows them (a table's columns).
    """

    name: str
    split: str
    role: Role
    shape: tuple[int, ...]
    dtype: str
    source: Source | None
    problem: str | None = None
    features: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.shape[0] if self.shape else 0


@dataclass(frozen=True)
class SplitData:
    """One named split: its inputs, its targets, and what is known of each sample."""

    name: str
    inputs: tuple[Given, ...]
    targets: tuple[Given, ...]
    groups: Array | None = None
    timestamps: Array | None = None
    sample_weight: Array | None = None
