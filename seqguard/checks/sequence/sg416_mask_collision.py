"""Padding that is also a reading."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import number
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, num, share, times
from seqguard.core.thresholds import threshold
from seqguard.facts.series.padding import Padded


@check("SG416", severity="info")
def mask_collision(
    plan: Input[Plan],
    x: Input[Padded],
    *,
    many: int = threshold(5, 0, source="143 real sets: none with more where a step has several features"),
) -> Iterable[Finding]:
    """The padding row also stands within sequences.

    Situation: `Masking(0.0)` is to skip the padding, and real rows are 0 as well.
    Why: Masking(mask_value) skips every step whose features all equal the value, wherever it stands: readings are
        lost, and a recurrent layer on the GPU refuses masks with holes.
    Evidence: rows that equal the padding row with a reading before and after them. A warning from six of them on
        where a step has several features, which hardly ever meet one row by chance; else a note. One of 60 sound sets
        has some.
    Remedy: pad with a value that no reading can have, such as -10 after scaling, and mask that.
    Limits: sampled, whole blocks of 64 samples at a time.
    """
    if not x.row or not x.inner:
        return
    yield Finding(
        message=f"The padding row {num(x.row[0])} also occurs {times(x.inner)} within sequences, in "
        f"{count(x.inner_samples, 'sample')} of "
        f"{x.samples:,} ({share(x.inner_samples, x.samples)}), first in {plan.at(x.inner_first[0])}. A mask on it "
        "drops these readings too.",
        remedy="Pad with a value that no reading has, such as -10 after scaling, and mask that: "
        "`Masking(mask_value=-10.0)`.",
        fix=_moved(plan),
        evidence={"rows": x.inner, "samples": x.inner_samples, "samples_of": x.samples},
        samples=x.inner_first,
        severity="warning" if x.inner > many and plan.F > 1 else None,
    )


def _moved(plan: Plan) -> str:
    """The padding alone, which stands before the first or behind the last reading, set to another value."""
    if plan.padding is None or len(set(plan.padding.row)) > 1 or plan.padding.side == "any" or len(plan.shape) != 3:
        return ""
    turn = "" if plan.padding.side == "pre" else "[:, ::-1]"
    return (
        f"read = np.logical_or.accumulate((X_each != {number(plan.padding.row[0])}).any(-1){turn}, axis=1){turn}\n"
        "X_each = np.where(read[..., None], X_each, -10.0)\n"
        'print("X_each is padded with -10.0 now: Masking(mask_value=-10.0)")'
    )


@mask_collision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    data["X"][::30, 2] = 0
    return {"X": data["X"], "y": data["y"]}


@mask_collision.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}
