"""Targets that stand at the samples of others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._alignment import FOLLOWS, Alignment
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, evidence, share
from seqguard.core.thresholds import threshold


@check(
    "SG617",
    severity="error",
    about="x",
    aliases=(
        "label-misaligned",
        "targets out of step with their windows",
    ),
)
def label_shuffle(
    plan: Input[Plan],
    y_plan: Target[Plan],
    alignment: Input[Alignment],
    *,
    fewest: int = threshold(3, 1, source="judgement: one pair of targets exchanged is a slip, not a shuffle"),
    common: float = threshold(0.95, 0, 1, source="60 sound sets: none; all targets exchanged found in 38 of 41"),
    chance: float = threshold(1e-06, 0, 1, source="multinomial; 60 sound sets: none under a millionth"),
    moved: float = threshold(
        0.5, 0, 1, source="judgement: targets of which half stand some rows on were moved, not exchanged"
    ),
) -> Iterable[Finding]:
    """Targets are the values of a series in another order: X and y were shuffled apart.

    Why: what the network is to learn is not there. Shuffling X and y by two permutations, or sorting one of them,
        does it.
    Evidence: windows slide over one series, and a target follows a feature some rows on. Where it does not follow,
        the targets are as a multiset the very values that should stand there: 95 % of them (but for the ends of the
        series), three at least, and the probability that as many values drawn from the series would be is under a
        millionth (multinomial distribution). Targets that stand in order, only some rows further on, were moved, not
        exchanged. Filled, clipped or noisy targets have other values. Of 60 sound sets it spoke on none; all targets
        exchanged, half and a tenth of them were found in 38 of 41 forecasts, 38 of 41 and 37 of 40.
    Remedy: shuffle with one permutation: order = rng.permutation(len(X)); X, y = X[order], y[order].
    Limits: needs the series under the windows, and more than a few different values in it. Targets of shuffled
        windows, labels, and targets that are not in X can be exchanged unseen: see no-signal.
    """
    a = alignment
    missing = a.swapped - a.exchanged
    ends = 2 * abs(a.lag) + 1
    if a.swapped < fewest or missing > max(min(ends, 0.1 * a.swapped), (2 - common - a.share) * a.swapped):
        return
    if a.log_chance > np.log10(chance) or a.moved_on >= moved:
        return
    yield Finding(
        message=f"{_proof(plan, a)} First at {y_plan.at(a.first[0])}. X and y were shuffled apart.",
        remedy="Shuffle with one permutation: `order = rng.permutation(len(X))` and `X, y = X[order], y[order]`.",
        evidence={
            "swapped": a.swapped,
            "exchanged": a.exchanged,
            "agree_n": a.agree,
            "share": evidence(a.swapped / max(1, a.swapped + a.agree)),
            "lag": a.lag,
            "log10_chance": evidence(a.log_chance),
            "threshold": chance,
        },
        samples=a.first,
        tensor=y_plan.tensor,
    )


def _proof(plan: Plan, a: Alignment) -> str:
    feature, rows = plan.features[a.feature], count(abs(a.lag), "row")
    place = f"`{feature}` {rows} {'after' if a.lag > 0 else 'before the end of'} their window"
    if a.kappa > FOLLOWS:
        return (
            f"{a.swapped:,} of {a.swapped + a.agree:,} targets ({share(a.swapped, a.swapped + a.agree)}) are not "
            f"{place}, where the others are; yet {a.exchanged:,} of them are the values that belong "
            "there, in another order."
        )
    return (
        f"{a.exchanged:,} of {a.swapped:,} targets are the right values in the wrong order ({place}): only "
        f"{a.agree:,} of "
        f"{a.compared:,} {agree(a.agree, 'is', 'are')} beside {agree(a.agree, 'its', 'their')} own window."
    )


@label_shuffle.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 420, 2).astype(np.float32), 12)
    return {"X": X, "y": rng.permutation(y)}


@label_shuffle.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 420, 2).astype(np.float32), 12)
    y[100:180] = rng.permutation(y[100:180])
    return {"X": X, "y": y}


@label_shuffle.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 420, 2).astype(np.float32), 12)
    y[100:180] = y[100:180].mean()  # filled, not exchanged
    return {"X": X, "y": y}
