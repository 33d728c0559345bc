"""A class with hardly any samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import number
from seqguard.core.places import Target, Train
from seqguard.core.text import evidence, exact, num
from seqguard.core.thresholds import threshold
from seqguard.facts.target.labels import Labels

SHOWN = 30
"""Classes whose weights are written out: of more, a line of them is no code that anybody reads."""


@check(
    "SG506",
    severity="warning",
    explains=("SG502",),
    aliases=(
        "rare class",
        "imbalanced classes",
    ),
)
def class_imbalance(
    train_y_labels: Train[Target[Labels]],
    *,
    few: int = threshold(10, 0, source="judgement: of ten samples, a fifth for validation is two"),
    ratio: float = threshold(0.1, 0, 1, source="60 sound sets: the rarest class has .24 of the commonest or more"),
    always: float = threshold(0.02, 0, 1, source="60 sound sets: the rarest class has .24 of the commonest or more"),
    noted: float = threshold(0.25, 0, 1, source="60 sound sets: the rarest class has .24 of the commonest or more"),
) -> Iterable[Finding]:
    """One class has far fewer samples than another.

    Why: always answering the large class has the accuracy of its share, and the gradients of a handful of samples drown
        in the mean.
    Evidence: exact counts in train. A warning where the rarest class has a fiftieth of the commonest, or a tenth and at
        most 10 samples; an info under a quarter. On 60 real sets no warning; the rarest real class stands at 0.24 of
        the commonest.
    Remedy: `class_weight` in fit, and a metric of the rare class (recall, area under the precision-recall curve) beside
        accuracy.
        A single 1 among zeros is what a scaled target becomes when it is cast to integers; that is said then.
    Limits: rare classes are real, and then this says what accuracy will be worth. Whole numbers that may be a quantity
        (multiples of ten, frequencies that rise to a mode and fall) are left alone.
    """
    labels = train_y_labels
    if len(labels.values) < 2 or labels.like_counts:
        return
    rare, common = int(labels.counts.argmin()), int(labels.counts.argmax())
    smallest, largest = int(labels.counts[rare]), int(labels.counts[common])
    found = smallest / largest
    if found >= noted:
        return
    loud = found < always or (found <= ratio and smallest <= few)
    top = largest / labels.n
    weights = ", ".join(
        f"{number(value)}: {number(evidence(labels.n / (len(labels.values) * times)))}"
        for value, times in zip(labels.values, labels.counts, strict=True)
    )
    cut = [*labels.values] == [0, 1] and rare == 1 and smallest == 1
    yield Finding(
        message=f"Class {exact(labels.values[rare])} has {smallest:,} of {labels.n:,} targets, class "
        f"{exact(labels.values[common])} {largest:,}. Always answering {exact(labels.values[common])} has accuracy "
        f"{num(top)}: accuracy will say nothing about the rare class."
        + (" A target scaled to [0, 1] looks like this when its fractions are cut off." if cut else ""),
        remedy="Look for `astype(int)` or `//` behind the scaler, and use `astype('float32')`; collect more of class 1 "
        "if 1 is all there is."
        if cut
        else "Weight the classes by `class_weight`, and judge by the recall of class "
        f"{exact(labels.values[rare])}; collect more of it if {smallest:,} is all there is.",
        fix=f"class_weight = {{{weights}}}" if len(labels.values) <= SHOWN and not cut else "",
        evidence={
            "rarest": smallest,
            "of": labels.n,
            "ratio": evidence(found),
            "share_of_commonest": evidence(top),
            "threshold": ratio,
        },
        severity=None if loud else "info",
    )


@class_imbalance.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng, classes=2)
    rare = np.flatnonzero(data["y"] == 1)[:3]
    keep = np.sort(np.concatenate([np.flatnonzero(data["y"] == 0), rare]))
    return {"X": data["X"][keep], "y": data["y"][keep]}


@class_imbalance.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng, classes=2)
    rare = np.flatnonzero(data["y"] == 1)[:40]
    keep = np.sort(np.concatenate([np.flatnonzero(data["y"] == 0), rare]))
    return {"X": data["X"][keep], "y": data["y"][keep]}


@class_imbalance.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng, n=900)
    return {"X": data["X"], "y": rng.poisson(1.2, 900)}  # counts, not classes
