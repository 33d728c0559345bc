"""How short sequences were filled up: on which side, with what, and whether that can be told from what was measured."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.series import REPEATED
from seqguard.core.declare import fact
from seqguard.core.hashing import row_hashes
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan, bits
from seqguard.statistics.sample import Sample

FEWEST = 8
"""Samples, and four timesteps, below which lengths say nothing."""
SIDES = 0.02
"""Share of the padded samples that may be padded on the other side by chance, as in the plan."""
ORDINARY = 0.02
"""Share of zeros in the samples of a feature that are not zero throughout, from which zero is one of its readings."""
FEWEST_VALUES = 3
"""Values besides zero that a feature holds for zero to say that it is missing."""
INNER = 0.02
"""Share of the padding rows that may stand within sequences."""


@dataclass(frozen=True, eq=False, repr=False)
class Padded(Readable):
    """Padding of the sampled samples.

    Attributes:
        row: the row that fills sequences up; empty where there is none.
        pre, post: samples that begin, end with at least two such rows and hold others; `pre_first`, `post_first` the
            first few of them.
        inner: padding rows with a sequence on both sides; `inner_samples` the samples that hold any, `inner_first` the
            first few.
        share: share of all steps that is padding; `samples` sampled.
        features: samples whose last features are zero throughout, in varying number, though features in front of them
            are not: sequences that were filled up along the wrong axis. `features_first` the first few.
    """

    row: tuple[float, ...]
    pre: int
    pre_first: tuple[int, ...]
    post: int
    post_first: tuple[int, ...]
    inner: int
    inner_samples: int
    inner_first: tuple[int, ...]
    share: float
    samples: int
    features: int
    features_first: tuple[int, ...]


@fact
def padded(plan: Plan, sample: Sample) -> Padded:
    """The plan's padding row, or the most frequent row at the edges if it fills sequences up on both sides."""
    x = sample.values
    features = _along_features(x) if plan.role == "x" and not plan.sliding else np.zeros(0, int)
    row = _row(plan, x)
    if row is None:
        return Padded((), 0, (), 0, (), 0, 0, (), 0.0, len(x), len(features), _first(sample, features))
    same, pre, post = _ends(x, row)
    whole = same.all(1)
    begins, ends = np.flatnonzero((pre >= 2) & ~whole), np.flatnonzero((post >= 2) & ~whole)
    inner = np.where(whole, 0, same.sum(1) - pre - post)
    holds = np.flatnonzero(inner > 0)
    return Padded(
        row=tuple(float(v) + 0.0 for v in row),
        pre=len(begins),
        pre_first=_first(sample, begins),
        post=len(ends),
        post_first=_first(sample, ends),
        inner=int(inner.sum()),
        inner_samples=len(holds),
        inner_first=_first(sample, holds),
        share=float((same.sum() - inner.sum()) / same.size),
        samples=len(x),
        features=len(features),
        features_first=_first(sample, features),
    )


def _first(sample: Sample, positions: Ints) -> tuple[int, ...]:
    return tuple(sample.index[positions[:5]].tolist())


def _ends(x: Array, row: Array) -> tuple[Bools, Ints, Ints]:
    """(m, T) where the row stands, and (m,) how many of it each sample begins and ends with."""
    words, wanted = (bits(x), bits(row)) if np.isnan(row).any() else (x, row)
    same: Bools = words[..., 0] == wanted[0]  # hardly ever, where sequences are not filled up
    at = np.flatnonzero(same)
    same.reshape(-1)[at] = (words.reshape(-1, len(row))[at] == wanted).all(1)
    return same, np.cumprod(same, 1).sum(1), np.cumprod(same[:, ::-1], 1).sum(1)


def _row(plan: Plan, x: Array) -> Array | None:
    if plan.padding is not None:
        return np.asarray(plan.padding.row, x.dtype)
    if plan.sliding or plan.role != "x" or len(x) < FEWEST or plan.T < 4:
        return None
    words = bits(np.ascontiguousarray(np.concatenate([x[:, 0], x[:, -1]])))
    _, at, counts = np.unique(words, axis=0, return_index=True, return_counts=True)
    most = int(counts.argmax())
    if counts[most] < max(3, SIDES * len(x)):
        return None
    row = np.concatenate([x[:, 0], x[:, -1]])[at[most]]
    return row if _on_both_sides(x, row) and not _shuffled(x, row) else None


def _shuffled(x: Array, row: Array) -> bool:
    """Whether the samples are windows of one series out of order, which begin and end anywhere in its nights: runs of
    rows without the one in question stand in several samples.
    """
    m, T, F = x.shape
    span = min(7, T // 2)
    own = row_hashes(x.reshape(-1, F)).reshape(m, T)
    runs = np.lib.stride_tricks.sliding_window_view(own, span, axis=1)
    there = (runs != row_hashes(row[None])[0]).all(2)
    key = (runs * np.arange(3, 3 + 2 * span, 2, dtype=np.uint64)).sum(2)[there]
    return len(key) > 0 and len(np.unique(key)) < REPEATED * len(key)


def _on_both_sides(x: Array, row: Array) -> bool:
    """Whether the row fills sequences up, some in front and some behind, and hardly ever stands within them, at both
    ends of one, or throughout one, as a night does that is longer than a window."""
    same, pre, post = _ends(x, row)
    whole = same.all(1)
    begins, ends = (pre >= 2) & ~whole, (post >= 2) & ~whole
    filled = int((begins | ends).sum())
    lengths = len(np.unique(np.maximum(pre, post)[begins | ends]))
    inner = int((same.sum(1) - pre - post)[~whole].sum())
    if filled < max(3, 0.05 * len(x)) or lengths < 3 or inner > INNER * same.sum():
        return False
    rarer, other = int(min(begins.sum(), ends.sum())), int(max((begins & ends).sum(), whole.sum()))
    return rarer > SIDES * filled >= other


def _along_features(x: Array) -> Ints:
    """Positions of samples whose last features are zero throughout, in varying number, while others hardly ever are."""
    m, _, F = x.shape
    if F < 4 or m < 20:
        return np.zeros(0, int)
    zero: Bools = x[:, 0] == 0
    sample, feature = np.nonzero(zero)
    zero[sample, feature] = ~(x[sample, :, feature] != 0).any(1)
    behind: Ints = np.cumprod(zero[:, ::-1], 1).sum(1)
    usual: Floats = zero.mean(0)
    filled = (behind > 0) & (behind < F)
    elsewhere = zero.sum() - behind.sum()
    dead = usual == 1
    if dead.any() or filled.mean() < 0.05 or len(np.unique(behind[filled])) < 3 or elsewhere > 0.05 * zero.sum():
        return np.zeros(0, int)
    if _zero_is_ordinary(x, zero)[F - int(behind[behind < F].max(initial=0)) :].any():  # looks at every value
        return np.zeros(0, int)
    return np.flatnonzero(filled)


def _zero_is_ordinary(x: Array, zero: Bools) -> Bools:
    """(F,): features that are zero by nature, in which a sample of zeros fills nothing up: switches, which hold one
    other value, and counts, which are 0 now and then in the samples that are not zero throughout."""
    out = np.zeros(x.shape[2], bool)
    for f in range(x.shape[2]):
        cells = x[~zero[:, f], :, f]
        out[f] = not len(cells) or (cells == 0).mean() > ORDINARY or len(np.unique(cells[cells != 0])) < FEWEST_VALUES
    return out
