"""What the checks for fills have in common: the sentence, the evidence, the place, and series with gaps as examples."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.finding import Finding, JsonValue, Severity
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.core.text import among, count, evidence, exact, share, times
from seqguard.facts.values.fills import Fill


def _rows(plan: Plan) -> str:
    """What is counted."""
    return "row" if plan.sliding else "timestep" if plan.T > 1 else "value"


def finding(plan: Plan, fills: Sequence[Fill], what: str, remedy: str) -> Finding:
    """One finding for the fills of one rule in one tensor. `what` says what the value of the first one is."""
    spike = fills[0].spike
    name = plan.features[spike.feature]
    around = (
        "it lies between two levels of the column"
        if spike.between
        else f"values close to it each occur {times(spike.neighbours)}{' at most' if spike.neighbours > 1 else ''}"
    )
    elsewhere = spike.memory and spike.jump >= 3
    apart = "; its neighbours in time are unusually far from it, as when a gap was filled" if elsewhere else ""
    others = [
        f"`{plan.features[f.spike.feature]}` ({exact(f.spike.value)}, {share(f.spike.count, f.spike.rows)})"
        for f in fills[1:5]
    ]
    more = f", and {len(fills) - 5} more" if len(fills) > 5 else ""
    also = f" The same in {', '.join(others)}{more}." if others else ""
    sample, step = divmod(spike.cells[0], plan.T)
    features = {plan.features[f.spike.feature]: _figures(f) for f in fills[:20]}
    worst: Severity = "warning" if any(f.severity == "warning" for f in fills) else "info"
    return Finding(
        message=f"`{name}` is {exact(spike.value)} in {spike.count:,} of "
        f"{among(spike.rows, spike.of, _rows(plan))} ({share(spike.count, spike.rows)}), in "
        f"{count(spike.runs, 'run')} (first {plan.at(sample, step, spike.feature)}); {around}{apart}. "
        f"{what}{also} The network would learn the fill value.",
        remedy=remedy,
        evidence={"count": sum(f.spike.count for f in fills), "features": features},
        features=plan.names(dict.fromkeys(f.spike.feature for f in fills)),
        steps=(step,),
        samples=tuple(dict.fromkeys(cell // plan.T for cell in spike.cells)),
        severity=worst,
    )


def _figures(fill: Fill) -> dict[str, JsonValue]:
    spike = fill.spike
    return {
        "value": evidence(spike.value),
        "share": evidence(spike.share),
        "runs": spike.runs,
        "neighbours": spike.neighbours,
        "jump": evidence(spike.jump),
        "deviations_from_mean": evidence(spike.mean_error),
    }


def mark_gaps(plan: Plan, fills: Sequence[Fill], instead: str) -> str:
    """The remedy: a 0/1 feature that says where the reading was missing, and what to fill `instead`."""
    name = plan.features[fills[0].spike.feature]
    return f"Where the data are read, keep `df[{name!r}].isna()` as a 0/1 feature; {instead}."


def gappy(
    rng: np.random.Generator, fill: Callable[[Floats, Bools], Floats], *, rows: int = 600, block: int = 1
) -> dict[str, Any]:
    """An example: windows of a series whose second feature went through `fill` where 5 % of its rows were missing.

    `block` consecutive rows are missing at a time.
    """
    series = random_walk(rng, rows, 2)
    missing = np.zeros(rows, bool)
    for start in rng.choice(np.arange(1, rows - block - 1), max(1, rows // (20 * block)), replace=False):
        missing[start : start + block] = True
    series[:, 1] = fill(series[:, 1], missing)
    X, y = cut(series.astype(np.float32), 12)
    return {"X": X, "y": y}


def constant(values: Floats, missing: Bools, value: float) -> Floats:
    """One value where readings are missing."""
    return np.where(missing, value, values)
