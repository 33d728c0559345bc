"""A feature that stops moving."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, listing
from seqguard.facts.values.stuck import StuckRuns


@check(
    "SG401",
    severity="warning",
    explains=("SG305", "SG403"),
    aliases=("stuck sensor", "frozen value", "backward fill", "fillna(bfill)", "look-ahead bias"),
)
def flatline(tensor_plan: Each[Plan], tensor: Each[StuckRuns]) -> Iterable[Finding]:
    """A feature holds one value far longer than it ever does otherwise.

    Why: a sensor that hangs or is unplugged repeats its last reading. The network learns that the future equals the
        present, and the loss on these rows is near zero for the wrong reason.
    Evidence: exact lengths of all runs of one value other than the lowest and highest, each row of a series once. The
        longest is five times as long as the third longest of the others, or eight times as long as the seventh (several
        sensors hang several times); three and four times where less than a tenth of the runs have two rows or more. And
        chance, begun * rate ** (length - 2) with the number of runs begun and their share of all runs, gives fewer than
        1e-4 as long. Levels, floors and ceilings that a feature comes back to do not count, nor do rests at which a
        smooth quantised series turns; in further splits train's runs are the others as well. In samples that are no
        windows of one series: samples that hold one value throughout, where runs reach a third of a sample otherwise. A
        run from the first row of the series on is what a backward fill leaves: the first known value, from later on.
        No set of 60 sound ones reached it; it finds 83 to 89 % of sensors that stop.
    Remedy: drop the windows that touch the run, or cut the series there; begin where the feature begins.
    Limits: valves, set points and rates that rest for long are sound; silence them by ignore={"flatline": ["name"]}.
    """
    plan = tensor_plan
    if not tensor.held:
        return
    worst = tensor.held[0]
    sample, step = divmod(worst.cell, plan.T)
    name = plan.features[worst.feature]
    if worst.frozen and not worst.next:
        where = (
            f"in {count(worst.frozen, 'sample')} from the first step to the last (first: {plan.at(worst.frozen_first)})"
        )
    else:
        where = (
            f"for {worst.length:,} rows from {plan.at(sample, step, worst.feature)} on; its other runs have "
            f"{count(worst.next, 'row')} at most"
        )
    filled = plan.sliding and worst.cell == 0 and not worst.frozen
    others = f" So do {listing([plan.features[s.feature] for s in tensor.held[1:]])}." if tensor.held[1:] else ""
    yield Finding(
        message=f"`{name}` stays at its first value, {exact(worst.value)}, {where}, as a backward fill leaves it."
        f"{others} The rows before its first reading hold that reading, which was not known then."
        if filled
        else f"`{name}` stays at {exact(worst.value)} {where}.{others} A hung sensor looks like this; the "
        "network learns that nothing changes.",
        remedy=f"Begin the series where `{name}` begins, row {worst.length}, or fill with what was known: ffill() "
        "alone, and a 0/1 feature for what is missing."
        if filled
        else f"Look at the raw rows behind {plan.at(sample)}; drop the windows that touch the run, or cut the "
        "series there.",
        evidence={
            "rows": worst.length,
            "frozen_samples": sum(s.frozen for s in tensor.held),
            "features": {
                plan.features[s.feature]: {
                    "value": s.value,
                    "length": s.length,
                    "next_longest": s.next,
                    "frozen": s.frozen,
                }
                for s in tensor.held[:20]
            },
        },
        features=plan.names(s.feature for s in tensor.held),
        steps=(step,),
        samples=tuple(dict.fromkeys((sample, *(s.cell // plan.T for s in tensor.held[1:5])))),
    )


@flatline.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 500, 3)
    series[300:340, 1] = series[300, 1]
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@flatline.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.standard_normal((200, 16, 2))
    X[50:54, :, 1] = X[50, 0, 1]
    return {"X": X, "y": rng.standard_normal(200)}


@flatline.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 500, 3)
    series[:, 1] = np.repeat(series[:63, 1], 8)[:500]  # a value that is reported every eighth row
    X, y = cut(series, 12)
    return {"X": X, "y": y}
