"""What the caller said of the data, applied to what was opened: the order of axes, and lengths."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Ints
from seqguard.sources.arrays import Opened
from seqguard.sources.base import Given, SplitData
from seqguard.sources.ragged import CutSource, RaggedSource


def as_said(opened: Opened, layout: str | None, lengths: Ints | None, argument: str) -> Opened:
    """The input with its axes in order, and without what stands behind the end of its samples."""
    if layout not in (None, "NTF") and opened.layout == "NTF" and opened.source is not None:
        opened = in_order(opened, str(layout), argument)
    if lengths is None or opened.source is None or len(opened.shape) < 2:
        return opened
    return cut_to(opened, lengths, argument)


class Reordered:
    """(samples, timesteps, features) over a source whose last two axes stand the other way round."""

    def __init__(self, source: Any) -> None:
        n, features, steps, *rest = source.shape
        self._source, self.shape, self.dtype = source, (n, steps, features, *rest), source.dtype
        for name in ("chunk_starts", "in_memory"):
            if hasattr(source, name):
                setattr(self, name, getattr(source, name))

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        return np.swapaxes(self._source.read(start, stop), 1, 2)


class TimeMajor:
    """(samples, timesteps, ...) over a source of (timesteps, samples, ...) that can be cut along its second axis."""

    def __init__(self, source: Any) -> None:
        steps, n, *rest = source.shape
        self._source, self.shape, self.dtype = source, (n, steps, *rest), source.dtype

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        return np.swapaxes(self._source.across(start, stop), 0, 1)


def in_order(opened: Opened, layout: str, argument: str) -> Opened:
    """The tensor with its axes as (samples, timesteps, features).

    Raises:
        ValueError: it has no three axes, or cannot be cut along the second.
    """
    if len(opened.shape) != 3:
        raise ValueError(f"layout must be None where {argument} has other than three axes, got shape {opened.shape}")
    if layout == "TNF" and not hasattr(opened.source, "across"):
        raise ValueError(f"layout='TNF' needs an array that can be sliced; pass np.swapaxes({argument}, 0, 1)")
    source: Any = Reordered(opened.source) if layout == "NFT" else TimeMajor(opened.source)
    return replace(opened, shape=source.shape, source=source, layout=layout)


def cut_to(opened: Opened, lengths: Ints, argument: str) -> Opened:
    """The tensor without what stands behind the lengths of its samples; on which side is told by what stands there.

    Raises:
        ValueError: the lengths are not those of its samples.
    """
    n, steps = opened.shape[:2]
    if len(lengths) != n:
        raise ValueError(
            f"lengths must have one number for each of the {n:,} samples of {argument}, got {len(lengths):,}"
        )
    if n and lengths.max() > steps:
        at = int(lengths.argmax())
        raise ValueError(
            f"lengths must be at most the {steps:,} timesteps of {argument}, got {lengths[at]:,} for sample {at}"
        )
    if not n or lengths.min() == steps:
        return opened
    pre = _in_front(opened.source, lengths)
    return replace(opened, source=CutSource(opened.source, lengths, pre=pre), lengths=lengths, pre=pre)


def _in_front(source: Any, lengths: Ints) -> bool:
    """Whether short samples are filled up in front: there one row is repeated, and behind it is not."""
    steps = source.shape[1]
    short = np.flatnonzero((lengths < steps - 1) & (lengths > 1))
    votes = 0
    for i in short[:: max(1, len(short) // 32)][:32]:
        sample, gap = source.read(int(i), int(i) + 1)[0], steps - int(lengths[i])
        votes += int(_still(sample[:gap])) - int(_still(sample[-gap:]))
    return votes > 0


def _still(rows: Array) -> bool:
    return bool(((rows == rows[:1]) | (rows != rows)).all())


def as_wide(splits: Sequence[SplitData]) -> tuple[SplitData, ...]:
    """The splits with tensors of samples of different length as wide in each, so that they can be compared."""
    widths: dict[str, int] = {}
    for given in (g for s in splits for g in (*s.inputs, *s.targets) if g.lengths is not None):
        widths[given.name] = max(widths.get(given.name, 0), given.shape[1])
    if not widths:
        return tuple(splits)
    return tuple(
        replace(
            s,
            inputs=tuple(_widened(g, widths.get(g.name)) for g in s.inputs),
            targets=tuple(_widened(g, widths.get(g.name)) for g in s.targets),
        )
        for s in splits
    )


def _widened(given: Given, width: int | None) -> Given:
    if width is None or not isinstance(given.source, RaggedSource) or given.shape[1] == width:
        return given
    source = given.source.widened(width)
    return replace(given, shape=source.shape, source=source)
