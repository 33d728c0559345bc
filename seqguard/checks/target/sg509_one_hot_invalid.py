"""One-hot rows that name no class, or two."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import agree, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.labels import LabelCounts


@check("SG509", severity="error")
def one_hot_invalid(
    y_plan: Target[Plan],
    y: Target[LabelCounts],
    *,
    most: float = threshold(0.1, 0, 1, source="143 real sets: none; more such rows are a multi-label target"),
) -> Iterable[Finding]:
    """Some rows of a one-hot target do not hold a single 1.

    Situation: `to_categorical` or `get_dummies` left rows without a class, or with two.
    Why: categorical cross-entropy adds up over the ones: a row of zeros has loss 0 whatever is answered, a row of two
        asks for what a softmax cannot give.
    Evidence: rows that are not a single 1 among zeros, exact; at most 10 % of all, since more of them are a multi-label
        target. No false alarm on 143 real sets.
    Remedy: np.flatnonzero(y.sum(1) != 1) names the rows; look up their labels, or drop them.
    Limits: a multi-label target of which 90 % of the rows hold one label is taken for one-hot: say task="multilabel".
    """
    if y_plan.layout != "one-hot" or y_plan.task != "classification" or not 0 < y.broken <= most * y_plan.n * y_plan.T:
        return
    first, rows = y.broken_first[0], y_plan.n * y_plan.T
    yield Finding(
        message=f"{y.broken:,} of {rows:,} rows ({share(y.broken, rows)}) {agree(y.broken, 'does', 'do')} not hold a "
        "single 1 among zeros, such as "
        f"{y_plan.at(first)}. A row of zeros has loss 0 whatever the answer; two ones cannot both be met.",
        remedy="Look up their labels, or drop them. If samples have several labels, say `task='multilabel'` and use "
        "binary cross-entropy.",
        fix=drop_samples("((y != 0).sum(-1) == 1).reshape(len(y), -1).all(1)", "not one label"),
        evidence={"broken": y.broken, "of": rows, "threshold": most},
        samples=y.broken_first,
    )


@one_hot_invalid.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    y = np.eye(3, dtype=np.float32)[data["y"]]
    y[5], y[9, :2] = 0, 1
    return {"X": data["X"], "y": y}


@one_hot_invalid.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": data["X"], "y": (rng.random((300, 4)) < 0.4).astype(np.float32)}  # several labels a sample
