"""How much each sample varies from step to step, against how much it varies at all."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Floats, Ints, Plan
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
    values, index = _spaced(sample)
    padded = Block(plan, 0, values, np.zeros(len(values), bool)).padded
    return _ratios(values, index, padded)


def apart_from(row: tuple[float, ...], sample: Sample) -> Smoothness:
    """The same with every step left out that is `row`, wherever it stands: shuffled steps carry padding along."""
    values, index = _spaced(sample)
    return _ratios(values, index, (values == np.array(row)).all(2))


def _spaced(sample: Sample) -> tuple[Array, Ints]:
    every = -(-len(sample.values) // MOST)
    return sample.values[::every], sample.index[::every]


def _ratios(values: Array, index: Ints, left_out: Bools | None) -> Smoothness:
    x = values.astype(np.float64)
    if left_out is not None:
        x = np.where(left_out[:, :, None], np.nan, x)
    step = np.diff(x, axis=1)
    if np.isfinite(step.sum()) and np.isfinite(x[:, 0]).all():  # most data: no pass for gaps that are not there
        count = np.full(x[:, 0].shape, x.shape[1])
        center = x.sum(1) / count
        x -= center[:, None]
        variance, square = np.square(x, out=x).sum(1) / count, np.square(step, out=step).sum(1) / step.shape[1]
    else:
        there, steps = np.isfinite(x), np.isfinite(step)
        count = np.maximum(there.sum(1), 1)
        center = np.where(there, x, 0).sum(1) / count
        variance = np.where(there, (x - center[:, None]) ** 2, 0).sum(1) / count
        square = np.where(steps, step**2, 0).sum(1) / np.maximum(steps.sum(1), 1)
    enough = (count >= FEWEST_STEPS) & (variance > 1e-12 * (center**2 + 1e-300)) & np.isfinite(variance + square)
    ratio = np.where(enough, square / np.where(enough, 2 * variance, 1), np.nan)
    known = enough.any(1)
    return Smoothness(np.nanmean(ratio[known], 1), index[known])
