"""A class that is validated and was never trained on."""

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


@check("SG512", severity="warning")
def unseen_class_in_val(
    y_plan: Other[Target[Plan]],
    train_y_labels: Train[Target[Labels]],
    other_y_labels: Other[Target[Labels]],
    *,
    chance: float = threshold(0.001, 0, 1, source="formula: (1 - p)**n, one split in 1,000 lacks the class by chance"),
) -> Iterable[Finding]:
    """A class of another split does not occur in train.

    Situation: A rare class fell into validation as a whole.
    Why: the network cannot learn to answer it: all its samples are wrong, and where train sets the number of units, its
        label has none. The split was made along something the class depends on, or labels were numbered in each split
        by itself.
    Evidence: exact labels of both. With the class's share p there and n samples in train (as many independent ones as
        would change their label as often in order), chance leaves it out with (1 - p)**n: an error where that is under
        0.001, else a warning. No false alarm on 143 real sets.
    Remedy: split with the classes kept in proportion, and number the labels once, before splitting.
    Limits: whole numbers that may be a quantity (multiples of ten, frequencies that rise to a mode and fall) are at
        most a note: a new maximum is no new class.
    """
    train, here = train_y_labels, other_y_labels
    new = ~np.isin(here.values, train.values)
    if not new.any() or not train.n:
        return
    odds = np.exp(train.draws * np.log1p(-np.minimum(here.counts[new] / here.n, 1 - 1e-12)))
    unseen, times = here.values[new], int(here.counts[new].sum())
    shown = ", ".join(exact(v) for v in unseen[:5])
    quiet = train.like_counts or here.like_counts
    yield Finding(
        message=f"{count(len(unseen), 'class', 'classes')} of {y_plan.split} "
        f"({shown}{', ...' if len(unseen) > 5 else ''}: {times:,} of {here.n:,} samples) "
        f"{'does' if len(unseen) == 1 else 'do'} not occur in train, which by chance "
        f"has probability {num(odds.min())}. The network cannot answer it.",
        remedy="Number the labels once, before splitting, and split with `stratify=y` (per group where samples belong "
        "together).",
        evidence={
            "unseen": [float(v) for v in unseen[:20]],
            "classes": len(unseen),
            "unseen_samples": times,
            "chance": evidence(odds.min()),
            "threshold": chance,
        },
        severity="info" if quiet else "error" if odds.min() < chance else None,
    )


@unseen_class_in_val.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    keep = data["y"] != 1
    return {**data, "X": data["X"][keep], "y": data["y"][keep]}


@unseen_class_in_val.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
