"""Along which axis of the samples neighbours are alike."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Floats, Plan
from seqguard.statistics.sample import Sample

FEWEST = 8
"""Places along the last axis: fewer are no series."""
MOST = 512
"""Samples that are looked at, evenly spaced among the sampled ones."""


@dataclass(frozen=True, eq=False, repr=False)
class AxesAlike(Readable):
    """Half of von Neumann's ratio along both axes of a sample, the median over the samples: near 0 where neighbours
    are alike, near 1 where their order says nothing.

    Attributes:
        steps: along the timesteps; 1 where there are fewer than three.
        features: along the features.
        samples: how many samples were looked at.
    """

    steps: float
    features: float
    samples: int


@fact
def axes_alike(plan: Plan, sample: Sample) -> AxesAlike:
    """Of samples that do not slide: where they do, shifted copies tell the axis of time by themselves."""
    if plan.role != "x" or plan.sliding or plan.task == "tokens" or plan.told or len(plan.shape) != 3:
        raise Missing("windows that slide, tokens, or samples of other than two axes tell their axes otherwise")
    if plan.F < FEWEST:
        raise Missing(f"fewer than {FEWEST} features")
    x = sample.values[:: -(-len(sample.values) // MOST)].astype(np.float64)
    x = x[np.isfinite(x).all((1, 2))]
    if len(x) < FEWEST:
        raise Missing(f"fewer than {FEWEST} samples without gaps")
    steps = _ratio(x.transpose(0, 2, 1)) if plan.T > 2 else np.ones(1)
    return AxesAlike(_median(steps), _median(_ratio(x)), len(x))


def _ratio(x: Floats) -> Floats:
    """(samples,) of the last axis: mean square difference of neighbours over twice the variance, of rows that vary."""
    variance, square = x.var(2), (np.diff(x, axis=2) ** 2).mean(2)
    varies = variance > 1e-12 * (x**2).mean(2)
    each = np.where(varies, square / np.where(varies, 2 * variance, 1), np.nan)
    known: Floats = np.nanmean(each[varies.any(1)], 1)
    return known


def _median(ratio: Floats) -> float:
    return float(np.median(ratio)) if len(ratio) else 1.0
