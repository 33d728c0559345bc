"""Whether a target with the steps of the input is the input itself, in some order."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Plan
from seqguard.statistics.sample import Sample

HEAD = 64
"""Samples on which a relation must hold before it is looked for in all."""
ALIKE = 0.995
"""Share of the steps that must agree."""


@dataclass(frozen=True, eq=False, repr=False)
class Sequence(Readable):
    """How the target follows from the input: y == X, y == X backwards, or y[:, t] == X[:, t + 1], a shift by one step.

    `aligned`: the target has a value for each step of the input. `feature` is the one that it is, None where it is all.
    """

    relation: Literal["", "same", "reversed", "next"]
    feature: int | None
    aligned: bool


@fact
def sequence(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Sequence:
    """Compare target and input as float32, step by step."""
    steps = y_plan.layout in ("steps", "horizon") and y_plan.T == plan.T > 2
    if not steps or plan.task == "tokens" or len(sample.values) != len(y_sample.values):
        return Sequence("", None, y_plan.layout == "steps" and steps)
    x, y = sample.values, y_sample.values
    if x.shape[2] == y.shape[2]:
        for relation, turned in (("same", x), ("reversed", x[:, ::-1])):
            if _alike(turned, y):
                return Sequence(relation, None, True)  # type: ignore[arg-type]  # a choice by position
    for f in range(plan.F):
        if _alike(x[:, 1:, f], y[:, :-1, 0]) and not _alike(x[:, 1:, f], x[:, :-1, f]):
            return Sequence("next", f, True)
    return Sequence("", None, y_plan.layout == "steps")


def _alike(a: Array, b: Array) -> bool:
    for part in (slice(HEAD), slice(None)):
        if (a[part].astype(np.float32) == b[part].astype(np.float32)).mean() < ALIKE:
            return False
    return True
