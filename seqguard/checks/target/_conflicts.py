"""Equal samples with different labels."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Ints, Plan
from seqguard.facts.splits.copies import Copies
from seqguard.sources.base import Given, Source
from seqguard.statistics.fingerprints import Fingerprints

GROUPS = 2000
"""Groups of equal samples whose targets are looked up: by then the share is known to a percent."""
WHOLE_BYTES = 2**23
"""A target of this size is read once from front to back, a larger one only where it is needed."""


@dataclass(frozen=True, eq=False, repr=False)
class Conflicts(Readable):
    """Of the `groups` of equal samples whose labels were compared, first copy against last.

    `conflicting` of them differ, `samples` samples stand in those; `pairs` names the first few as (sample, other
    sample).
    """

    groups: int
    conflicting: int
    samples: int
    pairs: tuple[tuple[int, int], ...]


@fact
def conflicts(
    plan: Plan, fingerprints: Fingerprints, copies: Copies, y_plan: Target[Plan], y_given: Target[Given]
) -> Conflicts:
    """Look the targets of samples up that stand at least twice, in steps enough that chance does not explain it."""
    if y_plan.task not in ("classification", "multilabel"):
        raise Missing(f"{y_plan.tensor} was read as {y_plan.task}")
    if y_given.source is None or copies.tail is None:
        return Conflicts(0, 0, 0, ())
    f = fingerprints
    at = np.flatnonzero((f.count > 1) & (f.changes >= copies.tail.changes))
    at = at[np.argsort(f.first[at], kind="stable")][:GROUPS]
    if not len(at):
        return Conflicts(0, 0, 0, ())
    first, last = f.first[at], f.last[at]
    numbers, place = np.unique(np.concatenate([first, last]), return_inverse=True)
    labels = _lookup(y_given.source, numbers).reshape(len(numbers), -1)
    differ = (labels[place[: len(at)]] != labels[place[len(at) :]]).any(1)
    pairs = tuple((int(a), int(b)) for a, b in zip(first[differ][:5], last[differ][:5], strict=True))
    return Conflicts(len(at), int(differ.sum()), int(f.count[at][differ].sum()), pairs)


def _lookup(source: Source, numbers: Ints) -> Array:
    n = source.shape[0]
    if int(np.prod(source.shape)) * source.dtype.itemsize <= WHOLE_BYTES:
        return source.read(0, n)[numbers]
    return np.concatenate([source.read(i, i + 1) for i in numbers.tolist()])
