"""The target stands in the input."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import forecast
from seqguard.checks.leakage._leaks import finding, groups
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features, drop_steps
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Array, Plan
from seqguard.core.text import listing
from seqguard.core.thresholds import threshold
from seqguard.facts.target.leaks import Leak, Leaks
from seqguard.sources.base import SplitData
from seqguard.statistics.sample import Sample


@check(
    "SG601",
    severity="warning",
    explains=("SG606", "SG608", "SG630"),
    about="x",
    aliases=(
        "target-in-features",
        "data leakage",
        "target among the inputs",
    ),
)
def target_leak(
    plan: Input[Plan],
    y_plan: Target[Plan],
    leaks: Input[Leaks],
    train_leaks: Train[Input[Leaks]],
    series: Input[Series],
    sample: Input[Sample],
    y_sample: Target[Sample],
    data: SplitData,
    *,
    memory: float = threshold(
        0.5, 0, 1, source="half of von Neumann's ratio: 0 where steps are alike, 1 where their order says nothing"
    ),
) -> Iterable[Finding]:
    """A cell of the input is the target: exactly, up to scale, in the same order, or with a little noise.

    Why: the network copies it. Training and validation look brilliant, and in use, where the target is not known,
        nothing is left.
    Evidence: an error where a feature equals a column of y in 99.5 % of the samples in which it moves; where 1 -
        r**2 is under 1e-5 and under a hundredth of that of the neighbouring timesteps; or where it orders 1,000
        samples as y does and the timesteps beside it do not. A persistent series is no leak: the ratio to the
        neighbours in time is about 0.5 for a random walk and 0.25 for a smooth one. A warning for noisy copies: 1 -
        r**2 under 0.005 and three hundredths of the neighbours; or, at every timestep, a mean over time that tells
        y twenty times better than any other feature, since noise averages out. A warning as well for one inner step
        of independent samples whose steps have nothing to do with each other: a memory task asks to recall it. Of 60
        sound sets it spoke on none; copies, exact or 2.5 y - 4, were found in 58 of 58, with noise of 0.1 %, 1 % and
        10 % of y's deviation at every step in .98, .98 and .84.
        Where these cells are all that X holds, as in y = 3 x + 40, it is a note: there is nothing else to learn from.
    Remedy: drop the feature, or shift it so that it holds what is known when the forecast is made.
    Limits: needs 20 finite samples, and compares 16 columns of y at most. A feature that is known beforehand and
        determines y (a calendar, a plan) is reported: then nothing has to be learnt. Noise of a tenth of y's
        deviation hides a copy at a single timestep. A target that is its own window, backwards or not, is an
        autoencoder: see sequence-target. An input beside others that is y one step later is what a decoder is fed with,
        and left alone.
    """
    if len(data.inputs) > 1 and _fed_back(sample.values, y_sample.values):
        return
    for group in groups(leaks, train_leaks, "feature"):
        names_of = plan.names(dict.fromkeys(leak.feature for leak in group))
        names = listing(names_of)
        moves = not leaks.static[group[0].feature]
        last = moves and group[0].steps == (plan.T - 1,)
        inner = moves and len(group[0].steps) == 1 and not last
        alone = not plan.sliding and not series.shuffled
        recall = inner and alone and _roughness(series, group[0]) >= memory
        only = len(data.inputs) == 1 and len(names_of) == plan.F and len(group[0].steps) == plan.T
        leak = finding(
            plan,
            y_plan,
            leaks,
            group,
            tail=f"{plan.tensor} holds nothing else to learn from: a line answers it."
            if only
            else "To recall that step may be the task; else it is a leak."
            if recall
            else "The network will copy it, and in use it is not known.",
            remedy="End the window one step earlier, or shift y one step on: the last step of the window is the target."
            if last
            else f"Drop {names}, or shift it so that it holds what is known when the forecast is made.",
            fix=drop_steps(plan, [plan.T - 1]) if last else drop_features(plan, {leak.feature for leak in group}),
        )
        yield replace(leak, severity="info" if only else "warning" if recall else leak.severity)


def _fed_back(x: Array, y: Array) -> bool:
    """Whether a sequence is the target one step later, as a decoder is given it in training."""
    return x.shape == y.shape and x.shape[1] > 2 and np.array_equal(x[:, 1:], y[:, :-1], equal_nan=x.dtype.kind == "f")


def _roughness(series: Series, leak: Leak) -> float:
    """Mean square step over twice the variance, within the windows and beside the copy."""
    begins = np.flatnonzero(series.starts)
    at = np.arange(len(series.rows)) - begins[np.cumsum(series.starts) - 1]
    x = np.where(np.isin(at, leak.steps), np.nan, series.rows[:, leak.feature].astype(np.float64))
    step = np.diff(x)[~series.starts[1:]]
    step, x = step[np.isfinite(step)], x[np.isfinite(x)]
    variance = float(x.var()) if len(x) else 0.0
    return float((step**2).mean()) / (2 * variance) if len(step) and variance > 0 else 1.0


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, -1, 0] = data["y"]
    return {k: data[k] for k in ("X", "y")}


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 2] = 2.5 * data["y"][:, None] - 4
    return {k: data[k] for k in ("X", "y")}


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 1] = data["y"][:, None] + 0.03 * rng.standard_normal(data["X"].shape[:2])
    return {k: data[k] for k in ("X", "y")}


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, 5, 1] = np.exp(data["y"])
    return {k: data[k] for k in ("X", "y")}


@target_leak.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    smooth = np.cumsum(data["X"][:, :, :1], axis=1)  # a persistent feature next to its own target
    return {"X": smooth, "y": smooth[:, -1, 0] + rng.standard_normal(len(smooth)) * 0.5}


@target_leak.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    """A decoder is fed with the answers one step later, and an encoder reads beside it."""
    answers = np.repeat(np.eye(6)[rng.integers(1, 6, (200, 4))], 2, 1)
    fed = np.concatenate([np.broadcast_to(np.eye(6)[0], (200, 1, 6)), answers[:, :-1]], 1)
    return {"X": [rng.standard_normal((200, 9, 2)), fed], "y": answers}
