"""What the caller said of the data, applied to what was opened: the order of axes, lengths, containers as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqguard.core.arguments import DataOptions
from seqguard.core.plan import Array, Ints
from seqguard.sources.adapters import Asked, container_of, opened_by
from seqguard.sources.arrays import Opened
from seqguard.sources.base import Given, SplitData
from seqguard.sources.mappings import open_mapping
from seqguard.sources.pieces import of_pieces
from seqguard.sources.ragged import CutSource, RaggedSource
from seqguard.sources.split import Split
from seqguard.sources.tensor_columns import open_table

PLAIN = DataOptions()
LISTS, MAPPING = "nested lists", "mapping inside a mapping"
"""Names of the containers whose values are looked into."""


@dataclass(frozen=True)
class Said:
    """What was said of the inputs of one split."""

    layout: str | None = None
    lengths: Ints | None = None

    def applied(self, opened: Opened, argument: str) -> Opened:
        """The input with its axes in order, and without what stands behind the end of its samples."""
        if self.layout not in (None, "NTF") and opened.layout == "NTF" and opened.source is not None:
            opened = in_order(opened, str(self.layout), argument)
        if self.lengths is None or opened.source is None or len(opened.shape) < 2:
            return opened
        return cut_to(opened, self.lengths, argument)


@dataclass(frozen=True)
class Opening:
    """How the arguments of one call are opened."""

    asked: DataOptions
    most: int | None

    def whole(self, value: Any, argument: str, *, with_y: bool = False) -> tuple[Split, str] | None:
        """A container that holds inputs and targets together, opened, and what it is called; None for any other."""
        if value is None or isinstance(value, type | np.generic | Split):
            return None
        asked = Asked(argument, "x", self.asked.target, self.asked.layout, self.most, with_y)
        known = container_of(value)
        if known is not None and known.name == LISTS:
            return of_pieces(value, asked)
        if known is not None and known.name == MAPPING and isinstance(value, Mapping):
            made = None if with_y else open_mapping(value, asked)
            return None if made is None else (made, "a dict that holds targets")
        if known is not None and known.holds == "table" and (made := open_table(value, asked)) is not None:
            return made, f"a {known.name}"
        if known is None or known.holds not in ("stream", "split"):
            return None
        opened = opened_by(known, value, asked)
        article = "an" if known.name[0] in "aeiou" else "a"
        return (opened if isinstance(opened, Split) else Split(opened)), f"{article} {known.name}"

    def of(self, split: Split, *, train: bool = False) -> Said:
        """What holds of a split: its own words first; lengths are said of train alone."""
        lengths = split.lengths if split.lengths is not None else self.asked.lengths if train else None
        if lengths is not None and not isinstance(lengths, np.ndarray):
            lengths = np.asarray(lengths, np.int64)
        return Said(split.layout or self.asked.layout, lengths)


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
