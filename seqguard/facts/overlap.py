"""Which windows of a split stand in the training split, compared by 64-bit hash."""

import math
from dataclasses import dataclass

import numpy as np

from seqguard._check import fact
from seqguard._plan import Plan
from seqguard.stats.sketch import Hashes, Sketch


@dataclass(frozen=True)
class Pair:
    """One sample of the split and the sample of train it matches, with the last timestep of the match in each."""

    sample: int
    step: int
    train_sample: int
    train_step: int


@dataclass(frozen=True)
class Overlap:
    """Matches of a split in train.

    Attributes:
        ends: windows of the split whose last `span` rows were compared: those whose rows differ enough to tell.
        ends_in_train: those among them whose last rows stand anywhere in train.
        repeated_ends: share of `ends` that the split itself holds more than once: what chance gives.
        span: rows of a compared run.
        ends_pair: the first match.
        samples: samples of the split with at least two different rows.
        samples_in_train: those among them that are equal, as a whole, to a sample of train.
        expected: how many of them chance would give, from how often runs of rows repeat within train.
        samples_pair: the first match.
    """

    ends: int
    ends_in_train: int
    repeated_ends: float
    span: int
    ends_pair: Pair | None
    samples: int
    samples_in_train: int
    expected: float
    samples_pair: Pair | None

    @property
    def ends_share(self) -> float:
        return self.ends_in_train / max(1, self.ends)


@fact
def overlap(plan: Plan, train: Sketch, other: Sketch) -> Overlap:
    """Look every hash of the split up in train's."""
    T = plan.T
    tail = other.ngrams.marked > 0
    found = _lookup(other.ngrams, train.ngrams)
    ends = int(other.ngrams.marked.sum())
    hit = tail & (found >= 0)
    rich = other.samples.marked > 0
    same = _lookup(other.samples, train.samples)
    equal = rich & (same >= 0)
    return Overlap(
        ends=ends,
        ends_in_train=int(other.ngrams.marked[hit].sum()),
        repeated_ends=float(other.ngrams.marked[other.ngrams.marked > 1].sum() / max(1, ends)),
        span=train.span,
        ends_pair=_pair(other.ngrams, train.ngrams, hit, found, T),
        samples=int(other.samples.marked.sum()),
        samples_in_train=int(other.samples.marked[equal].sum()),
        expected=int(other.samples.marked.sum()) * _chance(train, T),
        samples_pair=_pair(other.samples, train.samples, equal, same, 1),
    )


def _lookup(here: Hashes, there: Hashes) -> "np.typing.NDArray[np.int64]":
    """The position of each key of `here` in `there`, -1 where it is not."""
    if not len(there.key):
        return np.full(len(here.key), -1)
    at = np.minimum(np.searchsorted(there.key, here.key), len(there.key) - 1)
    return np.where(there.key[at] == here.key, at, -1)


def _chance(train: Sketch, T: int) -> float:
    """The chance that an unrelated sample stands in train: that of a run of `span` rows, for each such run in a window.

    Without any repetition a tenth of one is assumed, so that a few samples do not prove more than they can.
    """
    grams = train.ngrams if T > 1 else train.samples
    repeated = grams.count[grams.count > 1].sum() + 0.1
    rate = min(1.0, float(repeated) / max(1, int(grams.count.sum())))
    return math.pow(rate, T / train.span)


def _pair(
    here: Hashes, there: Hashes, hit: "np.typing.NDArray[np.bool_]", found: "np.typing.NDArray[np.int64]", T: int
) -> Pair | None:
    if not hit.any():
        return None
    first = np.flatnonzero(hit)[here.first[hit].argmin()]
    sample, step = divmod(int(here.first[first]), T)
    train_sample, train_step = divmod(int(there.first[found[first]]), T)
    return Pair(sample, step, train_sample, train_step)
