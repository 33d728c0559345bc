"""A few samples at another scale than all others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import among, count, evidence, num
from seqguard.core.thresholds import threshold
from seqguard.measures.middle import medians
from seqguard.statistics.sample import Sample

STEPS, FEWEST_STEPS = 8, 3
"""Timesteps of each sample that are looked at, evenly spaced; of fewer a sample is a row."""


@check(
    "SG216",
    severity="warning",
    explains=("SG111", "SG201"),
    aliases=("one sample not standardised", "sample scaled twice", "sample in another unit", "forgot to scale a file"),
)
def sample_out_of_scale(
    plan: Input[Plan],
    sample: Input[Sample],
    *,
    times: float = threshold(10.0, 1, source="206 sound sets: at most 3"),
    alike: float = threshold(3.0, 1, source="judgement: bursts and quakes, whose samples differ by more, are no fault"),
    part: float = threshold(0.02, 0, 1, source="judgement: what more samples have is a group, see mixed-units"),
    fewest: int = threshold(50, 10, source="formula: 2 % of fewer samples is none"),
) -> Iterable[Finding]:
    """A few samples have values many times as large as all others, from their first step to their last.

    Situation: One file or one day was scaled twice, or not at all, before the samples were put together.
    Why: such a sample was left out of the scaling, or scaled twice, or comes in another unit. In its batch it is most
        of the variance that BatchNormalization divides by, and most of the loss.
    Evidence: the size of a sample is the deviation of its values from the feature's median, over the feature's usual
        deviation. Up to 2 % of the samples are 10 times as large as any other, and the others differ by less than
        3 times from the middle one; samples that are windows of one series are left to outlier.
    Remedy: scale it as the others were, or drop it.
    Limits: looks at the sampled samples. Samples that are too small are not told from quiet ones.
    """
    if plan.task == "tokens" or plan.integral or plan.sliding:
        raise Missing("tokens, whole numbers, or windows of one series, whose rows outlier looks at")
    if plan.T < FEWEST_STEPS:
        raise Missing(f"fewer than {FEWEST_STEPS} timesteps: outlier looks at single rows")
    size = _sizes(sample.values)
    known = np.flatnonzero(np.isfinite(size))
    if len(known) < fewest:
        return
    order = known[np.argsort(-size[known])]
    ranked = size[order]
    middle = float(np.median(ranked))
    for k in range(1, max(1, int(part * len(order))) + 1):
        if ranked[k] > 0 and ranked[k - 1] >= times * ranked[k] and ranked[k] <= alike * middle:
            break
    else:
        return
    found = np.sort(sample.index[order[:k]])
    worst = int(sample.index[order[0]])
    yield Finding(
        message=f"{plan.at(worst)} is {num(ranked[0] / middle)} times as large as the usual sample, in all of its steps"
        + (f", and {count(k - 1, 'more is', 'more are')} {num(ranked[k - 1] / middle)} times or more" if k > 1 else "")
        + f"; of {among(len(order), plan.n, 'sample')} no other is more than "
        f"{num(ranked[k] / middle)} times. It was not scaled as they were.",
        remedy=f"Scale {plan.at(worst)} as the others were, or drop it.",
        evidence={
            "size": evidence(ranked[0] / middle),
            "next": evidence(ranked[k] / middle),
            "samples": k,
            "of": len(order),
            "threshold": times,
        },
        samples=tuple(int(i) for i in found[:5]),
    )


def _sizes(values: Array) -> Floats:
    """(m,) how far each sample is from the features' medians, in usual deviations: the median over its steps, so that
    one far value is none. NaN where a sample has no values."""
    x = values[:, :: -(-values.shape[1] // STEPS)].astype(np.float64)
    x = x[..., np.isfinite(x).any((0, 1))]
    there = np.isfinite(x)
    known = np.asarray(there.any((1, 2)))
    x, there = np.where(there, x, np.nan)[known], there[known]
    size = np.full(len(known), np.nan)
    if not x.size:
        return size
    off = np.abs(x - medians(x))
    usual = medians(off)
    off, there = (part[..., usual > 0] for part in (off, there))
    count = there.sum(2)
    by_step = np.where(there, off / usual[usual > 0], 0).sum(2) / np.maximum(count, 1)
    by_step[count == 0] = np.nan
    moving = (count > 0).any(1)
    ordered = np.sort(by_step[moving], 1)  # NaN last; nanmedian over two million samples of one step takes 230 MB
    n = (count[moving] > 0).sum(1)[:, None]
    low, high = (np.take_along_axis(ordered, at, 1)[:, 0] for at in ((n - 1) // 2, n // 2))
    size[np.flatnonzero(known)[moving]] = (low + high) / 2
    return size


@sample_out_of_scale.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][7] *= 30
    return {"X": data["X"], "y": data["y"]}


@sample_out_of_scale.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][7, 3] *= 300  # one row, which is an outlier
    return {"X": data["X"], "y": data["y"]}


@sample_out_of_scale.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"] *= np.exp(1.5 * rng.standard_normal(len(data["X"])))[:, None, None]  # loud and quiet samples
    return {"X": data["X"], "y": data["y"]}
