"""Sequences of one step."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Array, Plan
from seqguard.core.text import count, evidence
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample


@check(
    "SG430",
    severity="warning",
    aliases=(
        "one time step",
        "look_back of 1",
        "reshape to (n, 1, features)",
    ),
)
def single_timestep(
    plan: Input[Plan],
    sample: Input[Sample],
    *,
    share: float = threshold(0.6, 0, 1, source="that of axes-swapped; 60 sound sets: none has one step"),
) -> Iterable[Finding]:
    """Every sequence has one timestep.

    Why: a recurrent layer that is given one step never uses its memory: it is a dense layer with gates. Often the
        steps stand in the feature axis, after a reshape to (n, 1, lags).
    Evidence: X has three axes and the middle one is 1. The features are called lags where a sample, moved by one
        feature, equals its neighbour in 60 % of the pairs that move. 12 of 45 audited public projects trained on such
        arrays; none of 60 sound sets has one.
    Remedy: X.reshape(n, lags, 1); or cut windows of several rows; or use a dense network.
    Limits: static inputs of a dict are two-dimensional and not meant. A stateful network that is fed row by row is
        reported.
    """
    if len(plan.shape) != 3 or plan.T != 1 or plan.task == "tokens" or plan.n < 2:
        return
    lagged, newest_first = _lags(sample) if plan.F > 2 else (0.0, False)
    if lagged >= share:
        flip = "[:, ::-1]" if newest_first else ""
        yield Finding(
            message=f"{plan.label} has one timestep, and its {plan.F} features are lags of one series: each sample is "
            "the one before it, moved by one feature. The time axis stands in the feature axis, and a recurrent layer "
            "has nothing to recur over.",
            remedy=f"Make the lags timesteps, of shape ({plan.n}, {plan.F}, 1), oldest first.",
            fix=f"X_each = X_each[:, 0]{flip}[:, :, None]",
            evidence={"timesteps": 1, "lags": plan.F, "shifted_share": evidence(lagged), "threshold": share},
        )
        return
    yield Finding(
        message=f"{plan.label} has shape {plan.shape}: every sequence has one timestep, with "
        f"{count(plan.F, 'feature')}. A recurrent layer has nothing to recur over and acts as a dense one.",
        remedy="Cut windows of several rows, sliding_window_view(rows, steps, axis=0), or use a dense network and "
        "leave the axis out.",
        evidence={"timesteps": 1, "lags": 0, "shifted_share": evidence(lagged), "threshold": share},
    )


def _lags(sample: Sample) -> tuple[float, bool]:
    """The share of moving neighbours that are each other moved by one feature, and whether the newest comes first."""
    rows = sample.values[:, 0]
    pairs = np.flatnonzero(sample.follows)
    earlier, later = rows[pairs - 1], rows[pairs]
    moves = (later != earlier).any(1)
    if moves.sum() < 8:
        return 0.0, False
    earlier, later = earlier[moves], later[moves]
    oldest, newest = _equal(later[:, :-1], earlier[:, 1:]), _equal(later[:, 1:], earlier[:, :-1])
    return max(oldest, newest), newest > oldest


def _equal(a: Array, b: Array) -> float:
    return float((a == b).all(1).mean())


@single_timestep.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng, features=1)
    return {"X": data["X"].transpose(0, 2, 1), "y": data["y"]}


@single_timestep.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": data["X"][:, -1:], "y": data["y"]}


@single_timestep.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return forecast(rng, steps=3)
