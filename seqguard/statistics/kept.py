"""A bounded table of hashes: what occurred under each, by the lowest hashes where there are too many."""

from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np

from seqguard.core.plan import NO_LIMIT, Array, Words

CAPACITY = 2**20


class Kept:
    """Occurrences by 64-bit key, packed when there are too many, cut off at `CAPACITY` distinct keys.

    Each key has one value in every further column; where keys meet, a column is joined by its ufunc (`np.minimum` for a
    first place, `np.add` for a count). Whatever the order of additions and merges, the same keys are left with the same
    values: a key is dropped only by a limit that never rises again.
    """

    def __init__(self, joins: Sequence[np.ufunc]) -> None:
        self.joins = tuple(joins)
        self.parts: list[tuple[Array, ...]] = []
        self.size = self.total = 0
        self.limit = NO_LIMIT

    def add(self, key: Words, *columns: Array) -> None:
        """Take in occurrences, in any order."""
        part = (key, *columns)
        below = key <= np.uint64(self.limit)
        if not below.all():
            part = tuple(column[below] for column in part)
        if len(part[0]):
            self.parts.append(part)
            self.size += len(part[0])
        if self.size > CAPACITY + CAPACITY // 2:
            self.pack()

    def merge(self, later: "Kept") -> None:
        """Take in what `later` holds."""
        self.total += later.total
        self.lower(later.limit)
        for part in later.parts:
            self.add(*part)

    def lower(self, limit: int) -> None:
        """Keep no key above a limit."""
        if limit < self.limit:
            self.limit = limit
            own, self.parts, self.size = self.parts, [], 0
            for part in own:
                self.add(*part)

    def thinned(self, entries: int, limit: int = NO_LIMIT) -> "Kept":
        """A table of so many of the lowest keys, none of them above the limit."""
        self.pack()
        less = copy(self)
        less.lower(limit)
        less.pack()
        if less.size > entries:
            less.lower(int(less.parts[0][0][entries]) - 1)
        return less

    def move(self, columns: Sequence[int], by: int) -> None:
        """Add `by` to some columns, which hold places."""
        self.parts = [tuple(c + by if i in columns else c for i, c in enumerate(part)) for part in self.parts]

    def pack(self) -> None:
        """One row for each key, ascending."""
        if not self.parts:
            return
        columns: list[tuple[Array, ...]] = list(zip(*self.parts, strict=True))
        self.parts = []  # each column is let go when it is packed: the table is never there twice
        key, columns[0] = np.concatenate(columns[0]), ()
        order = np.argsort(key, kind="stable")
        key = key[order]
        new = np.ones(len(key), bool)
        np.not_equal(key[1:], key[:-1], out=new[1:])
        starts = np.flatnonzero(new)
        if len(starts) > CAPACITY:
            end = int(starts[CAPACITY])
            self.limit = int(key[end]) - 1
            order, starts = order[:end].copy(), starts[:CAPACITY].copy()
        packed: list[Array] = [key[starts]]
        del key, new
        for i, join in enumerate(self.joins, 1):
            column, columns[i] = np.concatenate(columns[i]), ()
            column = column[order]
            packed.append(join.reduceat(column, starts) if len(starts) < len(order) else column)
        self.parts, self.size = [tuple(packed)], len(starts)

    def columns(self, dtypes: Sequence[type]) -> tuple[Any, ...]:
        """The packed keys and columns; empty ones of `dtypes` where nothing was added."""
        self.pack()
        return self.parts[0] if self.parts else tuple(np.zeros(0, dtype) for dtype in (np.uint64, *dtypes))
