"""Values that were clipped to a tiny number before the logarithm."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, num, share
from seqguard.core.thresholds import threshold

ROUNDED = 4
"""Float spacings of the column's type within which a value is the logarithm of a floor."""
EXPONENTS = range(2, 46)
EPSILONS = {
    "the spacing of float32 at 1": float(np.finfo("f4").eps),
    "the spacing of float64 at 1": float(np.finfo("f8").eps),
}
FLOORS = {f"1e-{k}": 10.0**-k for k in EXPONENTS} | EPSILONS
LOGARITHMS = {"np.log": np.log, "np.log2": np.log2, "np.log10": np.log10}


@check(
    "SG309",
    severity="warning",
    explains=("SG110", "SG205", "SG304"),
    aliases=(
        "log of zero",
        "log(x + 1e-8)",
        "log of clipped negatives",
        "spikes at -18.42",
        "epsilon before the log",
        "sentinel",
    ),
)
def floor_before_log(
    plan: Each[Plan],
    kinds: Each[Kinds],
    *,
    rows: int = threshold(3, 1, source="judgement: the logarithm of a floor stands once for each value at or below it"),
    gap: float = threshold(0.1, 0, source="formula: readings just above a floor that they reach would lie beside it"),
) -> Iterable[Finding]:
    """The lowest value is the logarithm of a floor such as 1e-8: zeros and negatives went into the logarithm.

    Situation: Zeros went into `np.log(x + 1e-8)`, and the lowest value of the feature is -18.42.
    Why: log(max(x, 1e-8)) turns each value at or below zero into -18.42, far below all others. These spikes make the
        scale and the loss, and where they come from negative readings they say nothing of how negative those were.
    Evidence: the lowest value stands three times or more, lies a tenth of the others' range below the next, and is,
        to float rounding, the logarithm (natural, to base 2 or 10) of a power of ten from 1e-2 to 1e-45 or of a float
        epsilon. Whole numbers are left out, since a -4 may be a reading.
    Remedy: use log1p for counts, arcsinh for values of both signs, or mark the zeros in a feature of their own.
    Limits: seen before scaling only. A floor that readings reach by themselves leaves no gap and is not named.
    """
    if plan.task in ("tokens", "classification", "multilabel") or plan.integral:
        return
    for f, column in kinds.least(3, rows + 2):
        floor = _floor(plan, column, rows, gap)
        if floor is None:
            continue
        lowest, next_one, times = float(column.values[0]), float(column.values[1]), int(column.counts[0])
        who = f"`{plan.features[f]}`" if plan.F > 1 or plan.role == "x" else plan.label
        yield Finding(
            message=f"{who} was floored before its logarithm: its lowest value, {exact(lowest)} in {times:,} of "
            f"{column.n:,} rows ({share(times, column.n)}), is {floor}, and the next is {num(next_one)}. Values at or "
            "below zero became these spikes, which set the scale and the loss.",
            remedy="Take np.log1p of counts, np.arcsinh of values of both signs, or mark the zeros in a 0/1 feature.",
            evidence={
                "value": exact(lowest),
                "rows": times,
                "next": evidence(next_one),
                "share": evidence(times / column.n),
                "gap": evidence((next_one - lowest) / max(float(column.values[-1]) - next_one, 1e-300)),
            },
            features=(plan.features[f],) if plan.F > 1 or plan.role == "x" else (),
        )


def _floor(plan: Plan, column: Column, rows: int, gap: float) -> str | None:
    """`np.log(1e-8)`, where the lowest value is that, stands apart and is no whole number."""
    if len(column.values) < 3 or column.counts[0] < rows or column.static:
        return None
    values = column.values.astype(np.float64)
    lowest = float(values[0])
    if lowest >= 0 or lowest == round(lowest) or values[1] - lowest < gap * (values[-1] - values[1]):
        return None
    rounding = ROUNDED * float(np.spacing(np.abs(column.values[0])))
    for log, function in LOGARITHMS.items():
        for said, floor in FLOORS.items():
            if abs(lowest - float(function(floor))) <= rounding:
                return f"{log}({said})" if said.startswith("1e") else f"{log} of {said}"
    return None


def _logs(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    net = 3 + random_walk(rng, 500, 1)
    return net, np.log(np.maximum(net, 1e-8))


@floor_before_log.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(_logs(rng)[1], 12)
    return {"X": X, "y": y}


@floor_before_log.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.arcsinh(_logs(rng)[0]), 12)
    return {"X": X, "y": y}
