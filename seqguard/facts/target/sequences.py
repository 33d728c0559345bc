"""Whether a target with the steps of the input is the input itself, in some order."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.line import line
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Plan
from seqguard.measures.unexplained import unexplained
from seqguard.statistics.sample import Sample

HEAD = 64
"""Samples on which a relation must hold before it is looked for in all."""
ALIKE = 0.995
"""Share of the steps that must agree."""
LINES = 20_000
"""Values by which a feature is looked for up to scale."""
FEW_LEVELS = 1e-9
"""1 - r**2 of a flag, or a few levels, that were scaled."""


@dataclass(frozen=True, eq=False, repr=False)
class Sequence(Readable):
    """How the target follows from the input: y == X, y == X backwards, or y[:, t] == X[:, t + 1], a shift by one step.

    `aligned`: the target has a value for each step of the input. `feature` is the one that it is, None where it is all.
    `scaled`: it is so up to the scale and offset of each feature.
    """

    relation: Literal["", "same", "reversed", "next"]
    feature: int | None
    aligned: bool
    scaled: bool = False


@fact
def sequence(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Sequence:
    """Compare target and input as float32, step by step, and where nothing is equal up to scale."""
    steps = y_plan.layout in ("steps", "horizon") and y_plan.T == plan.T > 2
    if not steps or plan.task == "tokens" or len(sample.values) != len(y_sample.values):
        return Sequence("", None, y_plan.layout == "steps" and steps)
    x, y = sample.values, y_sample.values
    for scaled, alike in ((False, _alike), (True, _alike_up_to_scale)):
        if x.shape[2] == y.shape[2]:
            for relation, turned in (("same", x), ("reversed", x[:, ::-1])):
                if alike(turned, y):
                    return Sequence(relation, None, True, scaled)  # type: ignore[arg-type]  # a choice by position
        for f in range(plan.F):
            if alike(x[:, 1:, f], y[:, :-1, 0]) and not _alike(x[:, 1:, f], x[:, :-1, f]):
                return Sequence("next", f, True, scaled)
    return Sequence("", None, y_plan.layout == "steps")


def _alike(a: Array, b: Array) -> bool:
    for part in (slice(HEAD), slice(None)):
        if (a[part].astype(np.float32) == b[part].astype(np.float32)).mean() < ALIKE:
            return False
    return True


def _alike_up_to_scale(a: Array, b: Array) -> bool:
    """Whether each feature follows from its own by a line, one with more than a few levels among them."""
    if a.ndim == 2:
        a, b = a[..., None], b[..., None]
    lines = 0
    for every in (max(1, -(-len(a) // HEAD)), max(1, -(-a[..., 0].size // LINES))):
        lines = 0
        for f in range(a.shape[2]):
            x, y = (v[::every, :, f].astype(np.float64).ravel() for v in (a, b))
            found = line(x, y)
            lines += found is not None
            if (found is None and not _few_levels(x, y)) or (found is not None and found.share < ALIKE):
                return False
    return lines > 0


def _few_levels(x: Array, y: Array) -> bool:
    return not (np.ptp(x) or np.ptp(y)) or unexplained(x, y) < FEW_LEVELS
