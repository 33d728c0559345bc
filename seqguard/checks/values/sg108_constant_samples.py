"""Samples in which nothing moves."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.values._rests import Rests
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Input, Train
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, share
from seqguard.core.thresholds import threshold
from seqguard.facts.values.dominant import Dominant
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.still import StillSamples


@check("SG108", severity="warning")
def constant_samples(
    plan: Input[Plan],
    x: Input[StillSamples],
    geometry: Input[Geometry],
    dominant: Input[Dominant],
    rests: Input[Rests],
    train_rests: Train[Input[Rests]],
    *,
    most: float = threshold(0.01, 0, 1, source="98 real sets: two reach it, both with a logger that stood still"),
    shortest: int = threshold(4, 2, source="judgement: two or three equal rows are common in coarse readings"),
    rest: float = threshold(
        0.5, 0, 1, source="judgement: a feature with one value in half of its rows is a count, a flag or at rest"
    ),
) -> Iterable[Finding]:
    """Some samples are constant over time.

    Situation: Some windows were cut where nothing was recorded, and repeat one row from beginning to end.
    Why: a recurrent network sees a single row in them. A sensor that froze, a gap that was filled forward, or a
        placeholder for "no sequence" leaves such samples, and each of them has a target to be learnt.
    Evidence: all timesteps equal in all features, exact over all samples, those of padding alone left out. A warning
        from 1 % of the samples on where at least two features hold no value in half of the rows, and windows have at
        least 4 timesteps; counts and flags may well rest, and then it is an info, as it is where half of these
        samples hold a row that others come to and leave more than once, here or in train: a night, or a plant that is
        off. Of 98 real sets two reached it, both with a logger that stood still.
    Remedy: look at the raw rows behind the samples named; drop the windows that touch the stretch.
    Limits: features that rest together by nature, but once, or at other values each time (a market that is closed), are
        reported.
    """
    still = x.count - geometry.all_padded
    if still <= 0 or plan.task == "tokens":
        return
    moving = int((dominant.share < rest).sum())
    loud = moving > 1 and shortest <= plan.T and still >= most * plan.n and rests.share(train_rests) < rest
    everywhere = still == plan.n
    yield Finding(
        message=f"{still:,} of {count(plan.n, 'sample')} ({share(still, plan.n)}) {agree(still, 'is', 'are')} "
        f"constant over all {plan.T} "
        "timesteps"
        + (
            ": X repeats one row per sample, and there is no sequence in it."
            if everywhere
            else f", in every feature: {', '.join(plan.at(s) for s in x.first[:3])}."
        ),
        remedy=f"Feed the rows without the time axis ({plan.tensor}[:, 0])."
        if everywhere
        else f"Look at the raw rows behind {plan.at(x.first[0])}; if the source stood still there, drop the windows "
        "that touch it.",
        fix=""
        if everywhere or not loud
        else drop_samples("(X != X[:, :1]).reshape(len(X), -1).any(1)", "one row at all timesteps"),
        evidence={"constant_samples": still, "of": plan.n, "threshold": most},
        samples=x.first,
        severity=None if loud else "info",
    )


@constant_samples.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][20:40] = data["X"][20:40, :1]
    return data


@constant_samples.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][20:40, 1:, 0] = data["X"][20:40, :1, 0]  # one feature of two
    return data
