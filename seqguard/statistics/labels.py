"""How often each label or token id stands, over all samples."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Floats, Ints, Plan
from seqguard.core.statistic import Statistic, statistic

CAPACITY = 4096
"""Distinct values that are counted: more are no labels, and a vocabulary is compared by its extremes then."""
DENSE = 2**16
"""Whole numbers within a range of this size are counted by position, which is ten times as fast as sorting them."""


@dataclass(frozen=True, eq=False, repr=False)
class LabelCounts(Readable):
    """Exact counts of the whole numbers in a column of labels, or of the ids in tokens.

    Attributes:
        values: the distinct finite values, ascending; empty where there are more than 4,096, or fractions.
        counts: how often each stands.
        changes: neighbouring samples whose labels differ, in the order of the samples.
        broken: rows of a one-hot target that do not hold a single 1 among zeros.
        broken_first: the first few of them.
    """

    values: Floats
    counts: Ints
    changes: int
    broken: int
    broken_first: tuple[int, ...]

    @property
    def n(self) -> int:
        """All values that were counted."""
        return int(self.counts.sum())

    def share(self, value: float) -> float:
        """The share of one value; 0 where it does not stand."""
        return float(self.counts[self.values == value].sum()) / max(1, self.n)


@statistic
class LabelCountsStatistic(Statistic[LabelCounts]):
    """A table of counts that is given up for good when it would outgrow its capacity or meets a fraction."""

    result = LabelCounts

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        labels = plan.role == "y" and (plan.F == 1 or plan.layout == "one-hot")
        self._open = labels or plan.task == "tokens"
        self._values: Floats = np.zeros(0)
        self._counts: Ints = np.zeros(0, np.int64)
        self._edges: tuple[float, float] | None = None
        self._changes = self._broken = 0
        self._broken_first: list[int] = []

    def update(self, block: Block) -> None:
        if not self._open:
            return
        labels = self._one_hot(block) if self.plan.layout == "one-hot" else block.fresh.reshape(-1)
        if labels.dtype.kind == "f":
            labels = labels[np.isfinite(labels)]
            if not _whole(labels):
                self._close()
                return
        if not len(labels):
            return
        values, counts = _count(labels)
        if len(values) > CAPACITY:
            self._close()
            return
        edges = float(labels[0]), float(labels[-1])
        self._take(values, counts, int((labels[1:] != labels[:-1]).sum()), edges)

    def merge(self, later: "LabelCountsStatistic") -> None:
        self._broken += later._broken
        self._broken_first = (self._broken_first + later._broken_first)[:5]
        if not later._open:
            self._close()
        elif self._open and later._edges is not None:
            self._take(later._values, later._counts, later._changes, later._edges)

    def move(self, by: int) -> None:
        self._broken_first = [i + by for i in self._broken_first]

    def finalize(self) -> LabelCounts:
        return LabelCounts(self._values, self._counts, self._changes, self._broken, tuple(self._broken_first))

    def _one_hot(self, block: Block) -> Array:
        rows = block.values.reshape(-1, self.plan.F)
        valid: Bools = ((rows == 1).sum(1) == 1) & ((rows == 0).sum(1) == rows.shape[1] - 1)
        broken = ~valid if self.plan.T == 1 else ~valid & (rows != 0).any(1)  # a step without a class is padding
        if broken.any():
            at = np.flatnonzero(broken)
            self._broken += len(at)
            self._broken_first = (self._broken_first + (block.start + at[:5] // self.plan.T).tolist())[:5]
        columns: Array = rows[valid].argmax(1)
        return columns

    def _take(self, values: Floats, counts: Ints, changes: int, edges: tuple[float, float]) -> None:
        distinct, inverse = np.unique(np.concatenate([self._values, values]), return_inverse=True)
        if len(distinct) > CAPACITY:
            self._close()
            return
        both = np.zeros(len(distinct), np.int64)
        np.add.at(both, inverse, np.concatenate([self._counts, counts]))
        self._values, self._counts = distinct, both
        self._changes += changes + (self._edges is not None and self._edges[1] != edges[0])
        self._edges = (edges[0] if self._edges is None else self._edges[0], edges[1])

    def _close(self) -> None:
        self._open = False
        self._values, self._counts, self._changes, self._edges = np.zeros(0), np.zeros(0, np.int64), 0, None


def _whole(labels: Array) -> bool:
    """Whether all are whole numbers; the first few settle it for measured values."""
    head = labels[:64]
    return bool((head == np.round(head)).all() and (labels == np.round(labels)).all())


def _count(labels: Array) -> tuple[Floats, Ints]:
    if labels.dtype.kind in "ib":
        labels = labels.astype(np.int64)  # the difference of two int8 may be none
    low, high = float(labels.min()), float(labels.max())
    if high - low < DENSE:
        dense: Ints = np.bincount((labels - labels.min()).astype(np.int64))
        at = np.flatnonzero(dense)
        return low + at.astype(np.float64), dense[at]
    values, counts = np.unique(labels, return_counts=True)
    return values.astype(np.float64), counts.astype(np.int64)
