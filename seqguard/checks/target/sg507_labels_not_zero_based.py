"""Class ids that do not begin at 0."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import NUMBERED
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact
from seqguard.core.thresholds import threshold
from seqguard.facts.target.labels import Labels
from seqguard.statistics.moments import Moments


@check("SG507", severity="warning", about="x")
def labels_not_zero_based(
    train_plan: Train[Input[Plan]],
    train: Train[Input[Moments]],
    train_y_plan: Train[Target[Plan]],
    train_y_labels: Train[Target[Labels]],
    *,
    of_ids: float = threshold(
        0.5, 0, 1, source="judgement: next events are most ids of the input, classes of texts few"
    ),
) -> Iterable[Finding]:
    """The smallest class id is not 0.

    Why: sparse categorical cross-entropy takes the label as the number of an output unit. With ids 1 to K and K units,
        K is refused on a CPU, and trained on as garbage on a GPU and with JAX (measured: labels 1 to 3 for 3 units
        reach a loss of 0.397 there).
    Evidence: the exact smallest label in train. Signs (-1, 0, 1) are an info, since a hinge loss wants them so, and so
        are ids that came as floats: they may be ratings. Tokens are no classes: they share the ids of the input, in
        which 0 is padding, and a vocabulary plus one unit is usual. The same holds of classes that are ids of the
        input, half of those or more: next events, of which the padding and the start never are an answer.
    Remedy: y = np.unique(y, return_inverse=True)[1].
    Limits: with one unit more than classes such ids work, at the price of a unit that never answers. A model's units
        are compared by label-out-of-range. Whole numbers that may be a quantity (multiples of ten, frequencies that
        rise to a mode and fall) are left alone.
    """
    labels = train_y_labels
    if len(labels.values) < 2 or labels.values[0] == 0 or labels.like_counts:
        return
    low, high, k = labels.values[0], labels.values[-1], len(labels.values)
    ids = (float(train.feature_min().min()), float(train.feature_max().max()))
    inside = train_plan.integral and len(train_plan.shape) == 2 and ids[0] <= low and high <= ids[1]
    if inside and k >= of_ids * (ids[1] - ids[0]):
        return  # ids of the input, in which 0 is left to padding
    signs = low == -1 and high <= 1
    yield Finding(
        message=f"The {k} class ids go from {exact(low)} to {exact(high)}. Sparse categorical cross-entropy numbers "
        f"the units from 0: with {k} units, label {exact(low if low < 0 else high)} has none."
        if not signs
        else f"The classes are signs from -1 to {exact(high)}, as a hinge loss or a regression wants them; "
        "cross-entropy wants ids from 0.",
        remedy="Number the classes from 0; `classes[y]` brings them back.",
        fix=NUMBERED,
        evidence={"smallest": evidence(low), "largest": evidence(high), "classes": k},
        severity="info" if signs or not train_y_plan.integral else None,
        tensor=train_y_plan.tensor,
    )


@labels_not_zero_based.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": data["X"], "y": data["y"] + 1}


@labels_not_zero_based.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng, classes=2)
    return {"X": data["X"], "y": 2 * data["y"] - 1}


@labels_not_zero_based.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
