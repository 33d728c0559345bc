"""Order in one split and none in the other."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, labelled
from seqguard.checks.sequence._smoothness import Smoothness, apart_from
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, first, num, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

SHUFFLED = " The steps were shuffled, or the splits are not of one kind."
ALIKE = 4.0
"""Times that the changes in one split and the steps in the other may differ in size: prices that grow move more."""


@check(
    "SG420",
    severity="warning",
    aliases=("X differenced in one split", "returns in train and prices in validation", "steps shuffled in one split"),
)
def no_temporal_structure(
    plan: Other[Input[Plan]],
    train_plan: Train[Input[Plan]],
    train: Train[Input[Smoothness]],
    other: Other[Input[Smoothness]],
    train_sample: Train[Input[Sample]],
    other_sample: Other[Input[Sample]],
    *,
    ordered: float = threshold(
        0.35, 0, 1, source="60 sound sets: the medians of two splits differ by .26 at most, from .35 to .7 is more"
    ),
    lost: float = threshold(
        0.7, 0, 1, source="60 sound sets: the medians of two splits differ by .26 at most, from .35 to .7 is more"
    ),
    fewest: float = threshold(4, 1, source="judgement: fewer windows side by side are one stretch of a series"),
    sure: float = threshold(
        20, 1, source="200 sound sets cut to 100 samples: 20 alarms of these checks without it, none with it"
    ),
) -> Iterable[Finding]:
    """Steps follow each other smoothly in one split and in no order in the other.

    Situation: One split lost the order of its rows on the way, the other did not.
    Why: a sequence model learns from the order of the steps. If it is gone in training, nothing is learnt that
        validation needs.
    Evidence: half of von Neumann's ratio of each sample (mean square step over twice the variance): near 0 where
        neighbours in time are alike, near 1 where the steps might stand in any order. One split has its median below
        0.5 and the other above 0.9; or nine in ten samples of one are below 0.35 and none above 0.7, while a tenth of
        the other's is above 0.7; both of ten samples and of four windows side by side. An info where train holds
        fewer than twenty: calm and rough weather last longer than a few windows. On 60 sound sets the medians of the
        splits differ by 0.26 at most.
    Remedy: shuffle samples (axis 0), never steps (axis 1); difference X in both splits or in none.
    Limits: two sources of which one is noise look the same.
    """
    if (train_plan.padding is None) != (plan.padding is None):  # shuffled steps hold padding that is not read as such
        row = next(p.padding.row for p in (train_plan, plan) if p.padding is not None)
        train, other = apart_from(row, train_sample), apart_from(row, other_sample)
    splits = [
        ("train", train.ratio, train.index, train_plan, train_sample),
        (plan.split, other.ratio, other.index, plan, other_sample),
    ]
    independent = min(train_plan.independent, plan.independent)
    if min(len(train.ratio), len(other.ratio)) < 10 or independent < fewest:
        return
    for (smooth, a, _, _, values), (rough, b, samples, rough_plan, changes) in (splits, splits[::-1]):
        whole = np.median(a) <= 0.5 and np.median(b) >= 0.9
        partly = (a < ordered).mean() >= 0.9 and (a > lost).mean() < 0.005 and (b > lost).mean() >= 0.1
        if not whole and not partly:
            continue
        part = float((b > lost).mean())
        cause = _differenced(rough_plan, values, changes, smooth, rough)
        yield Finding(
            message=f"{cause}In {rough} {share(part, 1)} of the samples look shuffled in time, in {smooth} almost none "
            f"(von Neumann ratio {np.median(b):.2g} against {np.median(a):.2g}).{'' if cause else SHUFFLED}",
            remedy="Difference X in both splits or in none, before the windows are cut."
            if cause
            else f"Plot X[{int(samples[int((b > lost).argmax())])}] of {rough} and look what touches its steps "
            "(axis 1).",
            evidence={
                "share": evidence(part),
                "median": evidence(float(np.median(b))),
                "median_of_other": evidence(float(np.median(a))),
            },
            samples=first(samples[b > lost]),
            split=rough,
            severity=None if train_plan.independent >= sure else "info",
        )
        return


def _differenced(rough_plan: Plan, values: Sample, changes: Sample, smooth: str, rough: str) -> str:
    """What is said first where windows slide in order over one series, of which no step was moved, and are as large as
    the steps of the other split."""
    if not rough_plan.sliding or values.values.shape[2] != changes.values.shape[2]:
        return ""
    steps = np.diff(values.values.astype(np.float64), axis=1).std((0, 1))
    size = changes.values.astype(np.float64).std((0, 1))
    alike = (size < ALIKE * steps) & (steps < ALIKE * size)
    if not alike.all():
        return ""
    return (
        f"X was differenced in {rough} alone: its windows slide over one series in order, and their deviation is "
        f"{num(size[0])}, that of the steps in {smooth} {num(steps[0])}. "
    )


@no_temporal_structure.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    t = np.arange(16) / 16
    smooth = np.cumsum(rng.standard_normal((400, 16, 2)), 1) / 4 + t[:, None]
    X = np.stack([rng.permutation(x) for x in smooth[:300]])
    return {"X": X, "y": data["y"], "validation_data": (smooth[300:], data["y"][:100])}


@no_temporal_structure.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    rows = np.cumsum(rng.standard_normal((900, 2)), 0)
    X, y = cut(rows[:600], 12)
    return {"X": X, "y": y, "validation_data": cut(np.diff(rows[600:], axis=0), 12)}


@no_temporal_structure.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
