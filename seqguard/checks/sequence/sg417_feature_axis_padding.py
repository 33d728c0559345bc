"""Sequences filled up along the features."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, share
from seqguard.facts.series.padding import Padded


@check("SG417", severity="warning")
def feature_axis_padding(plan: Input[Plan], x: Input[Padded]) -> Iterable[Finding]:
    """Samples are filled up along the features instead of the timesteps.

    Why: pad_sequences on arrays whose first axis is not time fills up features; whole columns of zeros then stand
        where steps should be.
    Evidence: in 5 % of the samples or more the last features are zero at every step, in three different numbers or
        more, while features in front of them hardly ever are (5 % of the zero columns at most) and none is zero
        throughout. Zero must be no reading of those features: one that holds it in 2 % of its other samples' steps is
        a count, one with fewer than three other values a switch.
    Remedy: look at the shape before padding: each sequence must be (timesteps, features).
    Limits: at least four features and twenty samples. One-hot columns of rare levels at the end look alike if the
        levels are sorted by frequency.
    """
    if not x.features:
        return
    i = x.features_first[0]
    yield Finding(
        message=f"In {count(x.features, 'sample')} of {x.samples:,} ({share(x.features, x.samples)}) the last "
        "features are zero at every step, in varying "
        f"number, first in {plan.at(i)}. Sequences were filled up along the features.",
        remedy="Print the shape of one sequence before padding: (timesteps, features), not its transpose; look at "
        f"{plan.at(i)}.",
        evidence={"samples": x.features, "samples_of": x.samples},
        samples=x.features_first,
    )


@feature_axis_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.standard_normal((200, 10, 8))
    for i, width in enumerate(rng.integers(3, 9, 200)):
        X[i, :, width:] = 0
    return {"X": X, "y": rng.integers(0, 2, 200)}


@feature_axis_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": np.concatenate([data["X"], np.maximum(data["X"], 0)], 2), "y": data["y"]}
