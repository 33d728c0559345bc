"""Class ids with holes between them."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import NUMBERED
from seqguard.core.places import Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact
from seqguard.facts.target.labels import Labels


@check("SG508", severity="warning")
def label_gap(train_y_plan: Train[Target[Plan]], train_y_labels: Train[Target[Labels]]) -> Iterable[Finding]:
    """Some ids between the smallest and the largest class do not occur.

    Situation: The class ids are 0, 1 and 3: one was filtered out, or is in another file.
    Why: the output needs max(y) + 1 units, and the idle ones are trained to stay silent; with as many units as classes,
        the highest ids have none. A class that was lost on the way leaves such a hole.
    Evidence: exact labels in train, arithmetic. Of ids that came as floats it is an info: they may be levels; so it is
        of the columns of one-hot rows, which have their unit whether or not it is used. On 60 real sets it never spoke.
    Remedy: y = np.unique(y, return_inverse=True)[1]; or look where the class went.
    Limits: a vocabulary of which the data use a part has holes by right. Whole numbers that may be a quantity
        (multiples of ten, frequencies that rise to a mode and fall), and -1 beside 1, are left alone.
    """
    labels = train_y_labels
    if len(labels.values) < 2 or labels.like_counts or labels.values.tolist() == [-1, 1]:
        return
    low, high = int(labels.values[0]), int(labels.values[-1])
    holes = high - low + 1 - len(labels.values)
    if holes <= 0:
        return
    before = exact(labels.values[int(np.flatnonzero(np.diff(labels.values) > 1)[0])])
    columns = train_y_plan.layout == "one-hot"
    absent = f"{count(holes, 'id does', 'ids do')} not occur, the first after {before}. "
    yield Finding(
        message=f"y has {len(labels.values)} classes with ids from {low} to {high}: {absent}Sparse "
        f"cross-entropy needs {high + 1} units for them; with {len(labels.values)}, label {high} has none."
        if not columns
        else f"{count(holes, 'column')} between the first and the last used one of the one-hot y "
        f"{'is' if holes == 1 else 'are'} 0 in every row of train, the first after column {before}.",
        remedy="Number the classes without gaps; if one was lost, look for the filter that dropped it.",
        fix="" if columns else NUMBERED,
        evidence={"classes": len(labels.values), "smallest": low, "largest": high, "missing": holes},
        severity=None if train_y_plan.integral and not columns else "info",
    )


@label_gap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": data["X"], "y": np.where(data["y"] >= 1, data["y"] + 2, data["y"])}


@label_gap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": data["X"], "y": data["y"] + 1}
