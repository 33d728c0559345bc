"""Class ids that name other classes in validation than in train."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._renumbered import Renumbered, renumbered
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Target, Train
from seqguard.core.plan import Array, Ints, Plan
from seqguard.core.text import count, evidence, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

SHOWN = 4
NEAR = 0.15
"""What the renamed classes may be told worse than within train, and must be told better than the most frequent one."""


@check(
    "SG624",
    severity="warning",
    about="y",
    aliases=(
        "scrambled labels",
        "label encoder fitted per split",
        "os.listdir order",
        "glob order",
        "class_indices differ",
        "one-hot order differs",
        "label-shuffle",
        "codes that differ between splits",
    ),
)
def labels_renumbered(
    train_plan: Train[Input[Plan]],
    train: Train[Input[Sample]],
    train_y: Train[Target[Sample]],
    y_plan: Other[Target[Plan]],
    other: Other[Input[Sample]],
    other_y: Other[Target[Sample]],
    *,
    own: float = threshold(
        0.7,
        0,
        1,
        source="49 sound sets: where train tells its own classes so well, a renaming gains nothing in 14 of 14",
    ),
    gain: float = threshold(
        0.3, 0, 1, source="49 sound sets: 0.3 at most, and none where train tells its own; faults 0.55"
    ),
    chance: float = threshold(
        -3.0, -300, 0, source="formula: decimal logarithm of McNemar's probability, one in 1,000"
    ),
    certain: float = threshold(
        -12.0, -300, 0, source="formula: one in a million millions; a fault of 400 samples has -40"
    ),
) -> Iterable[Finding]:
    """The classes of validation are numbered in another order than those of train.

    Situation: A LabelEncoder was fitted for each split, or the folders were listed in another order.
    Why: a label encoder, `to_categorical` or a list of folders was made for each split by itself, and gives the same
        class another number in each. The network is right and scored as wrong, at the level of chance or below.
    Evidence: class means of each feature's mean, deviation and mean step, taken in half of train, tell 0.7 of the
        other half; in validation they tell as much only under another numbering, found on one half of validation and
        judged on the other, where it gains 0.3 or more. An error where chance would give that once in a million
        millions. Of 49 sound sets none; classes exchanged in 14 sets that tell their own so well were found in 10.
    Remedy: fit one encoder on train and use it for each split; sort lists of folders and files.
    Limits: needs classes that such class means tell, and two of them exchanged. A shift of the inputs lowers
        both numberings alike and is not taken for one.
    """
    if y_plan.task != "classification" or train_plan.task == "tokens" or y_plan.T > 1:
        raise Missing("needs one class for each sample, and numbers as inputs")
    if len(train.values) != len(train_y.values) or len(other.values) != len(other_y.values):
        raise Missing("X and y have different numbers of samples in one of the splits")
    found = renumbered(train.values, ids(train_y), other.values, ids(other_y))
    if found is None or len(found.renaming) < 2 or found.own < own:
        return
    told = found.renamed >= max(found.own - NEAR, found.usual + NEAR)
    if told and found.renamed - found.as_given >= gain and found.log_chance < chance:
        yield _finding(y_plan, found, certain)


def ids(sample: Sample) -> Ints:
    """(n,) class ids of labels or of their one-hot rows."""
    values: Array = sample.values[:, 0]
    return values.argmax(1) if values.shape[1] > 1 else np.nan_to_num(values[:, 0], nan=-1).astype(np.int64)


def _finding(y_plan: Plan, found: Renumbered, certain: float) -> Finding:
    pairs = ", ".join(f"{here} is train's {there}" for here, there in found.renaming[:SHOWN])
    more = f" and {len(found.renaming) - SHOWN} more" if len(found.renaming) > SHOWN else ""
    return Finding(
        message=f"The classes of {y_plan.split} are numbered otherwise than train's: {pairs}{more}. Train's class "
        f"means tell {share(found.as_given, 1)} of {count(found.n, 'sample')} by the ids as given and "
        f"{share(found.renamed, 1)} "
        f"after that renaming ({share(found.own, 1)} within train).",
        remedy="Fit one label encoder on train and use it for each split; sort folders before they are numbered.",
        evidence={
            "told_within_train": evidence(found.own),
            "told_as_given": evidence(found.as_given),
            "told_renamed": evidence(found.renamed),
            "log10_chance": evidence(found.log_chance),
            "renamed": len(found.renaming),
        },
        severity="error" if found.log_chance < certain else "warning",
    )


def _turned(rng: np.random.Generator, order: list[int]) -> dict[str, Any]:
    data = labelled(rng, n=600)
    val, y_val = data["validation_data"]
    return {**data, "validation_data": (val, np.array(order)[y_val])}


@labels_renumbered.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _turned(rng, [1, 2, 0])


@labels_renumbered.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = _turned(rng, [0, 1, 2])
    val, y_val = data["validation_data"]
    return {**data, "validation_data": (val * 1.5 + 0.5, y_val)}  # another device: a shift, and no other order
