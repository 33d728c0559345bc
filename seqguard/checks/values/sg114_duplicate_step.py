"""Timesteps that are another timestep once more."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Array, Plan
from seqguard.core.text import agree, count, evidence
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

FEATURES, STEPS = 32, 512
"""Features and steps looked at."""
CYCLE = 0.5
"""Share of the steps that repeat those a period before, from which the windows are of a wave."""
HELD = 0.5
"""Share of the steps that repeat another one, from which a feature holds one value over the window by design."""


@check(
    "SG114",
    severity="warning",
    aliases=("copies among the steps", "the same lag twice", "duplicate column in the step axis", "one timestep twice"),
)
def duplicate_step(
    plan: Input[Plan],
    sample: Input[Sample],
    *,
    least: int = threshold(30, 4, source="judgement: of fewer samples two steps may agree by rounding"),
    values: int = threshold(12, 3, source="that of the kinds: below it a column is a code, and codes agree by chance"),
) -> Iterable[Finding]:
    """A timestep of a feature equals another one in every sample.

    Situation: The columns of a table were made timesteps, or a list of lags names one of them twice.
    Why: columns of a table were made steps, (n, columns, 1), and a column stands there twice; or a list of lags names
        one twice. The copy adds steps and no information, and the time between steps means nothing.
    Evidence: exact: in all sampled samples, 30 or more, one step of a feature equals another one of 12 or more
        different values, and is not its neighbour. Windows that slide over one series, where steps are rows, are left
        out, and so are features of which half of the steps repeat others, waves, and values that are held. None of 206
        sound sets has any.
    Remedy: drop one of the two; features that are no steps in time belong in the last axis.
    Limits: copies up to scale, and the same value in steps of two features, are not looked for.
    """
    if plan.sliding or plan.task == "tokens" or plan.T < 2 or plan.T > STEPS or len(sample.values) < least:
        return
    found = [(f, pair) for f in plan.moving[:FEATURES] for pair in _pairs(sample.values[:, :, f], values)]
    if not found:
        return
    f, (first, second) = found[0]
    one, two = (f"{plan.tensor}[:, {t}{'' if plan.F == 1 else f', {f}'}]" for t in (first, second))
    rest = len(found) - 1
    more = f", and so {agree(rest, 'does', 'do')} {count(rest, 'step')} more another" if rest else ""
    yield Finding(
        message=f"{two} equals {one} in all {count(len(sample.values), 'sample')} compared"
        f"{more}. The steps are no rows of one series, or a lag stands there twice.",
        remedy=f"Drop one of {one} and {two}; columns that are no steps in time belong in the last axis.",
        evidence={
            "copies": len(found),
            "samples": len(sample.values),
            "share_of_steps": evidence(len(found) / (plan.T * plan.F)),
        },
        features=plan.names(dict.fromkeys(int(g) for g, _ in found)) if plan.F > 1 else (),
        steps=tuple(sorted({int(t) for _, pair in found[:5] for t in pair})),
    )


def _pairs(steps: Array, values: int) -> Iterator[tuple[int, int]]:
    """(first, later) of each step that equals an earlier one throughout; none of a feature that is mostly such."""
    words = np.ascontiguousarray(steps.T)
    seen: dict[bytes, int] = {}
    pairs = []
    for t, column in enumerate(words):
        first = seen.setdefault(column.tobytes(), t)
        if first < t and not np.array_equal(column, words[t - 1]):  # neighbours that are equal hold a value
            pairs.append((first, t))
    if len(pairs) > HELD * len(words):
        return
    lags = np.bincount([b - a for a, b in pairs], minlength=len(words)) if pairs else np.zeros(len(words), int)
    for a, b in pairs:
        cycle = lags[b - a] > max(1, CYCLE * (len(words) - (b - a)))  # all steps repeat those one period before
        if not cycle and len(np.unique(words[b])) >= values:
            yield a, b


@duplicate_step.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    columns = rng.standard_normal((300, 9))
    columns[:, 7] = columns[:, 2]
    return {"X": columns[:, :, None], "y": columns[:, 0] + rng.standard_normal(300)}


@duplicate_step.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = random_walk(rng, 420, 1)[:, 0]
    X = np.stack([s[20 - lag : 400 - lag] for lag in (14, 7, 3, 7, 1, 0)], 1)
    return {"X": X[..., None], "y": s[21:401]}


@duplicate_step.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    wave = np.sin(2 * np.pi * np.arange(400) / 9)
    X = np.lib.stride_tricks.sliding_window_view(wave, 20)[rng.permutation(380), :, None]
    return {"X": np.round(X, 12), "y": rng.standard_normal(380)}


@duplicate_step.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.standard_normal((300, 12, 1))
    return {"X": np.concatenate([X, np.repeat(X[:, -1:], 5, axis=1)], 1), "y": X[:, 0, 0]}  # the last one is held


@duplicate_step.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": np.concatenate([data["X"], np.repeat(data["X"][:, :1], 12, axis=1)], 2), "y": data["y"]}
