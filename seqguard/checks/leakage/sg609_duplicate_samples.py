"""Samples that stand more than once."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Input, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, few, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.copies import Copies
from seqguard.facts.splits.seen import Tail


@check(
    "SG609",
    severity="warning",
    aliases=(
        "duplicate-windows",
        "repeated samples",
    ),
)
def duplicate_samples(
    plan: Input[Plan],
    copies: Input[Copies],
    train_copies: Train[Input[Copies]],
    *,
    chance: float = threshold(0.001, 0, 1, source="Poisson: one data set in 1,000 has so many copies by chance"),
    least: float = threshold(
        0.005,
        0,
        1,
        source="sound texts and melodies quote themselves in .06 %; copies of 5 % of the samples found in .98",
    ),
    different: float = threshold(
        0.001, 0, 1, source="sound texts quote .03 % of themselves; of published reviews .22 % were copied"
    ),
    cycle: float = threshold(
        0.5, 0, 1, source="judgement: a series that repeats itself does so in most windows, copies of windows are fewer"
    ),
) -> Iterable[Finding]:
    """The same sample is repeated within one split.

    Why: it weighs several times in the loss, and when the data are split afterwards, one of its copies is trained
        on and another validates: copies made to balance classes, joined files that overlap, a loop that appended
        twice.
    Evidence: whole samples compared by 64-bit hash, those left out that move in fewer than four steps. Chance is
        taken to give as many as there are samples whose halves stand in two different other samples. A warning where
        so many have a probability under 0.001 (Poisson) and 0.5 % of all samples repeat, or 0.1 %, and two, as
        different ones; else an info: texts and melodies quote themselves in less. Copies of 5 % and 30 % of the
        samples were found in .98 and 1.00 of 60 sets; on the sound ones it says two notes.
    Remedy: keep one of each: np.unique(X.reshape(len(X), -1), axis=0, return_index=True); use sample weights to
        balance classes.
    Limits: copies to which noise was added are not found. In data of few different values equal samples are
        natural; they are then an info, and so are sequences of few symbols of which chance explains a tenth, such as
        the prefixes of an event log, and the windows of a series which repeats itself in half or more of them.
    """
    r = copies
    if not r.first:
        return
    if r.tail is None or not r.tail.matched:
        yield Finding(
            message=f"{count(r.resting, 'sample')} that hardly move stand more than once (up to {r.most:,} times), the "
            f"first is {plan.at(r.first[0])}. Such samples repeat by chance.",
            remedy="Look whether they come from the same source.",
            evidence={"resting": r.resting},
            samples=r.first,
            severity="info",
        )
        return
    natural = r.natural or train_copies.natural  # a further split is smaller, and tells less of what it repeats
    copied = r.tail.chance < chance
    cyclic = copied and r.of_one_series and r.repeated >= cycle * r.samples
    loud = (
        copied
        and not cyclic
        and not natural
        and (r.repeated >= least * r.samples or r.groups >= max(2, different * r.samples))
    )
    yield Finding(
        message=f"{r.repeated:,} of {r.samples:,} samples ({share(r.repeated, r.samples)}) are copies of "
        f"{count(r.groups, 'distinct sample')} (up to {r.most:,} each), first {plan.at(r.first[0])}. "
        + _judgement(r, r.tail, copied, cyclic, natural),
        remedy="Keep one of each before splitting, unless they are there on purpose.",
        fix="first = np.unique(X.reshape(len(X), -1), axis=0, return_index=True)[1]\n"
        + drop_samples("np.isin(np.arange(len(X)), first)", "copies of another sample"),
        evidence={
            "repeated": r.repeated,
            "of": r.samples,
            "groups": r.groups,
            "expected": evidence(r.tail.expected),
            "chance": evidence(r.tail.chance),
            "threshold": chance,
        },
        samples=r.first,
        severity="warning" if loud else "info",
    )


def _judgement(r: Copies, tail: Tail, copied: bool, cyclic: bool, natural: bool) -> str:
    if cyclic:
        return "They are the windows of a series that repeats itself."
    moving = f" of the {tail.samples:,} that move in {tail.changes} steps or more" if tail.samples < r.samples else ""
    if not copied:
        return f"The data repeat themselves: chance explains {num(tail.expected)}{moving}, and {tail.matched:,} do."
    found = f"; {tail.matched:,} do" if moving else ""
    nature = " Sequences of these few symbols repeat by nature." if natural else ""
    weight = "Each copy counts in the loss."
    return f"Chance would explain {few(tail.expected)}{moving}{found}.{nature} {weight}"


@duplicate_samples.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][10:20], data["y"][10:20] = data["X"][200:210], data["y"][200:210]
    return {k: data[k] for k in ("X", "y")}


@duplicate_samples.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    counts = (rng.random((300, 12, 1)) < 0.1).astype(np.float32)  # rare events: equal windows come by chance
    return {"X": counts, "y": rng.standard_normal(300).astype(np.float32)}
