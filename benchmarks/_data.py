"""The arrays that are profiled: sliding windows of one random walk, and samples that continue nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
CHUNK = 20_000
"""Samples written to a file at once."""


@dataclass(frozen=True)
class Shape:
    """What to make: n samples of T steps by F features, `linked` as windows of one series or not."""

    linked: bool
    n: int
    T: int
    F: int

    @property
    def bytes(self) -> int:
        """Size of X in float32."""
        return 4 * self.n * self.T * self.F

    def __str__(self) -> str:
        kind = "windows" if self.linked else "unlinked samples"
        return f"{kind} ({self.n:,}, {self.T}, {self.F})"


def of_size(size: int, T: int, F: int) -> Shape:
    """Windows that fill `size` bytes."""
    return Shape(True, size // (4 * T * F), T, F)


def _pieces(shape: Shape, seed: int) -> Iterator[tuple[Floats, Floats]]:
    """(X, y) of at most `CHUNK` samples at a time; y is the next value of the first feature, or noisy in X."""
    rng = np.random.default_rng(seed)
    tail = rng.standard_normal((shape.T, shape.F))
    for start in range(0, shape.n, CHUNK):
        n = min(CHUNK, shape.n - start)
        if shape.linked:
            steps = rng.standard_normal((n, shape.F))
            series = np.concatenate([tail, tail[-1] + np.cumsum(steps, 0)])
            tail = series[-shape.T :]
            series = series.astype(np.float32)
            windows = np.lib.stride_tricks.sliding_window_view(series[:-1], shape.T, axis=0)
            yield np.ascontiguousarray(windows.transpose(0, 2, 1)), series[shape.T :, 0].copy()
        else:
            x = np.cumsum(rng.standard_normal((n, shape.T, shape.F), dtype=np.float32), 1)
            yield x, x.mean((1, 2)) + rng.standard_normal(n, dtype=np.float32)


def arrays(shape: Shape, seed: int = 0) -> tuple[Floats, Floats]:
    """X and y in memory."""
    pieces = list(_pieces(shape, seed))
    return np.concatenate([x for x, _ in pieces]), np.concatenate([y for _, y in pieces])


def mapped(shape: Shape, path: Path) -> tuple[Floats, Floats]:
    """X as a read-only memory map of a .npy file that is written here, y in memory."""
    file = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(shape.n, shape.T, shape.F))
    targets, start = [], 0
    for x, y in _pieces(shape, 0):
        file[start : start + len(x)] = x
        targets.append(y)
        start += len(x)
    file.flush()
    del file
    return np.load(path, mmap_mode="r"), np.concatenate(targets)


def arguments(shape: Shape, *, folder: Path | None = None, validation: float = 0.0) -> dict[str, Any]:
    """Keyword arguments of `seqguard.inspect`; with `folder`, X is a memory map there.

    `validation` is the size of the validation split beside the training split, as a share of it.
    """
    X, y = arrays(shape) if folder is None else mapped(shape, folder / "X.npy")
    given: dict[str, Any] = {"X": X, "y": y}
    if validation:
        given["validation_data"] = arrays(Shape(shape.linked, int(validation * shape.n), shape.T, shape.F), seed=1)
    return given
