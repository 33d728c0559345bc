"""A class that is not validated."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Other, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, exact, num
from seqguard.core.thresholds import threshold
from seqguard.facts.target.labels import Labels


@check("SG511", severity="warning")
def class_missing_in_val(
    y_plan: Other[Target[Plan]],
    train_y_labels: Train[Target[Labels]],
    other_y_labels: Other[Target[Labels]],
    *,
    chance: float = threshold(0.01, 0, 1, source="formula: (1 - p)**n, one split in 100 lacks the class by chance"),
) -> Iterable[Finding]:
    """A class of train does not occur in another split.

    Why: how well that class is told is not known, and every metric is better or worse than it will be in use.
    Evidence: exact labels of both. With the class's share p in train and n samples (as many independent ones as would
        change their label as often in order), chance leaves it out with (1 - p)**n: a warning where that is under 0.01,
        else an info. On 60 real sets it never spoke.
    Remedy: split with the classes kept in proportion (stratify=y), or along a time that holds all of them.
    Limits: labels that follow each other in time are not independent draws; they are counted by how often they change,
        and those of a horizon once a sample.
    """
    train, here = train_y_labels, other_y_labels
    lost = ~np.isin(train.values, here.values)
    if not lost.any() or not here.n:
        return
    draws = here.draws / y_plan.T  # the steps of a horizon stand in several samples, or follow each other
    odds = np.exp(draws * np.log1p(-np.minimum(train.counts[lost] / train.n, 1 - 1e-12)))
    missing = train.values[lost]
    loud = odds.min() < chance and not train.like_counts
    shown = ", ".join(exact(v) for v in missing[:5])
    yield Finding(
        message=f"{count(len(missing), 'class', 'classes')} of train ({shown}{', ...' if len(missing) > 5 else ''}: "
        f"{int(train.counts[lost].sum()):,} of {train.n:,} samples) {'does' if len(missing) == 1 else 'do'} not occur "
        f"among {here.n:,} in {y_plan.split}. Drawn at random, the chance of that is {num(odds.min())}. You will not "
        "know how well the model predicts it.",
        remedy="Split with `stratify=y` (per group or per block of time where samples belong together).",
        evidence={
            "missing": [float(v) for v in missing[:20]],
            "classes": len(missing),
            "chance": evidence(odds.min()),
            "threshold": chance,
        },
        severity=None if loud else "info",
    )


@class_missing_in_val.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    X, y = data["validation_data"]
    return {**data, "validation_data": (X[y != 1], y[y != 1])}


@class_missing_in_val.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["y"][:3] = 3  # so rare that chance leaves it out
    return data
