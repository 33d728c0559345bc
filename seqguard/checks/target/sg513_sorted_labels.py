"""Samples in the order of their classes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import KEEP
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import times
from seqguard.core.thresholds import threshold
from seqguard.facts.target.labels import Labels
from seqguard.statistics.labels import LabelCounts


@check("SG513", severity="info", explains_in_splits=("SG501", "SG511", "SG512"))
def sorted_labels(
    y_plan: Target[Plan],
    y: Target[LabelCounts],
    y_labels: Target[Labels],
    *,
    least: int = threshold(20, 4, source="formula: 20 labels of two even classes are sorted by chance once in 92,378"),
) -> Iterable[Finding]:
    """The samples are sorted by class.

    Why: fit(validation_split=0.2) takes the last fifth, which then holds the last classes alone; with shuffle=False
        each batch holds one class, and the network forgets the others on the way.
    Evidence: the label changes exactly as often as there are classes, less one, over at least 20 samples. 3 of 98 real
        sets are sorted so, all read from archive files; hence a note as long as it is not known how fit is called.
    Remedy: shuffle once, X and y alike, or split with stratify=y; fit(shuffle=True) does not help validation_split.
    Limits: a recording of one activity after the other is sorted by time as well.
    """
    k = len(y_labels.values)
    if y_plan.T > 1 or k < 2 or y_labels.n < least or y.changes != k - 1:
        return
    yield Finding(
        message=f"The {y_labels.n:,} samples are sorted by their {k} classes: the label changes {times(k - 1)}. "
        "validation_split would validate on the last classes alone.",
        remedy="Shuffle X and y by one permutation, or split with `stratify=y`.",
        fix=f"keep = np.random.default_rng(0).permutation(len(y))\n{KEEP}",
        evidence={"changes": y.changes, "classes": k, "samples": y_labels.n},
    )


@sorted_labels.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    order = np.argsort(data["y"], kind="stable")
    return {"X": data["X"][order], "y": data["y"][order]}


@sorted_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
