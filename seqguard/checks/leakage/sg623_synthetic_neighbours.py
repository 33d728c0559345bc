"""Validation samples that were interpolated from training samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._between import between, require_apart, require_dense
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample


@check(
    "SG623",
    severity="error",
    aliases=(
        "SMOTE before the split",
        "oversampling before splitting",
        "synthetic samples in validation",
        "augmentation before the split",
        "mixup across splits",
        "data leakage",
    ),
)
def synthetic_neighbours(
    plan: Other[Input[Plan]],
    train_plan: Train[Input[Plan]],
    train: Train[Input[Sample]],
    other: Other[Input[Sample]],
    train_series: Train[Input[Series]],
    *,
    angle: float = threshold(
        1e-5, 0, 1, source="7,660 samples of 48 sound sets: none between two neighbours to 1e-5; SMOTE in float32: all"
    ),
    least: float = threshold(
        0.03, 0, 1, source="35 sound sets of independent samples: 0; SMOTE before the split: 0.047"
    ),
    samples: int = threshold(3, 1, source="judgement: one or two samples may be averages by accident"),
) -> Iterable[Finding]:
    """Validation samples lie exactly between two training samples: they were made of them, before the split.

    Situation: SMOTE or another augmentation ran before the split.
    Why: SMOTE, mixup or interpolation made new samples of pairs of old ones, and then all were split. The network has
        seen both ends of each such validation sample, and the score on it is memory.
    Evidence: of up to 150 validation samples, at least 3 % (and three) lie on the line between two of their twelve
        nearest training samples, to 1e-5 in the cosine, in up to 96 cells. Samples that share no rows and are mostly of
        many values. Of 35 such sound sets not one sample did; SMOTE before the split was found in 35 of 35.
    Remedy: split first, then oversample the training part alone.
    Limits: above 2,048 training samples both ends are seldom in the sample, and so fewer such are found. Copies with
        noise, rotations and other augmentations lie on no line. Synthetic samples in train alone are no fault.
    """
    require_apart(plan, train_plan, train_series)
    if plan.T * plan.F < 4:
        raise Missing("needs samples of four values")
    require_dense(train.values)
    found = between(train.values, train.index, other.values, other.index, angle)
    if len(found.found) < max(samples, least * found.compared):
        return
    sample, one, two, way = found.found[0]
    yield Finding(
        message=f"{len(found.found):,} of {found.compared:,} samples of {plan.split} "
        f"({share(len(found.found), found.compared)}) lie exactly between two training samples, as SMOTE makes them: "
        f"{plan.at(sample)} is {share(way, 1)} of the way from {train_plan.beside(one)} to {train_plan.beside(two)}. "
        "They "
        "were made before the split, and the network has seen both ends.",
        remedy="Split first, then oversample the training part alone.",
        evidence={
            "between": len(found.found),
            "compared": found.compared,
            "share": evidence(len(found.found) / found.compared),
            "threshold": least,
        },
        samples=tuple(f[0] for f in found.found[:5]),
    )


def _smote(rng: np.random.Generator, X: np.ndarray, count: int) -> np.ndarray:
    flat = X.reshape(len(X), -1)
    i = rng.integers(0, len(X), count)
    distance = ((flat[i][:, None] - flat[None]) ** 2).sum(2)
    j = np.argsort(distance, axis=1)[np.arange(count), rng.integers(1, 6, count)]
    made: np.ndarray = X[i] + rng.random((count, 1, 1)) * (X[j] - X[i])
    return made


@synthetic_neighbours.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = labelled(rng)["X"].astype(np.float64)
    X = rng.permutation(np.concatenate([X, _smote(rng, X, 200)]))
    return {"X": X[:400], "validation_data": (X[400:],)}


@synthetic_neighbours.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = labelled(rng)["X"].astype(np.float64)
    return {"X": np.concatenate([X[:200], _smote(rng, X[:200], 200)]), "validation_data": (X[200:],)}
