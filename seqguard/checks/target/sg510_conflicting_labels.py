"""Equal samples, different labels."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.target._conflicts import Conflicts
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, evidence, share
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.copies import Copies

AGREEING = """\
which = np.unique(X.reshape(len(X), -1), axis=0, return_inverse=True)[1].ravel()
low, high = np.full(len(X), np.inf), np.full(len(X), -np.inf)
np.minimum.at(low, which, y.ravel())
np.maximum.at(high, which, y.ravel())
""" + drop_samples("(low == high)[which]", "equal samples with different labels")


@check("SG510", severity="warning", explains=("SG609",), about="x")
def conflicting_labels(
    plan: Input[Plan],
    y_plan: Target[Plan],
    conflicts: Input[Conflicts],
    copies: Input[Copies],
    train_copies: Train[Input[Copies]],
    *,
    least: float = threshold(0.01, 0, 1, source="98 real sets: none; 2 % of conflicting copies found in .99"),
    chance: float = threshold(0.001, 0, 1, source="Poisson: one data set in 1,000 has so many copies by chance"),
) -> Iterable[Finding]:
    """The same sample has two labels.

    Why: no network can answer both; the loss has a floor above 0, and the labels of one of the two are wrong, or the
        features leave out what tells them apart.
    Evidence: samples equal by 64-bit hash, where chance does not explain so many copies (see duplicate-samples), whose
        labels, read again, differ: at least 1 % of all samples. An info where equal samples are the population, as
        the prefixes of an event log are: what follows them is a draw. On 98 real sets no false alarm.
    Remedy: look the pairs up in the source; keep the right one, or drop both.
    Limits: of three and more copies the first is compared with the last. Windows of few different values, as counts at
        rest, are equal by chance and not meant. Fewer than 1 % are left to duplicate-samples.
    """
    c, tail = conflicts, copies.tail
    if tail is None or tail.chance >= chance or c.samples < least * plan.n:
        return
    natural = copies.natural or train_copies.natural  # a further split is smaller, and tells less of what it repeats
    a, b = c.pairs[0]
    yield Finding(
        message=f"{count(c.samples, 'sample')} of {plan.n:,} ({share(c.samples, plan.n)}) "
        f"{agree(c.samples, 'equals', 'equal')} another one and "
        f"{agree(c.samples, 'has', 'have')} another label: {plan.at(a)} is {plan.at(b)}, but {y_plan.at(a)} is not "
        f"{y_plan.at(b)}. Of {c.groups:,} "
        f"repeated samples {c.conflicting:,} {agree(c.conflicting, 'does', 'do')} so. "
        + (
            "Sequences of these few symbols repeat by nature, and do not settle what follows: the loss has a floor "
            "above 0."
            if natural
            else "No network can answer both."
        ),
        remedy=f"Compare {y_plan.tensor}[{a}] and {y_plan.tensor}[{b}] with the source: keep the right label, or drop "
        "both; if both are right, a feature that tells them apart is missing.",
        fix=AGREEING if y_plan.T * y_plan.F == 1 else "",
        evidence={
            "conflicting_samples": c.samples,
            "of": plan.n,
            "groups": c.conflicting,
            "repeated_groups": c.groups,
            "share": evidence(c.samples / plan.n),
            "threshold": least,
        },
        samples=tuple(dict.fromkeys(s for pair in c.pairs for s in pair))[:5],
        severity="info" if natural else None,
    )


@conflicting_labels.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    X, y = data["X"], data["y"]
    X[10:20], y[10:20] = X[200:210], (y[200:210] + 1) % 3
    return {"X": X, "y": y}


@conflicting_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    X, y = data["X"], data["y"]
    X[10:20], y[10:20] = X[200:210], y[200:210]
    return {"X": X, "y": y}


@conflicting_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    counts = (rng.random((300, 12, 1)) < 0.1).astype(np.float32)  # rare events: equal windows come by chance
    return {"X": counts, "y": rng.integers(0, 2, 300)}
