"""Sequences filled up on either side."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import number, unlike
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import num, share
from seqguard.facts.series.padding import Padded


@check("SG414", severity="warning")
def mixed_padding(plan: Input[Plan], x: Input[Padded]) -> Iterable[Finding]:
    """Some short sequences are filled up in front and some behind.

    Situation: Some sequences were padded in front, the default of `pad_sequences`, and some behind.
    Why: the last step that a recurrent layer sees is a reading in one sample and padding in the next; two conventions
        were joined, and the network learns which source a sample comes from.
    Evidence: one row fills sequences up in 5 % of the samples or more, in runs of three different lengths or more,
        hardly ever within sequences (2 % of these rows) or at both ends of one (2 % of the samples); but on the rarer
        side in more than 2 % of the filled ones.
    Remedy: pad once, on one side: keras.utils.pad_sequences(..., padding="pre").
    Limits: sampled, whole blocks of 64 samples at a time.
    """
    if not x.row or not (x.pre and x.post):
        return
    rarer, first = min((x.pre, x.pre_first), (x.post, x.post_first))
    filled = x.pre + x.post
    if rarer <= 0.02 * filled:
        return
    a, b = x.pre_first[0], x.post_first[0]
    yield Finding(
        message=f"{x.pre:,} samples are filled up with {num(x.row[0])} in front (first {plan.at(a)}) and {x.post:,} "
        f"behind (first {plan.at(b)}): "
        f"{share(rarer, filled)} on the rarer side. Data padded in two ways were joined.",
        remedy="Pad all sequences on one side, where they are made or by moving what stands behind to the front.",
        fix=_in_front(x.row),
        evidence={"front": x.pre, "behind": x.post, "rarer": rarer, "samples_of": x.samples},
        samples=first,
    )


def _in_front(row: Sequence[float]) -> str:
    if len({number(v) for v in row}) > 1:
        return ""
    return (
        f"behind = {unlike('X', row[0])}.reshape(*X.shape[:2], -1).any(-1)[:, ::-1].argmax(1)\n"
        "X = np.stack([np.roll(window, k, axis=0) for window, k in zip(X, behind)])"
    )


@mixed_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    length = rng.integers(6, 15, 300)
    data["X"][np.arange(16)[None] >= length[:, None]] = 0
    for i in range(0, 300, 5):
        data["X"][i] = np.roll(data["X"][i], 16 - length[i], 0)
    return {"X": data["X"], "y": data["y"]}


@mixed_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}


@mixed_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = rng.poisson(0.4, (300, 16, 1)).astype(float)  # zeros everywhere, and so at the ends
    return {"X": X, "y": X.sum((1, 2))}
