"""How much each sample varies from step to step, against how much it varies at all."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Block, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

FEWEST_STEPS = 5
MOST = 1024
"""Samples that are looked at, evenly spaced among the sampled ones."""


@dataclass(frozen=True, eq=False, repr=False)
class Smoothness(Readable):
    """Half of von Neumann's ratio of every sampled sample: near 0 where neighbours in time are alike, near 1 where the
    order of the steps does not matter. `ratio` (m,), the mean over the features that vary; `index` (m,) the samples.
    """

    ratio: Floats
    index: Ints


@fact
def smoothness(plan: Plan, sample: Sample) -> Smoothness:
    """Mean square step over twice the variance, padded steps left out."""
    if plan.task == "tokens" or plan.T < FEWEST_STEPS:
        raise Missing("tokens, or fewer than 5 steps: their order says nothing")
    every = -(-len(sample.values) // MOST)
    values, index = sample.values[::every], sample.index[::every]
    x = values.astype(np.float64)
    padded = Block(plan, 0, values, np.zeros(len(x), bool)).padded
    if padded is not None:
        x = np.where(padded[:, :, None], np.nan, x)
    step = np.diff(x, axis=1)
    there = np.isfinite(x)
    count = np.maximum(there.sum(1), 1)
    center = np.where(there, x, 0).sum(1) / count
    variance = np.where(there, (x - center[:, None]) ** 2, 0).sum(1) / count
    steps = np.isfinite(step)
    square = np.where(steps, step**2, 0).sum(1) / np.maximum(steps.sum(1), 1)
    enough = (count >= FEWEST_STEPS) & (variance > 1e-12 * (center**2 + 1e-300)) & np.isfinite(variance + square)
    ratio = np.where(enough, square / np.where(enough, 2 * variance, 1), np.nan)
    known = enough.any(1)
    return Smoothness(np.nanmean(ratio[known], 1), index[known])
