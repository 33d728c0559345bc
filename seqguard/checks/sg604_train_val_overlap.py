"""Validation samples that are training samples."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import labelled
from seqguard._words import evidence, num, share
from seqguard.facts.overlap import Overlap


@check("SG604", severity="error")
def train_val_overlap(plan: Plan, other_overlap: Overlap, *, chance: float = 1e-3) -> Iterable[Finding]:
    """Samples of validation are equal to samples of train.

    Why: their loss measures memory, and so does every choice that is made by it.
    Evidence: whole samples compared by 64-bit hash, those of a single repeated row left out. What chance would give is
        estimated from how often runs of rows repeat within train, to the power of the runs in a window; an error
        where so many matches have a probability under 0.001 (Poisson), else an info.
    Remedy: drop the duplicates before splitting: np.unique(X.reshape(len(X), -1), axis=0, return_index=True).
    Limits: samples that differ in one value are not found. In data of few different values equal samples are natural; they are then
        an info.
    """
    o = other_overlap
    if o.samples_pair is None or not o.samples_in_train:
        return
    likely = _at_least(o.samples_in_train, o.expected)
    pair = o.samples_pair
    yield Finding(
        message=f"{o.samples_in_train:,} of {o.samples:,} {plan.split} samples ({share(o.samples_in_train, o.samples)}) are equal to "
        f"a training sample: {plan.at(pair.sample)} is train[{pair.train_sample}]. "
        + (
            f"Chance would give {num(o.expected)}. The loss on them measures memory."
            if likely < chance
            else f"The data repeat themselves so often that chance gives {num(o.expected)}."
        ),
        remedy="Drop duplicates before splitting: np.unique(X.reshape(len(X), -1), axis=0, return_index=True) gives the samples to keep.",
        evidence={
            "matches": o.samples_in_train,
            "of": o.samples,
            "expected": evidence(o.expected),
            "threshold": chance,
        },
        samples=(pair.sample,),
        severity="error" if likely < chance else "info",
    )


def _at_least(count: int, expected: float) -> float:
    """The probability of `count` or more in a Poisson distribution, bounded as by Chernoff: never below the truth."""
    if count <= expected:
        return 1.0
    if expected == 0:
        return 0.0
    return math.exp(count - expected - count * math.log(count / expected))


@train_val_overlap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    X, y = data["validation_data"]
    X[7], y[7] = data["X"][20], data["y"][20]
    return data


@train_val_overlap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
