"""The few samples that a plan looks at: which they are is known from the shape alone, so that they are read in one go.

Looks at memory are views. Of everything else, each stored chunk is decoded at most once for all looks together, and a
stream is gone through once: the samples are fetched in ascending order, and kept.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.core.plan import BLOCK, Array, Plan
from seqguard.sources.base import Given, Source, in_memory

PAIRS = 128  # consecutive pairs of windows that are compared
SINGLES = 1024  # windows that are searched for padding
VALUES = 20_000  # samples of a target that its task is told from
PLACES = 64  # over which the samples of a look are spread
RUNS = 8  # blocks of consecutive samples in which the target is looked for
PEEK_BYTES = 8 * 2**20  # what all looks of one kind may read

Range = tuple[int, int]


def view(values: Array, plan: Plan) -> Array:
    """The samples of a source in the axes of the plan: (samples, T, F)."""
    return values.reshape(len(values), plan.T, plan.F)


def peeked(given: Given, aligned: bool) -> Given:
    """The tensor with what a plan looks at fetched, where it does not lie in memory; `aligned`: with the blocks in
    which a target is looked for."""
    source = given.source
    if source is None or in_memory(source) or 0 in given.shape:
        return given
    n, width = given.shape[0], math.prod(given.shape[1:])
    ranges = [*_pair_ranges(n, width), *_spread_ranges(n, most(SINGLES, width))]
    if given.role == "y":
        ranges += _spread_ranges(n, most(VALUES, width))
    if aligned:
        ranges += run_ranges(n)
    return replace(given, source=Peeked(source, ranges))


class Peeked:
    """A source of which some samples are at hand; the others are read as before."""

    def __init__(self, source: Source, ranges: Iterable[Range]) -> None:
        self._source, self.shape, self.dtype = source, source.shape, source.dtype
        wanted: Any = united(ranges)
        together = getattr(source, "read_all", None)
        values = together(wanted) if together is not None else (source.read(start, stop) for start, stop in wanted)
        self._held = [(start, stop, np.array(v)) for (start, stop), v in zip(wanted, values, strict=True)]

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        for first, end, values in self._held:
            if first <= start and stop <= end:
                piece = values[start - first : stop - first]
                piece.flags.writeable = False
                return piece
        return np.array(self._source.read(start, stop))


def united(ranges: Iterable[Range]) -> list[Range]:
    """The ranges in ascending order, those that touch or overlap made one."""
    out: list[Range] = []
    for start, stop in sorted(ranges):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(stop, out[-1][1]))
        else:
            out.append((start, stop))
    return out


def most(count: int, width: int) -> int:
    """So many samples, or as many as `PEEK_BYTES` of float64 hold, and 64 at least."""
    return max(PLACES, min(count, PEEK_BYTES // (8 * max(1, width))))


def pairs(given: Given, plan: Plan) -> tuple[Array, Array]:
    """Evenly spaced windows, and the one that follows each: two arrays (pairs, T, F)."""
    source = _of(given)
    ranges = _pair_ranges(plan.n, plan.T * plan.F)
    if not ranges:
        none = view(source.read(0, 0), plan)
        return none, none
    both = np.stack([view(source.read(i, j), plan) for i, j in ranges])
    return both[:, 0], both[:, 1]


def singles(given: Given, plan: Plan) -> Array:
    """At most 1,024 samples, evenly spaced, in the axes of the plan."""
    return view(spread(given, SINGLES), plan)


def spread(given: Given, count: int) -> Array:
    """At most `count` samples, evenly spaced over 64 places, in the given axes; fewer where they are wide."""
    source = _of(given)
    ranges = _spread_ranges(given.shape[0], most(count, math.prod(given.shape[1:])))
    if len(ranges) == 1:
        return source.read(*ranges[0])
    return np.concatenate([source.read(i, j) for i, j in ranges])


def run_ranges(n: int) -> list[Range]:
    """Blocks of consecutive samples."""
    size = min(BLOCK, n)
    return [(int(i), int(i) + size) for i in np.unique(np.linspace(0, n - size, RUNS).astype(int))]


def _of(given: Given) -> Source:
    source: Any = given.source
    assert source is not None
    return source  # type: ignore[no-any-return]  # a Source, as the assertion says


def _pair_ranges(n: int, width: int) -> list[Range]:
    if n < 2:
        return []
    count = max(8, min(PAIRS, PEEK_BYTES // (16 * max(1, width))))
    at = np.unique(np.linspace(0, n - 2, min(n - 1, count)).astype(int))
    return [(int(i), int(i) + 2) for i in at]


def _spread_ranges(n: int, count: int) -> list[Range]:
    if n <= count:
        return [(0, n)]
    size = count // PLACES
    return [(int(i), int(i) + size) for i in np.linspace(0, n - size, PLACES).astype(int)]
