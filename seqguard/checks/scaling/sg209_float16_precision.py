"""Values that went through float16."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, listing
from seqguard.core.thresholds import threshold


@check("SG209", severity="info")
def float16_precision(
    plan: Input[Plan],
    kinds: Input[Kinds],
    *,
    levels: int = threshold(64, 2, source="judgement: fewer levels fit float16 by being few"),
    crowded: float = threshold(0.2, 0, 1, source="injected float16 round trips: found in a third, hence a note"),
) -> Iterable[Finding]:
    """Values have no more digits than float16 holds.

    Situation: The data were stored as float16 to save room.
    Why: float16 keeps 11 bits: around 1000 its steps are 0.5 wide. An array that was stored so has lost the rest for
        good, and what was beyond 65,504 is inf.
    Evidence: float32 or float64 data of which every value is a float16 number, at least 64 different ones that are not
        whole, and a fifth of them next to each other as float16 goes (relative gap under 2**-9). On injected round
        trips it speaks in a third, since many series have few different values; hence a note.
    Remedy: write the array as float32.
    Limits: a sensor that delivers half precision, or that counts in powers of two, looks the same.
    """
    if plan.task == "tokens" or plan.dtype == "float16":
        return
    at = [f for f, column in kinds.least(levels) if _is_half(column, levels, crowded)]
    if at:
        yield Finding(
            message=f"{count(len(at), 'feature holds', 'features hold')} float16 numbers alone, though X is "
            f"{plan.dtype}: {listing(plan.names(at))}. They were stored in half precision, and three digits are left.",
            remedy="Find the `astype('float16')` on the way, or the file that was written so, and write float32.",
            evidence={"features": len(at), "distinct": len(kinds[at[0]].values), "crowded": evidence(crowded)},
            features=plan.names(at),
        )


def _is_half(column: Column, levels: int, crowded: float) -> bool:
    values = column.values
    if values.dtype.kind != "f" or len(values) < levels:
        return False
    with np.errstate(over="ignore"):
        if not all((v.astype(np.float16).astype(v.dtype) == v).all() for v in (values[:levels], values)):
            return False
    fractions = values[values != np.round(values)]
    if len(fractions) < levels:
        return False
    size = np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return bool((np.diff(values) < 2**-9 * size).mean() > crowded)


@float16_precision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": (data["X"] + 100).astype(np.float16).astype(np.float32)}


@float16_precision.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": np.round(data["X"] * 8) / 8}  # eighths, as a coarse sensor gives
