"""Lengths of sequences that tell the class."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import unlinked
from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Bools, Ints, Plan
from seqguard.core.text import count, evidence, exact, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

BINS = 32
"""Groups of lengths whose most frequent class is asked for."""
WHOLE, OTHER = 0.99, 0.01
"""Share of a class that has one length, and share of the others that may have it."""


@check(
    "SG627",
    severity="warning",
    about="x",
    aliases=(
        "sequence length leaks the label",
        "padding tells the class",
        "observation window depends on the outcome",
        "outcome leakage",
        "label-in-feature",
    ),
)
def length_tells_label(
    plan: Input[Plan],
    sample: Input[Sample],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    skill: float = threshold(0.8, 0, 1, source="3 sound sets of two classes: 0.44 at most; cut at the outcome: 0.91"),
    steps: int = threshold(12, 2, source="judgement: of a few steps many honest sequences have the same length"),
    least: int = threshold(20, 2, source="formula: a class of 20 that has one length by chance one in two has 1e-6"),
) -> Iterable[Finding]:
    """The number of steps before the padding tells the class of nearly every sample.

    Situation: The longer stays ended in one class, and the padding tells how long each of them was.
    Why: one class was recorded until its outcome, or for a fixed time, and the other until the end. The network counts
        padding and learns nothing else, and in use nobody knows how long a sequence will be.
    Evidence: of two classes, the most frequent class of each length, taken from half of the samples, removes 0.8 of
        the errors of always answering the more frequent one, in the other half. A warning where one class has one
        length, of 12 steps or more, in 99 % of its 20 samples or more and the other nearly never; else a note, for
        honest event logs end early too (0.94 and more in six of them).
    Remedy: cut all samples at the same time before the outcome, so that lengths say nothing.
    Limits: two classes only: of more, lengths are part of what many logs mean.
    """
    if y_plan.task != "classification" or y_plan.T > 1 or plan.padding is None or plan.sliding:
        raise Missing("needs padded sequences and one class for each")
    padded = unlinked(plan, sample).padded
    y = y_sample.values[:, 0, -1]
    classes = np.unique(y)
    if padded is None or len(classes) != 2:
        raise Missing("needs two classes")
    lengths, second = (~padded).sum(1), y == classes[1]
    if min(second.sum(), (~second).sum()) < least or np.ptp(lengths) == 0:
        return
    told = skill_of(lengths, second)
    if told < skill:
        return
    sides = zip(classes, (_fixed(lengths, ~second), _fixed(lengths, second)), strict=True)
    label, fixed = next(((exact(label), f) for label, f in sides if f is not None), ("", None))
    loud = fixed is not None and fixed[0] >= steps
    which = (
        f": {share(fixed[1], 1)} of class {label} have {count(fixed[0], 'step')}, and {share(fixed[2], 1)} of the "
        "other class do"
        if fixed
        else ""
    )
    yield Finding(
        message=f"The length of {plan.label} tells {y_plan.tensor}{which}. In {count(len(y), 'sample')} the length "
        f"alone removes {share(told, 1)} of the errors of always answering the more frequent class; a network will "
        "count "
        "the padding.",
        remedy="Cut all samples at one length, or at the same time before the outcome of either class.",
        evidence={"skill": evidence(told), "samples": len(y), "threshold": skill},
        severity=None if loud else "info",
    )


def skill_of(lengths: Ints, second: Bools) -> float:
    """Share of the errors that the most frequent class of each length, of half of the samples, spares in the others."""
    edges = np.unique(np.quantile(lengths, np.linspace(0, 1, BINS + 1)[1:-1]))
    group = np.searchsorted(edges, lengths, "right") * 2 + np.isin(lengths, edges)
    half = np.random.default_rng(0).permutation(len(group)) % 2 == 0
    votes = np.bincount(group[half], np.where(second[half], 1.0, -1.0), minlength=int(group.max()) + 1)
    usual = second[half].mean() > 0.5
    answer = np.where(votes == 0, usual, votes > 0)[group[~half]]
    wrong, base = (answer != second[~half]).mean(), min(second[~half].mean(), (~second[~half]).mean())
    return float(1 - wrong / base) if base > 0 else 0.0


def _fixed(lengths: Ints, inside: Bools) -> tuple[int, float, float] | None:
    """(length, share of the class, share of the other) where nearly all of a class have one length."""
    values, counts = np.unique(lengths[inside], return_counts=True)
    usual = int(values[counts.argmax()])
    own, other = float(counts.max() / inside.sum()), float((lengths[~inside] == usual).mean())
    return (usual, own, other) if own >= WHOLE and other <= OTHER else None


def _stays(rng: np.random.Generator, bad: bool) -> dict[str, Any]:
    data = labelled(rng, n=400, steps=40, classes=2)
    X, y = data["X"], data["y"]
    lengths = rng.integers(20, 40, len(X))
    lengths = np.where(y == 1, 15, lengths) if bad else lengths
    X[np.arange(40)[None] >= lengths[:, None]] = 0
    return {"X": X, "y": y}


@length_tells_label.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _stays(rng, bad=True)


@length_tells_label.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _stays(rng, bad=False)
