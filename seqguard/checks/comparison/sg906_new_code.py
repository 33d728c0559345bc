"""A value of a feature of few values that the profile never had."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, coded, figures
from seqguard.checks.comparison._pairs import compared_features, new_values, place, say
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, evidence, exact, num
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared


@check("SG906", severity="warning", explains=("SG910",))
def new_code(
    compared: Compared,
    *,
    chance: float = threshold(
        0.001, 0, 1, source="formula: (1 - p)**n, one data set in 1,000 lacks the value by chance"
    ),
) -> Iterable[Finding]:
    """A code or class of the new data does not occur in the profile.

    Situation: A code comes up that training never saw.
    Why: an embedding or a network has never seen it, and answers anything. Codes are renumbered when a table is sorted
        anew, a state is added, or a missing value becomes a code.
    Evidence: exact values of features of at most 256, and of labels. With the share p of the new values and n
        independent windows in the profile, chance leaves them out with (1 - p)**n: a note above 0.001. In the halves of
        206 sound sets one feature of 454 beyond it.
    Remedy: number codes once, for all data, and give unknown ones a code of their own.
    Limits: of a sampled profile a rare code may have been there and not been kept: a note. Numbers that only happen to
        be few are not codes: among quantised values nothing is said.
    """
    for old, i, new, j in compared_features(compared):
        before, now = old.codes[i], new.codes[j]
        labels = old.role == "y" and old.task in ("classification", "multilabel")
        if before is None or now is None or not (labels or old.kinds[i] in ("binary", "discrete", "constant")):
            continue
        unseen, times = new_values(before, now)
        if not len(unseen):
            continue
        share = times / int(now.counts.sum())
        odds = float(np.exp(old.independent * np.log1p(-min(share, 1 - 1e-12))))
        shown = ", ".join(exact(v) for v in unseen[:5])
        yield Finding(
            message=f"{say(new, j)} holds {count(len(unseen), 'value')} that the profile never had "
            f"({shown}{', ...' if len(unseen) > 5 else ''}: {times:,} of {int(now.counts.sum()):,}), which by chance "
            f"has probability {num(odds)}. Nothing was learnt of {'it' if len(unseen) == 1 else 'them'}.",
            remedy="Number codes once for all data, and give those that are unknown a code of their own.",
            evidence={
                "unseen": [float(v) for v in unseen[:20]],
                "unseen_values": times,
                "chance": evidence(odds),
                "threshold": chance,
            },
            features=place(new, j),
            tensor=new.tensor,
            severity=None if odds < chance and before.whole else "info",
        )


@new_code.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(coded(old, 0, [0, 1, 2], [500, 700, 800]), coded(old, 0, [0, 1, 7], [500, 700, 800]))


@new_code.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(coded(old, 0, [0, 1, 2], [500, 700, 800]), coded(old, 0, [0, 2], [900, 1100]))
