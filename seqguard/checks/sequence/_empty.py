"""Samples that hold nothing, though the others show that this is not how the data are."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Bools, Plan
from seqguard.statistics.blank import Blank
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.sample import Sample
from seqguard.statistics.tampering import Tampering

NEARLY = 0.5
"""Share of zero rows from which a sample is nearly empty."""
SUDDEN = 0.25
"""Nearly empty samples, as a share of the empty ones, up to which these are no part of a gradual thinning out."""
ORDINARY = 0.02
"""Of the empty samples, the share that zeros by nature would give, from which all of them may be natural: a day that is
dry or a night that is dark lasts longer than the others let expect."""


@dataclass(frozen=True, eq=False, repr=False)
class Empty(Readable):
    """`count` samples and the `first` of them; `padding`: they equal the padding that fills up other samples.

    `proof` is half a sentence for the message, or nothing.
    """

    count: int
    first: tuple[int, ...]
    padding: bool
    proof: str


@fact
def empty(plan: Plan, sample: Sample, x: Blank, geometry: Geometry, tampering: Tampering) -> Empty:
    """Samples that are padding, windows of zeros between windows that say otherwise, or zeros all of a sudden."""
    if plan.role != "x" or (plan.T == 1 and plan.padding is None):  # a single row of zeros is a reading like others
        return Empty(0, (), False, "")
    if plan.padding is not None and plan.padding.side != "any":
        return Empty(geometry.all_padded, geometry.all_padded_first, True, "")
    if plan.sliding:
        if not tampering.blank or not x.alone:
            return Empty(0, (), False, "")
        i = tampering.blank_first[0]
        return Empty(
            x.count, x.alone_first, False, f"; {plan.at(i - 1)} and {plan.at(i + 1)} overlap and are not zero there"
        )
    zero: Bools = np.asarray(~sample.values.any(2))
    rows = zero.mean(1)
    nearly = int(((rows >= NEARLY) & (rows < 1)).sum())
    blank = int((rows == 1).sum())
    if not x.count or nearly > SUDDEN * blank or _expected(zero[rows < 1]) * len(zero) > ORDINARY * blank:
        return Empty(0, (), False, "")
    return Empty(x.count, x.first, False, "")


def _expected(zero: Bools) -> float:
    """The share of samples that zeros would fill, if they stood as often and went on as often as in the samples that
    are not empty: once in so many rows, and after a zero with the probability that they show (Laplace's rule of
    succession, so that a single zero, the minimum of a scaled feature, may well be followed by another).
    """
    if not len(zero):
        return 0.0
    first, goes_on = int(zero[:, :-1].sum()), int((zero[:, 1:] & zero[:, :-1]).sum())
    return float(zero.mean() * ((goes_on + 1) / (first + 2)) ** (zero.shape[1] - 1))
