"""Samples whose last axis goes on as time does, and whose timesteps do not."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.sequence._axes import AxesAlike
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import num
from seqguard.core.thresholds import threshold


@check("SG422", severity="info", since="0.2", explains=("SG105", "SG301", "SG302", "SG303", "SG304", "SG420"))
def time_on_last_axis(
    plan: Input[Plan],
    x: Input[AxesAlike],
    *,
    alike: float = threshold(0.2, 0, 1, source="half of von Neumann's ratio: 0 where neighbours are alike"),
    apart: float = threshold(0.6, 0, 1, source="half of von Neumann's ratio: 1 where the order says nothing"),
) -> Iterable[Finding]:
    """Neighbours along the last axis are alike, and neighbours in time are not: the axes may be exchanged.

    Situation: The arrays came as (samples, features, timesteps), as PyTorch, aeon or channels first have them.
    Why: aeon, sktime and channels-first networks hold (samples, channels, time); Keras reads (samples, timesteps,
        features). Read so, a recurrent layer steps over the channels, and each moment counts as a feature.
    Evidence: half of von Neumann's ratio, the median over at most 512 samples: at most 0.2 along the last axis and at
        least 0.6 along the timesteps.
    Remedy: X.transpose(0, 2, 1), or layout="NFT" for seqguard alone.
    Limits: a spectrum at each of unordered steps looks the same; windows that slide are told by axes-swapped.
    """
    if x.features > alike or x.steps < apart:
        return
    n, T, F = plan.n, plan.T, plan.F
    given = {"NTF": "", "NFT": " under layout='NFT'", "TNF": " under layout='TNF'"}[plan.axes]
    remedy = (
        f"If the last axis is time, X = X.transpose(0, 2, 1), of shape ({n}, {F}, {T}); layout='NFT' reads it so here."
        if not given
        else "Leave layout= out if the data are (samples, timesteps, features) as they stand."
    )
    yield Finding(
        message=f"X is read{given} as {T:,} timesteps of {F:,} features, but its values go on along the features "
        f"({num(x.features)} of what a random order gives) and not along the timesteps ({num(x.steps)}). What is said "
        "of single features may be said of moments.",
        remedy=remedy,
        evidence={"features": round(x.features, 6), "steps": round(x.steps, 6), "samples": x.samples},
    )


@time_on_last_axis.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    walks = rng.normal(size=(300, 2, 40)).cumsum(2)
    return {"X": walks, "y": data["y"]}


@time_on_last_axis.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": rng.normal(size=(300, 1, 60)).cumsum(2), "y": data["y"]}


@time_on_last_axis.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": rng.normal(size=(300, 40, 12)).cumsum(1), "y": data["y"]}


@time_on_last_axis.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)  # a spectrum of neighbouring bands that moves on in time
    return {"X": rng.normal(size=(300, 30, 16)).cumsum(1).cumsum(2), "y": data["y"]}
