"""A seam within validation."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold

FEWEST = 300
"""Rows of train, of which the largest step is known."""
DISTINCT = 50


@check(
    "SG631",
    severity="info",
    aliases=(
        "misspliced-test",
        "test set joined to the wrong end",
        "train and test concatenated out of order",
        "dataset_total in the wrong order",
    ),
)
def seam_in_validation(
    train_plan: Train[Input[Plan]],
    train: Train[Input[Series]],
    plan: Other[Input[Plan]],
    other: Other[Input[Series]],
    *,
    over: float = threshold(
        3.0, 1, source="206 sound sets: one steps further, flu counts at a pandemic; a test joined wrongly 4.2"
    ),
    second: float = threshold(1.5, 1, source="judgement: where many steps are larger, validation is another regime"),
) -> Iterable[Finding]:
    """One step in the series of validation is far larger than any in train.

    Situation: Rows of train were put in front of validation, at the wrong end or in another order.
    Why: to have rows before its first window, validation was joined to a piece of train; joined to the wrong end of it,
        or in another order, its windows run over a seam, and their targets belong to another time.
    Evidence: windows of one series in both; one step of validation is 3 times the largest of 300 or more rows of train,
        and the second largest is no larger than 1.5 times train's.
    Remedy: print the times of the rows on both sides of the step, and join in the order of time.
    Limits: a note: markets crash and sensors are moved. A seam between values that are near each other is not seen.
    """
    if not (plan.sliding and train_plan.sliding) or plan.task == "tokens" or plan.F != train_plan.F:
        raise Missing("needs windows of one series in both")
    if len(train.rows) < FEWEST or len(other.rows) < 3:
        raise Missing(f"needs {FEWEST} rows of train")
    usual, steps = _steps(train), _steps(other)
    for f in plan.moving:
        largest = float(usual[:, f].max())
        if not largest > 0 or len(np.unique(train.rows[:, f][:2_000])) < DISTINCT:
            continue
        order = np.argsort(-steps[:, f])
        step, rest = float(steps[order[0], f]), float(steps[order[1], f])
        if not (step > over * largest and rest <= second * largest):
            continue
        row = int(order[0]) + 1
        yield Finding(
            message=f"`{plan.features[f]}` of {plan.split} makes one step of {num(step)}, from "
            f"{_show(other.rows, row, f)}, {num(step / largest)} times the largest of {len(train.rows):,} rows of "
            f"train; its next largest is {num(rest)}. Two pieces may have been joined there that do "
            "not follow one another.",
            remedy=f"Print the times of the rows on both sides of row {row} of the series of {plan.split}, and join "
            "them in the order of time.",
            evidence={
                "step": evidence(step),
                "over_train": evidence(step / largest),
                "second_over_train": evidence(rest / largest),
                "row": row,
                "threshold": over,
            },
            features=plan.names([f]),
        )
        return


def _steps(series: Series) -> Floats:
    """(rows - 1, F) sizes of the steps within unbroken stretches; 0 between them and beside what is not finite."""
    sizes = np.abs(np.diff(series.rows.astype(np.float64), axis=0))
    sizes[series.starts[1:]] = 0
    return np.asarray(np.where(np.isfinite(sizes), sizes, 0))


def _show(rows: Array, row: int, f: int) -> str:
    return f"{num(float(rows[row - 1, f]))} to {num(float(rows[row, f]))}"


def _joined(rng: np.random.Generator, jump: float) -> dict[str, Any]:
    series = random_walk(rng, 700, 2)
    rest = series[520:].copy()
    rest[90:] += jump
    X, y = cut(series[:500], 12)
    return {"X": X, "y": y, "validation_data": cut(rest, 12)}


@seam_in_validation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _joined(rng, 30.0)


@seam_in_validation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _joined(rng, 0.0)
