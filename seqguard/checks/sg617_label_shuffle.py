"""Targets that stand at the samples of others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import cut, random_walk
from seqguard._words import evidence, share
from seqguard.facts.alignment import Alignment


@check("SG617", severity="error")
def label_shuffle(
    plan: Plan,
    y_plan: Plan,
    alignment: Alignment,
    *,
    fewest: int = 8,
    common: float = 0.95,
    exact: float = 0.99,
    random: float = 1.5,
) -> Iterable[Finding]:
    """Targets are the values of a series in another order: X and y were shuffled apart.

    Why: what the network is to learn is not there. Shuffling X and y by two permutations, or sorting one of them,
        does it.
    Evidence: windows slide over one series, and a target follows a feature some rows on. Where it does not follow,
        the targets are as a multiset the very values that should stand there: 95 % of them where values are mostly
        different, else 99 %, and eight at least. Where no target follows at all, they must also stand in random
        order (von Neumann ratio over 1.5) while the series does not (half of that at most). Filled, clipped or
        noisy targets have other values. Of 60 sound sets it spoke on none; all targets exchanged were found in 26
        of 41 forecasts, a tenth in 33.
    Remedy: shuffle with one permutation: order = rng.permutation(len(X)); X, y = X[order], y[order].
    Limits: needs the series under the windows. Targets of shuffled windows, labels, and targets that are not in X
        can be exchanged unseen: see no-signal.
    """
    a = alignment
    needed = common if a.distinct >= 0.5 * a.swapped else exact
    if a.swapped < fewest or a.exchanged < needed * a.swapped - 2 * abs(a.lag) - 1:
        return
    if a.exchanged < 0.9 * a.swapped or a.distinct < fewest or (a.distinct < 30 and a.agree < 0.5 * a.compared):
        return
    if a.agree < 0.2 * a.compared and (a.unrest < random or a.unrest_there > 0.5 * a.unrest):
        return  # nothing follows, and the order is no worse than that of the series: y may be something else
    feature = plan.features[a.feature]
    yield Finding(
        message=f"{a.swapped:,} of {a.swapped + a.agree:,} targets ({share(a.swapped, a.swapped + a.agree)}) are not "
        f"`{feature}` {a.lag} {'row' if abs(a.lag) == 1 else 'rows'} after their window, where the others are; yet "
        f"{a.exchanged:,} of them are, in another order, the values that should stand there. First at "
        f"{y_plan.at(a.first[0])}. X and y were shuffled apart.",
        remedy="Shuffle with one permutation: order = rng.permutation(len(X)); X, y = X[order], y[order].",
        evidence={
            "swapped": a.swapped,
            "exchanged": a.exchanged,
            "agree_n": a.agree,
            "share": evidence(a.swapped / max(1, a.swapped + a.agree)),
            "lag": a.lag,
        },
        samples=a.first,
        tensor=y_plan.tensor,
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
