"""A stretch of zeros in a feature that is hardly ever zero."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, listing
from seqguard.facts.values.stuck import Stuck, StuckRuns


@check("SG402", severity="warning", explains=("SG303",))
def zero_run(tensor_plan: Each[Plan], tensor: Each[StuckRuns]) -> Iterable[Finding]:
    """A feature is zero for longer than it ever is otherwise.

    Situation: A feature is 0 for a long time: a plant that was shut, or a gap that was filled with 0.
    Why: a recording that breaks off is often written as zeros; the network learns that traffic can vanish.
    Evidence: exact lengths of all runs of zero where nothing lies below it, or of the lowest value, which zero is after
        a scaler. The longest is five times as long as the third longest of the other runs (three times where less than
        a tenth of the runs have two rows or more), and begun * rate ** (length - 2) < 1e-4 runs as long are expected by
        chance. A warning where at most 2 % of the other rows are below a tenth of their median distance from it, and
        the series does not begin with the run, as what is not yet in force does. Else a note, since nights and quiet
        years do: 3 of 60 sound sets have such a run.
    Remedy: drop the windows that touch the stretch, or cut the series there.
    Limits: intermittent demand has long stretches of zero by nature; their lengths vary gradually, and it stays
        silent.
    """
    plan = tensor_plan
    for abrupt in (True, False):
        runs = [s for s in tensor.zero if s.abrupt == abrupt]
        if not runs:
            continue
        worst = runs[0]
        sample, step = divmod(worst.cell, plan.T)
        others = f" So is {listing([plan.features[s.feature] for s in runs[1:]])}." if runs[1:] else ""
        why = (
            "It hardly ever comes near that otherwise: a recording that broke off is written like this."
            if abrupt
            else "It begins with that, comes near it at other times, or was not sampled there: that may be true."
        )
        yield Finding(
            message=f"`{plan.features[worst.feature]}` {_at(worst)} for {worst.length:,} rows from "
            f"{plan.at(sample, step, worst.feature)} on; its "
            f"other runs of one value have {count(worst.next, 'row')} at most. {why}{others}",
            remedy=f"Look at the raw rows behind {plan.at(sample)}; if nothing was recorded, drop the windows that "
            "touch them.",
            evidence={
                "rows": worst.length,
                "features": {plan.features[s.feature]: {"length": s.length, "next_longest": s.next} for s in runs[:20]},
            },
            features=plan.names(s.feature for s in runs),
            steps=(step,),
            samples=tuple(dict.fromkeys(s.cell // plan.T for s in runs[:5])),
            severity=None if abrupt else "info",
        )


def _at(run: Stuck) -> str:
    return "is 0" if run.value == 0 else f"stays at its lowest value, {exact(run.value)},"


@zero_run.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 500, 2) + 30
    series[200:226, 1] = 0
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@zero_run.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 500, 2)
    day = np.sin(np.arange(500) * 2 * np.pi / 24)
    series[:, 1] = np.maximum(day, 0) * rng.uniform(0.5, 1, 500)  # the sun sets every night
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@zero_run.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(rng.poisson(0.15, (800, 2)), 12)  # intermittent demand
    return {"X": X, "y": y}
