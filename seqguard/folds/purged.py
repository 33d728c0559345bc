"""`PurgedKFold`: blocks of time that validate in turn, and training windows that share no row with them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.core.plan import Ints
from seqguard.core.shapes import samples


class PurgedKFold:
    """A splitter as those of scikit-learn, for windows of a series.

    Each fold validates one block of windows that follow each other. What trains is every other window but those that
    share a row with the block, before it and after it (López de Prado, Advances in Financial Machine Learning, 2018,
    chapter 7).

    Args:
        n_splits: folds.
        width: rows from the first of a window to the last that its target takes: timesteps and horizon.
        starts: (n,) the row at which each window begins, in any order; None for one row after another. Series that
            share no rows stand at least `width` apart.

    Raises:
        TypeError, ValueError: an argument is not what is described above.
    """

    def __init__(self, n_splits: int = 5, *, width: int, starts: Any = None) -> None:
        for name, value, least in (("n_splits", n_splits, 2), ("width", width, 1)):
            if isinstance(value, bool) or not isinstance(value, int | np.integer):
                raise TypeError(f"{name} must be a whole number, got {shown(value)}")
            if value < least:
                raise ValueError(f"{name} must be at least {least}, got {shown(value)}")
        self.n_splits, self.width = int(n_splits), int(width)
        try:
            self.starts: Ints | None = None if starts is None else np.asarray(starts)
        except Exception as error:  # whatever a foreign container raises, said with the argument's name
            raise TypeError(f"starts must be whole numbers (n,): {error}") from error
        if self.starts is not None and (self.starts.ndim != 1 or self.starts.dtype.kind not in "iu"):
            raise TypeError(f"starts must be whole numbers (n,), got {self.starts.dtype} {self.starts.shape}")

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[Ints, Ints]]:
        """(training samples, validation samples) of each fold; y and groups are not looked at."""
        n = samples(X)
        if n is None:
            raise TypeError(f"X must have samples, got {shown(X)}")
        if self.starts is not None and len(self.starts) != n:
            raise ValueError(f"starts must hold one row for each of {n:,} samples, got {len(self.starts):,}")
        if n < self.n_splits:
            raise ValueError(f"n_splits must be at most the number of samples, {n:,}, got {shown(self.n_splits)}")
        starts = np.arange(n) if self.starts is None else self.starts
        order = np.argsort(starts, kind="stable")
        for block in np.array_split(order, self.n_splits):
            low, high = int(starts[block[0]]) - self.width, int(starts[block[-1]]) + self.width
            yield np.flatnonzero((starts <= low) | (starts >= high)), np.sort(block)

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """How many folds there are."""
        return self.n_splits

    def __repr__(self) -> str:
        starts = "" if self.starts is None else ", starts=..."
        return f"PurgedKFold({self.n_splits}, width={self.width}{starts})"
