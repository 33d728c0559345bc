"""The rows under a tensor, as the frame that Pandera would see: each once where windows overlap, without padding."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Block, Ints, Plan
from seqguard.reading.chunks import grid_samples
from seqguard.reading.peeks import view
from seqguard.sources.base import Given


@dataclass(frozen=True)
class Piece:
    """`rows` (m, F) that no piece before held, and what is needed to find their places."""

    rows: Array
    block: Block
    numbers: Ints

    def places(self, rows: Ints) -> list[tuple[int, int]]:
        """(sample, timestep) of rows of this piece."""
        samples, steps = self.block.place(self.numbers[rows])
        return [(int(i), int(t)) for i, t in zip(samples, steps, strict=True)]


def frame_dtype(given: Given) -> np.dtype[Any]:
    """The dtype of the frame over this tensor: as given, in native byte order. Masked whole numbers are floats."""
    assert given.source is not None
    as_given = np.dtype(given.dtype).newbyteorder("=")
    return given.source.dtype if given.source.dtype.kind == "f" and as_given.kind != "f" else as_given


def pieces(given: Given, plan: Plan) -> Iterator[Piece]:
    """All rows in pieces, from front to back."""
    assert given.source is not None
    dtype = frame_dtype(given)
    size = grid_samples(plan)
    last: Array | None = None
    for start in range(0, plan.n, size):
        values = view(given.source.read(start, min(start + size, plan.n)), plan)
        link = np.zeros(len(values), bool)
        if plan.step:
            link[1:] = plan.linked(values[1:], values[:-1])
            link[:1] = False if last is None else plan.linked(values[:1], last)
            last = values[-1:].copy()
        block = Block(plan, start, values, link)
        numbers = np.arange(block.skip, len(block.rows))
        if block.padded is not None:
            samples, steps = block.place(numbers)
            numbers = numbers[~block.padded[samples - start, steps]]
        rows = block.rows if len(numbers) == len(block.rows) else block.rows[numbers]
        yield Piece(rows.astype(dtype, copy=False), block, numbers)


def whole(given: Given, plan: Plan) -> tuple[Array, Ints]:
    """(rows, F) of every window, and `sample * T + timestep` of each: the flattened tensor without padding."""
    assert given.source is not None
    values = view(given.source.read(0, plan.n), plan)
    padded = Block(plan, 0, values, np.zeros(plan.n, bool)).padded
    at = np.arange(plan.n * plan.T) if padded is None else np.flatnonzero(~padded)
    rows = values.reshape(-1, plan.F)
    return (rows if padded is None else rows[at]).astype(frame_dtype(given), copy=False), at
