"""Targets of validation that lie elsewhere behind their windows than those of train."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.line import line
from seqguard.core.places import Input, Other, Target, Train
from seqguard.core.plan import Array, Floats, Origin, Plan
from seqguard.core.text import count, evidence, num
from seqguard.core.text import share as percent
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample


@check(
    "SG622",
    severity="error",
    about="y",
    explains_beside=("SG605",),
    aliases=(
        "label-misaligned",
        "horizon-off-by-one",
        "off-by-one between train and validation",
        "validation target shifted",
        "validation target differenced",
        "horizon mismatch",
    ),
)
def horizon_differs(
    train_plan: Train[Input[Plan]],
    train_y_plan: Train[Target[Plan]],
    train_sample: Train[Input[Sample]],
    train_y_sample: Train[Target[Sample]],
    plan: Other[Input[Plan]],
    y_plan: Other[Target[Plan]],
    sample: Other[Input[Sample]],
    y_sample: Other[Target[Sample]],
    *,
    held: float = threshold(
        0.9, 0, 1, source="formula: the share from which a target counts as standing in its own series"
    ),
    alike: float = threshold(
        0.25, 0, 1, source="351 sound sets and 270 with noise on validation's targets: none below; differenced: 191"
    ),
    least: int = threshold(40, 8, source="351 sound sets: validation of fewer windows is one-sided by chance in two"),
) -> Iterable[Finding]:
    """The target lies another number of steps after the window in validation than in train.

    Situation: The targets of validation were cut by another call than those of train.
    Why: the windows were cut by two copies of a function, or y was shifted or differenced in one split only. The
        network learns one horizon and is scored on another, so that its score says nothing about it.
    Evidence: in each split the target is, exactly or up to scale, a feature so many steps after the window, and the
        split's targets are not that feature at train's distance, nor train's that of the split: two features may be
        one for a while. A warning where only one split's target stands in its own series, and has r² below 0.25 with
        what stands at the other's distance. Of 351 sound sets none; of 304 with validation's target two steps later
        293.
    Remedy: cut both splits by one function with one horizon.
    Limits: windows in random order have no distance, and a target that stands in no feature of X has none either.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        raise Missing("needs numbers as targets")
    if train_plan.n != train_y_plan.n or plan.n != y_plan.n:
        raise Missing("X and y have different numbers of samples in one of the splits")
    if not (train_plan.step and plan.step):
        raise Missing("needs windows that slide over one series in both splits")
    train, here = train_y_plan.origin, y_plan.origin
    if train is not None and here is not None:
        if (train.feature, train.shift) != (here.feature, here.shift):
            kept, n = _on_line(*at_distance(plan, sample, y_sample, train))
            both, _ = _on_line(*at_distance(train_plan, train_sample, train_y_sample, here))
            if n >= 8 and max(kept, both) < held:
                yield _both(plan, y_plan, train_y_plan, train, here, kept)
    elif train is not None and y_plan.n >= least:
        rows, y = at_distance(plan, sample, y_sample, train)
        if (r2 := _r2(rows, y)) < alike:
            yield _one(plan, "train", y_plan.split, train, r2, alike)
    elif here is not None and train_y_plan.n >= least:
        rows, y = at_distance(train_plan, train_sample, train_y_sample, here)
        if (r2 := _r2(rows, y)) < alike:
            yield _one(plan, y_plan.split, "train", here, r2, alike)


def at_distance(plan: Plan, sample: Sample, y_sample: Sample, origin: Origin) -> tuple[Floats, Floats]:
    """What stands at a distance after each window that can be looked up in a later one, and the window's target."""
    x, k = sample.values, plan.step
    ahead = -(-origin.shift // k)
    column = plan.T - 1 - (ahead * k - origin.shift)
    after = sample.follows & np.concatenate([[False], plan.linked(x[1:], x[:-1])])
    run = np.cumsum(~after)
    here = np.flatnonzero(run[: len(run) - ahead] == run[ahead:]) if ahead else np.arange(len(x))
    if column < 0 or origin.feature >= plan.F:
        here = here[:0]
    rows: Array = x[here + ahead, column, origin.feature].astype(np.float64)
    y: Array = y_sample.values[here, 0, 0].astype(np.float64)
    keep = np.isfinite(rows) & np.isfinite(y)
    return rows[keep], y[keep]


def _on_line(rows: Floats, y: Floats) -> tuple[float, int]:
    """The share of the targets on one line with what stands at the distance, and how many there are."""
    found = line(rows, y)
    return found.share if found is not None else 0.0, len(y)


def _r2(rows: Floats, y: Floats) -> float:
    """1 where there are too few, or one does not vary: nothing is said of those."""
    if len(y) < 8 or np.ptp(rows) == 0 or np.ptp(y) == 0:
        return 1.0
    return float(np.corrcoef(rows, y)[0, 1] ** 2)


def _where(plan: Plan, origin: Origin) -> str:
    name = plan.features[origin.feature]
    return f"`{name}` " + (f"{count(origin.shift, 'step')} after the window" if origin.shift else "in its last step")


def _both(plan: Plan, y_plan: Plan, train_y_plan: Plan, train: Origin, here: Origin, share: float) -> Finding:
    return Finding(
        message=f"{y_plan.label} is {_where(plan, here)}, train's is {_where(plan, train)}: each split has a horizon "
        f"of its own. The network learns one and is scored on the other ({percent(share, 1)} of the targets of "
        f"{y_plan.split} "
        "stand where train's do).",
        remedy="Cut both splits by one function with one horizon: with rows r of the series, "
        f"`y[i] = r[i * {plan.step} + {plan.T - 1 + train.shift}]`.",
        evidence={
            "shift_in_train": train.shift,
            "shift": here.shift,
            "feature_in_train": train.feature,
            "feature": here.feature,
            "at_trains_shift": evidence(share),
        },
    )


def _one(plan: Plan, found: str, lost: str, origin: Origin, r2: float, alike: float) -> Finding:
    return Finding(
        message=f"The target of {found} is {_where(plan, origin)}, that of {lost} is not: its r² with what stands "
        f"there is {num(r2)}. It was shifted, differenced or taken from elsewhere in one split only.",
        remedy="Make the targets of both splits by one function, and compare them with the rows after their windows.",
        evidence={"shift": origin.shift, "r2": evidence(r2), "threshold": alike},
        severity="warning",
    )


@horizon_differs.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = random_walk(rng, 600, 2)
    X, y = cut(s[:400], 12)
    return {"X": X, "y": y, "validation_data": cut(s[420:], 12, horizon=3)}


@horizon_differs.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = random_walk(rng, 600, 2)
    X, y = cut(s[:400], 12)
    val, y_val = cut(s[420:], 12)
    return {"X": X, "y": y, "validation_data": (val[1:], np.diff(y_val))}


@horizon_differs.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = random_walk(rng, 600, 2)
    X, y = cut(s[:400], 12)
    val, y_val = cut(s[420:], 12)
    own = (val - val.mean((0, 1))) / val.std((0, 1))  # another scale is another fault
    return {"X": X, "y": y, "validation_data": (own, y_val)}


@horizon_differs.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = random_walk(rng, 600, 2)
    X, y = cut(s[:400], 12, horizon=4)
    return {"X": X, "y": y, "validation_data": cut(s[420:], 12, horizon=4, step=2)}
