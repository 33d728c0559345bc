"""Validation samples that are training samples, changed a little."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._between import require_apart, require_dense
from seqguard.checks.leakage._near import Near, near
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.scale.normalised import Normalised
from seqguard.statistics.sample import Sample

HOW = {
    "noise": "with noise",
    "scale": "at another size or level",
    "mirror": "upside down",
    "backwards": "from its end to its beginning",
}


@check(
    "SG629",
    severity="error",
    explains=("SG623",),
    aliases=(
        "augmentation before the split",
        "jittered copies across splits",
        "noisy copies in validation",
        "scaled copies across splits",
        "flipped copies across splits",
        "data leakage",
    ),
)
def augmented_copies(
    plan: Other[Input[Plan]],
    train_plan: Train[Input[Plan]],
    train: Train[Input[Sample]],
    other: Other[Input[Sample]],
    train_series: Train[Input[Series]],
    train_normalised: Train[Input[Normalised]],
    *,
    exact: float = threshold(
        1e-8, 0, 1, source="formula: float32 leaves 1e-9 of 1 - r at a level of 500 deviations; measured samples 1e-3"
    ),
    least: float = threshold(0.05, 0, 1, source="judgement: of SMOTE, 0.03; a shape that recurs once is an accident"),
    ratio: float = threshold(
        0.3, 0, 1, source="375 sound sets: with the two rules below none of them is taken for copies"
    ),
    half: float = threshold(0.3, 0, 1, source="judgement: augmented twice or more, a third of validation has its twin"),
    white: float = threshold(
        0.3, 0, 1, source="375 sound sets: what differs from the nearest sample is smooth where the samples are"
    ),
) -> Iterable[Finding]:
    """Validation samples are training samples with noise, at another size, mirrored or backwards.

    Situation: The samples were augmented first and split afterwards.
    Why: augmentation made new samples of old ones, and then all were split. The network has seen the sample itself,
        and the score on its copy is memory.
    Evidence: of up to 150 validation samples, in up to 96 cells: 5 % or more are the shape of a training sample, turned
        or not, to 1 - r < 1e-8, which measured samples never are. Or 30 % or more are nearer to one training sample
        than 0.3 of the distance to the fifteenth nearest, all at one distance, and what differs is white though the
        samples are not: a warning. Samples that share no rows and were not scaled
        each for itself, mostly of many values. None of 206 sound sets is told.
    Remedy: split first, then augment the training part alone.
    Limits: above 2,048 training samples both are seldom in the sample. Noise of a third of the signal hides a copy, and
        so do shifts in time, crops and warps. Copies of copies are told by the nearest.
    """
    require_apart(plan, train_plan, train_series)
    if train_normalised.window:
        raise Missing("windows that were scaled each for itself may share rows that are told no more")
    if (plan.T, plan.F) != (train_plan.T, train_plan.F):
        raise Missing("needs samples of one shape")
    require_dense(train.values)
    if len(other.values) < 2:
        raise Missing("needs two samples to compare")
    found = near(train.values, train.index, other.values, other.index, exact, ratio, white)
    if found is None:
        return
    noisy = found.how == "noise"
    if len(found.found) < max(3.0, (half if noisy else least) * found.compared):
        return
    yield _finding(plan, train_plan, found, half if noisy else least)


def _finding(plan: Plan, train_plan: Plan, found: Near, limit: float) -> Finding:
    sample, of = found.found[0]
    noisy = found.how == "noise"
    shown = f" Their distance from it is {num(found.nearest)} of that to the fifteenth nearest." if noisy else ""
    return Finding(
        message=f"{len(found.found):,} of {found.compared:,} samples of {plan.split} "
        f"({share(len(found.found), found.compared)}) are a training sample {HOW[found.how]}, as augmentation makes "
        f"them: {plan.at(sample)} is {train_plan.beside(of)}.{shown} They were made before the split, and the network "
        "has seen what they were made of.",
        remedy="Split first, then augment the training part alone.",
        evidence={
            "copies": len(found.found),
            "compared": found.compared,
            "share": evidence(len(found.found) / found.compared),
            "nearest": evidence(found.nearest),
            "threshold": limit,
        },
        samples=tuple(s for s, _ in found.found[:5]),
        severity="warning" if noisy else None,
    )


def _augmented(rng: np.random.Generator, how: str) -> dict[str, Any]:
    X = labelled(rng)["X"].astype(np.float64)
    size = len(X), 1, 1
    made = {
        "noise": X + 0.05 * rng.standard_normal(X.shape),
        "scale": X * rng.uniform(0.8, 1.2, size),
        "mirror": -X,
        "backwards": X[:, ::-1],
    }[how]
    X = rng.permutation(np.concatenate([X, made])).astype(np.float32)
    return {"X": X[:480], "validation_data": (X[480:],)}


@augmented_copies.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _augmented(rng, "noise")


@augmented_copies.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _augmented(rng, "scale")


@augmented_copies.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _augmented(rng, "mirror")


@augmented_copies.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _augmented(rng, "backwards")


@augmented_copies.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = labelled(rng)["X"]
    train = np.concatenate([X[:200], X[:200] + 0.05 * rng.standard_normal(X[:200].shape)])
    return {"X": train.astype(np.float32), "validation_data": (X[200:],)}


@augmented_copies.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    wave = 2 * np.sin(0.2 * np.arange(40) + rng.uniform(0, 6, (400, 1)))  # one wave at many phases
    X = (wave + 0.3 * rng.standard_normal(wave.shape))[..., None]
    return {"X": X[:300], "validation_data": (X[300:],)}


@augmented_copies.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    t = np.arange(40)
    X = np.sin(0.3 * t + rng.uniform(0, 6, (400, 1))) * rng.uniform(0.5, 2, (400, 1))  # one shape, by nature
    X = X + 0.01 * rng.standard_normal(X.shape)
    return {"X": X[:300, :, None], "validation_data": (X[300:, :, None],)}
