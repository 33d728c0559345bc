"""Token ids below 0."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import agree, exact, share
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.moments import Moments


@check("SG514", severity="error", explains=("SG516",))
def token_out_of_range(plan: Input[Plan], x: Input[Moments], x_counts: Input[LabelCounts]) -> Iterable[Finding]:
    """Some token ids are negative.

    Situation: An encoder wrote -1 for the words that it does not know.
    Why: an embedding has rows 0 to input_dim - 1. TensorFlow refuses -1 on a CPU, returns zeros for it on a GPU, and
        JAX takes the last row without a word.
    Evidence: the exact smallest id, and padding with a negative number.
    Remedy: number ids from 1 and pad with 0 (mask_zero=True), or shift all by one.
    Limits: that ids stay below input_dim is compared where a model is at hand. Integers that do not look like ids are
        not looked at: say tokens=True.
    """
    if plan.task != "tokens":
        return
    low = float(x.feature_min()[0])
    padding = plan.padding.row[0] if plan.padding is not None else 0.0
    if not low < 0 and not padding < 0:
        return
    worst = min(low, padding)
    times = int(x_counts.counts[x_counts.values < 0].sum())
    of = int(x.finite.sum())
    sample, step = divmod(int(x.min_place[x.min[:, 0].argmin(), 0]), plan.T) if low < 0 else (0, 0)
    counted = f"{times:,} of {of:,} ids ({share(times, of)}) {agree(times, 'is', 'are')}"
    how = counted if times and low < 0 else "Ids are"
    yield Finding(
        message=(
            f"{how} below 0, {plan.at(sample, step)} is {exact(low)}."
            if low < 0
            else f"Sequences are padded with {exact(padding)}."
        )
        + " An embedding has no row for it: an error on a CPU, zeros on a GPU, the last row in JAX.",
        remedy="Pad with 0 and let ids begin at 1: `X = X + 1` shifts all of them where -1 stands for nothing."
        if worst == -1
        else "Look for the id of the unknown word, or an overflow of the integer type, where X is made.",
        fix="X_each = X_each + 1" if worst == -1 else "",
        evidence={"smallest": worst, "negative": times, "of": of},
        samples=(sample,) if low < 0 else (),
        steps=(step,) if low < 0 else (),
    )


def _words(rng: np.random.Generator) -> np.ndarray:
    return np.minimum(rng.zipf(1.3, (300, 20)), 500).astype(np.int64)


@token_out_of_range.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = _words(rng)
    X[7, 3] = -1
    return {"X": X, "y": rng.integers(0, 2, 300)}


@token_out_of_range.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _words(rng), "y": rng.integers(0, 2, 300)}
