"""A feature that tells the class."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.checks.leakage._codes import Code, LabelCodes
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, listing, num, share
from seqguard.core.thresholds import threshold


@check("SG606", severity="warning", about="x")
def label_in_feature(
    train_plan: Train[Input[Plan]],
    train_y_plan: Train[Target[Plan]],
    train_label_codes: Train[Input[LabelCodes]],
    *,
    accuracy: float = threshold(
        0.995, 0.5, 1, source="60 sound sets: none; a feature that is the label is found in all"
    ),
    at_changes: float = threshold(
        0.9, 0, 1, source="judgement: the last state of a series that rests is told at rest alone"
    ),
    apart: float = threshold(1, 0, source="formula: classes less than one deviation apart run into each other"),
    at_every_step: float = threshold(
        0.9, 0, 1, source="200 made-up sets of classes that lie apart: none; a code stands at one step"
    ),
) -> Iterable[Finding]:
    """One feature, at one timestep or in the mean over time, gives away the class of nearly every sample.

    Why: the network reads the class off that feature. If it was made of the label (a code, an id, a file's name or
        length), nothing is left in use.
    Evidence: each value of the feature (or each of 64 quantile bins) answers its most frequent class, or where the
        classes are clusters the nearest value its class, fitted on one half of the samples and counted on the other;
        reported from 99.5 % right on, and where at most a hundredth of what the most frequent class leaves over is
        wrong. Where the class changes from one sample to the next it must still be told in 90 %: the last state of a
        series that rests is no leak, and neither is a clock, as the day of the week, whose next value is known. An
        error where the feature has at most two values for each class, as a code
        has, or where several hold one value each for all samples of a class and together tell the classes, as one-hot
        columns do; else a warning; an info where the mean of the only feature tells it, or a mean along which the
        classes lie side by side, less than one deviation within classes apart: that may be what the class is. An info
        as well where values with a spread of their own lie on both sides of a gap, a deviation within classes wide,
        and tell 90 % at each timestep that was tried: some classes are easy. Of 60 sound sets it spoke on none.
    Remedy: find out where the feature comes from; drop it unless it is known before the class is.
    Limits: the first, middle and last timestep and the one whose mean differs most between classes are tried, in 64
        features; no other combination of features. Needs 60 samples and at most 50 classes; looked for in train alone,
        since a hundred validation samples of padded sequences were told apart by chance (their lengths).
    """
    c = train_label_codes
    needed = max(accuracy, 1 - 0.01 * (1 - c.majority))
    found = [code for code in c.codes if code.accuracy >= needed and code.at_changes >= at_changes and not code.clock]
    if any(code.clock and code.accuracy >= needed for code in c.codes):
        found = [
            code for code in found if code.distinct <= 2 * c.classes
        ]  # what has a season tells it as the clock does
    if c.majority >= 0.95:
        return
    if not found:
        if c.together:
            yield _columns(train_plan, train_y_plan, c)
        return
    best = found[0]
    coded = best.distinct <= 2 * c.classes
    defines = best.step is None and (train_plan.F == 1 or best.apart < apart)
    easy = not coded and best.apart >= apart and best.everywhere >= at_every_step
    gap = f", and the classes lie {num(best.apart)} deviations apart in it: they are easy to tell." if easy else "."
    names = train_plan.names(code.feature for code in found)
    more = f" ({len(found) - 1} more features do nearly as well)" if len(found) > 1 else ""
    yield Finding(
        message=f"`{names[0]}` {_where(best)} gives away the class of {share(best.accuracy, 1)} of {c.n:,} "
        f"samples{more}, where "
        f"always answering the most frequent class is right in {share(c.majority, 1)}. It has {num(best.distinct)} "
        "different "
        f"values for {c.classes} "
        f"classes" + (": a code of the class." if coded else gap),
        remedy=f"Find out how `{names[0]}` is made, and drop it unless it is known before {train_y_plan.tensor} is.",
        fix=drop_features(train_plan, [code.feature for code in found]) if coded else "",
        evidence={
            "accuracy": evidence(best.accuracy),
            "majority": evidence(c.majority),
            "distinct_n": best.distinct,
            "threshold": evidence(needed),
        },
        features=names[:5],
        steps=() if best.step is None else (best.step,),
        severity="error" if coded else "info" if defines or easy else "warning",
    )


def _columns(plan: Plan, y_plan: Plan, c: LabelCodes) -> Finding:
    names = plan.names(c.together)
    return Finding(
        message=f"{listing(names)} together tell the class: at the last timestep each holds one value for all samples "
        f"of a class, and no two of the {c.classes} classes have all in common ({c.n:,} samples). They are the class "
        "in columns.",
        remedy=f"Drop {listing(names)} unless they are known before {y_plan.tensor} is: X and y were joined one column "
        "too far.",
        fix=drop_features(plan, c.together),
        evidence={"columns": len(names), "classes": c.classes, "samples": c.n},
        features=names[:5],
        severity="error",
    )


def _where(code: Code) -> str:
    return "in the mean over time" if code.step is None else f"at timestep {code.step}"


@label_in_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][:, 6, 1] = np.array([5.0, -2.0, 3.0])[data["y"]]
    return {k: data[k] for k in ("X", "y")}


@label_in_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {k: data[k] for k in ("X", "y")}
