"""Labels of which one end holds a single class."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._renumbered import CLIP, nearest, summary
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Array, Plan
from seqguard.core.text import evidence, exact, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

HALF = 0.5
"""Share of the samples of a class that class means give to it, below which most of them are of another one."""


@check(
    "SG521",
    severity="info",
    about="y",
    aliases=(
        "half of the labels overwritten",
        "labels all zero at the end",
        "y filled with zeros",
        "label array too short",
    ),
)
def overwritten_labels(
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    plan: Input[Plan],
    sample: Input[Sample],
    *,
    least: float = threshold(0.1, 0, 1, source="judgement: a tenth of the labels, which a training cannot ignore"),
    mixed: float = threshold(
        0.8,
        0,
        1,
        source="formula: labels in random order change 1.0 times as often as their shares say; recordings hardly",
    ),
    chance: float = threshold(
        -9.0,
        -300,
        0,
        source="formula: decimal logarithm of that many alike; a rare class leaves long runs of the other",
    ),
    told: float = threshold(
        0.7, 0, 1, source="that of labels-renumbered: class means that tell the other half of train so well"
    ),
    samples: int = threshold(50, 10, source="formula: of two classes, 50 alike by chance have a probability of 1e-15"),
) -> Iterable[Finding]:
    """The labels are in random order, and from one sample on all of them are one class.

    Situation: The loop that filled y ended early, and the labels behind it are those of `np.zeros`.
    Why: an array made of zeros was filled up to a certain sample, or a label was written over the rest. The network
        learns that class for whatever these samples hold, and the class shares are wrong.
    Evidence: the last (or the first) tenth of the samples or more, at least 50, have one class, which chance would
        give once in 10**9, while before it neighbours differ at least 0.8 times as often as classes of those shares
        in random order do.
    Remedy: compare y with the source from that sample on.
    Limits: samples of one class that were appended, as SMOTE appends them, look the same, so it is a note, unless
        class means of X, which tell 0.7 of the labels elsewhere, give that class to half of these samples at most.
        Labels that stand in the order of recordings hold one class for long by nature, and nothing is said of them.
        Looked for in the sampled blocks.
    """
    if y_plan.task != "classification" or y_plan.T > 1:
        return
    values: Array = y_sample.values[:, 0]
    labels = values.argmax(1) if values.shape[1] > 1 else values[:, 0]
    for at_end in (True, False):
        ordered = labels if at_end else labels[::-1]
        other = np.flatnonzero(ordered != ordered[-1])
        if not len(other):
            return
        begin = int(other[-1]) + 1
        run, rest = len(ordered) - begin, ordered[:begin]
        if run < max(samples, least * len(ordered)) or len(rest) < samples:
            continue
        shares = np.unique(rest, return_counts=True)[1] / len(rest)
        expected = 1 - float((shares**2).sum())
        changes = float((rest[1:] != rest[:-1]).mean())
        usual = (float((rest == ordered[-1]).sum()) + 1) / (len(rest) + 2)
        unlikely = run * float(np.log10(usual))
        if expected <= 0 or changes < mixed * expected or unlikely > chance:
            continue
        first = int(y_sample.index[begin]) if at_end else 0
        last = y_plan.n - 1 if at_end else int(y_sample.index[run - 1])
        proof = _unlike(plan, sample, labels, slice(begin, None) if at_end else slice(0, run), told)
        where = f"from {y_plan.at(first)} on" if at_end else f"up to {y_plan.at(last)}"
        yield Finding(
            message=f"All {last - first + 1:,} labels {where} ({share(last - first + 1, y_plan.n)}) are class "
            f"{exact(ordered[-1])}, while elsewhere {share(changes, 1)} of neighbouring samples differ in class. "
            f"{_why(proof)}",
            remedy=f"Compare y with its source {where}, and shuffle before validation_split takes the end.",
            evidence={
                "samples": last - first + 1,
                "share": evidence(run / len(ordered)),
                "changes": evidence(changes / expected),
                "log10_chance": evidence(unlikely),
                "class": exact(ordered[-1]),
                "told_elsewhere": evidence(proof[0]) if proof else None,
                "threshold": least,
            },
            samples=(first, last),
            severity="warning" if proof else None,
        )
        return


def _unlike(plan: Plan, sample: Sample, labels: Array, run: slice, told: float) -> tuple[float, float] | None:
    """Of class means that tell the labels elsewhere in X: how often they do, and how often they give the run's class
    within it, where that is no more than half; None where X does not contradict the run."""
    if plan.task == "tokens" or len(sample.values) != len(labels) or not np.isfinite(sample.values).all():
        return None
    inside = np.zeros(len(labels), bool)
    inside[run] = True
    x, y = summary(sample.values), labels.astype(np.int64)
    mean, deviation = x[~inside].mean(0), x[~inside].std(0) + 1e-9
    x = np.clip((x - mean) / deviation, -CLIP, CLIP)
    elsewhere = np.random.default_rng(0).permutation(np.flatnonzero(~inside))
    half, rest = elsewhere[::2], elsewhere[1::2]
    own = float((nearest(x[half], y[half], x[rest]) == y[rest]).mean())
    alike = float((nearest(x[~inside], y[~inside], x[inside]) == y[inside]).mean())
    return (own, alike) if own >= told and alike <= HALF else None


def _why(proof: tuple[float, float] | None) -> str:
    if proof is None:
        return "They were overwritten or filled in part, or samples of one class were appended, as oversampling does."
    return (
        f"Class means of X tell {share(proof[0], 1)} of the labels elsewhere, and give that class to "
        f"{share(proof[1], 1)} of these samples: the labels were overwritten, or filled in part."
    )


def _labels(rng: np.random.Generator, overwritten: bool) -> dict[str, Any]:
    data = labelled(rng, n=400)
    y = data["y"].copy()
    if overwritten:
        y[250:] = 0
    return {"X": data["X"], "y": y}


@overwritten_labels.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _labels(rng, overwritten=True)


@overwritten_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _labels(rng, overwritten=False)


@overwritten_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = _labels(rng, overwritten=False)
    return {"X": data["X"], "y": np.repeat(rng.integers(0, 3, 8), 50)}  # recordings of 50 samples each
