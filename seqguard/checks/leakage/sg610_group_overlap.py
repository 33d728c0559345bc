"""Groups that stand in training and in validation."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._splits import trusted
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Base, Input, Other
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, first, share
from seqguard.sources.base import SplitData
from seqguard.sources.split import Split


@check("SG610", severity="error")
def group_overlap(
    plan: Other[Input[Plan]], base_plan: Base[Input[Plan]], base_data: Base[SplitData], other_data: Other[SplitData]
) -> Iterable[Finding]:
    """The same group (patient, store, engine) has samples in train and in validation.

    Why: the network recognises the group instead of learning what holds for new ones, and the score is that of an
        old acquaintance.
    Evidence: the groups given for both splits, compared as they are.
    Remedy: split by group: GroupShuffleSplit or GroupKFold of scikit-learn.
    Limits: needs groups=. Where each group is to be forecast from its own past, groups are meant to stand in both:
        then do not give them here, and split each by time.
    """
    a, b = base_data.groups, other_data.groups
    if a is None or b is None:
        raise Missing("no groups were given: seqguard.Split(X, y, groups=...)")
    if a.dtype.kind != b.dtype.kind and "U" in (a.dtype.kind, b.dtype.kind):
        raise Missing(f"groups are {a.dtype} in {base_plan.split} and {b.dtype} in {plan.split}")
    if {a.dtype.kind, b.dtype.kind} == {"i", "u"}:
        a, b = a.astype(object), b.astype(object)  # uint64 and int64 meet as float64, which holds 53 bits
    both = np.intersect1d(a, b)
    if not len(both):
        return
    touched = np.flatnonzero(np.isin(b, both))
    group = b[touched[0]]
    in_base = int(np.flatnonzero(a == group)[0])
    trained_on = base_plan.split == "train"
    yield Finding(
        message=f"{len(both):,} of {count(len(np.unique(b)), 'group')} of {plan.split} "
        f"{agree(len(both), 'is', 'are')} in {base_plan.split} too, "
        f"with {len(touched):,} of its {len(b):,} samples ({share(len(touched), len(b))}): {plan.at(touched[0])} and "
        f"{base_plan.beside(in_base)} are of group {group}. "
        + ("The score is about groups that were trained on." if trained_on else trusted(plan, base_plan)),
        remedy="Split by group, `train, val = next(GroupShuffleSplit(1, test_size=0.2).split(X, y, groups))`, or "
        "cross-validate with `GroupKFold(5)`.",
        evidence={
            "groups": len(both),
            "samples": len(touched),
            "of": len(b),
            "base": base_plan.split,
            "base_sample": in_base,
        },
        severity="error" if trained_on else "warning",
        samples=first(touched),
    )


@group_overlap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    groups = rng.integers(0, 20, len(data["X"]))
    val, y_val = data["validation_data"]
    other = Split(val, y_val, groups=rng.integers(0, 20, len(val)))
    return {"X": Split(data["X"], data["y"], groups=groups), "validation_data": other}


@group_overlap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    groups = rng.integers(0, 20, len(data["X"]))
    val, y_val = data["validation_data"]
    other = Split(val, y_val, groups=20 + rng.integers(0, 5, len(val)))
    return {"X": Split(data["X"], data["y"], groups=groups), "validation_data": other}
