"""Validation samples that are training samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._splits import of, trusted
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import drop_samples
from seqguard.core.places import Base, Input, Other
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, evidence, few, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.overlap import Whole
from seqguard.facts.splits.seen import Tail


@check(
    "SG604",
    severity="error",
    explains=("SG612",),
    aliases=(
        "val-in-train",
        "test windows copied from train",
        "wrong test slice",
    ),
)
def train_val_overlap(
    plan: Other[Input[Plan]],
    base_plan: Base[Input[Plan]],
    other_whole: Other[Input[Whole]],
    *,
    chance: float = threshold(0.001, 0, 1, source="Poisson: one split in 1,000 has so many copies by chance"),
    repeats: float = threshold(
        0.5,
        0,
        1,
        source="formula: samples drawn alike meet train as often as train meets itself, half is within chance",
    ),
) -> Iterable[Finding]:
    """Samples of validation are equal to samples of train, or those of test to samples of validation.

    Why: their loss measures memory, and so does every choice that is made by it: when to stop, which model to keep.
    Evidence: whole samples compared by 64-bit hash, those left out that move in fewer than four steps. If equality
        came by chance, samples whose first half stands in one training sample and whose second half in another
        would be at least as frequent: they are what chance is taken to give, or the product of both shares where
        that is more. An error where as many matches have a probability under 0.001 (Poisson, the tails of ever more
        moving samples tried counted in), else an info; a warning where neither split is train. An info as well where
        train repeats itself half as often as validation repeats train, and does so by nature: windows of a series that
        repeats itself to the last bit (a calendar, a simulated cycle; its future is its past), and sequences of few
        symbols, such as the prefixes of an event log. Of 60 sound sets 2
        have such equal samples (rare counts), said as a note. Copies of 2 %, 30 % and all of the validation samples
        were found in .93, .98 and 1.00 of 59 sets.
    Remedy: drop the duplicates before splitting: np.unique(X.reshape(len(X), -1), axis=0, return_index=True).
    Limits: samples that differ in one value are not found. In data of few different values equal samples are
        natural; they are then an info. Samples of at most four steps that train repeats as well give a warning.
    """
    w = other_whole
    if not w.pairs:
        return
    sample, in_base = w.pairs[0]
    pair = f"a {of(base_plan)} sample: {plan.at(sample)} is {base_plan.beside(in_base)}"
    if w.tail is None or not w.tail.matched:
        yield _resting(plan, base_plan, w, pair)
        return
    by_chance = w.tail.chance >= chance
    again = w.repeated_in_base >= repeats * w.share
    population, cyclic = again and w.population, again and w.of_one_series
    short = again and plan.T <= 4  # windows of a few steps of a series that rests or repeats are few different ones
    severity: Severity = "error" if base_plan.split == "train" and not short else "warning"
    quiet = by_chance or population or cyclic
    same = w.matched == plan.n == base_plan.n and all(a == b for a, b in w.pairs)
    yield Finding(
        message=f"{w.matched:,} of {w.samples:,} {plan.split} samples ({share(w.matched, w.samples)}) "
        f"{agree(w.matched, 'is', 'are')} equal to "
        f"{pair}. {_judgement(w, w.tail, by_chance)}"
        + (_repeats(w, base_plan, population) if again and not by_chance else "")
        + ("" if quiet else trusted(plan, base_plan)),
        remedy=f"Look for one array that was passed twice: {plan.split} is {base_plan.split}, sample by sample."
        if same
        else f"Drop duplicates before splitting, or from {plan.split} those that {base_plan.split} has.",
        fix="seen = {sample.tobytes() for sample in X_train}\n"
        + drop_samples(
            "np.array([sample.tobytes() not in seen for sample in X.astype(X_train.dtype)])", "samples of train"
        )
        if base_plan.split == "train" and w.matched < plan.n
        else "",
        evidence={
            "matches": w.matched,
            "of": w.samples,
            "expected": evidence(w.tail.expected),
            "chance": evidence(w.tail.chance),
            "threshold": chance,
            "base": base_plan.split,
            "base_samples": [b for _, b in w.pairs],
        },
        samples=tuple(s for s, _ in w.pairs),
        severity="info" if quiet else severity,
    )


def _repeats(w: Whole, base_plan: Plan, population: bool) -> str:
    what = "Sequences of these few symbols repeat by nature" if population else "The series repeats itself"
    return f"{what}: {share(w.repeated_in_base, 1)} of the {of(base_plan)} samples are repeated in {base_plan.split}. "


def _judgement(w: Whole, tail: Tail, by_chance: bool) -> str:
    moving = f" of the {tail.samples:,} that move in {tail.changes} steps or more" if tail.samples < w.samples else ""
    if by_chance:
        return f"The data repeat themselves: chance explains {num(tail.expected)}{moving}, and {tail.matched:,} are "
        "equal."
    found = f"; {tail.matched:,} are equal" if moving else ""
    return f"Chance would explain {few(tail.expected)}{moving}{found}. "


def _resting(plan: Plan, base_plan: Plan, w: Whole, pair: str) -> Finding:
    return Finding(
        message=f"{count(w.resting, f'{plan.split} sample')} that hardly move{'s' if w.resting == 1 else ''} "
        f"{'is' if w.resting == 1 else 'are'} equal to {pair}. Such samples repeat by chance.",
        remedy=f"Look whether they come from the same source as their counterparts in {base_plan.split}.",
        evidence={"resting": w.resting, "base": base_plan.split, "base_samples": [b for _, b in w.pairs]},
        samples=tuple(s for s, _ in w.pairs),
        severity="info",
    )


@train_val_overlap.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    X, y = data["validation_data"]
    X[7], y[7] = data["X"][20], data["y"][20]
    return data


@train_val_overlap.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return labelled(rng)
