"""Padding that is also a reading."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import unlike
from seqguard.core.places import Input
from seqguard.core.plan import Bools, Ints, Plan
from seqguard.core.text import count, num, share, times
from seqguard.core.thresholds import threshold
from seqguard.facts.series.padding import Padded
from seqguard.statistics.sample import Sample

FEWEST, TAIL = 30, 4
"""Samples, and zeros in a row at the end of one, from which it is filled up."""
FILLED, EDGE, HOLDS = 0.2, 0.02, 0.05
"""Shares of the samples that are filled up, that begin so (a quiet series does both), and that hold zeros within."""
CHANCE = 1e-2
"""Ends in zeros that zeros within, in any order, explain, for each that there is."""


@check("SG416", severity="info")
def mask_collision(
    plan: Input[Plan],
    x: Input[Padded],
    sample: Input[Sample],
    *,
    many: int = threshold(5, 0, source="143 real sets: none with more where a step has several features"),
) -> Iterable[Finding]:
    """The padding row also occurs within sequences.

    Situation: `Masking(0.0)` is to skip the padding, and real rows are 0 as well.
    Why: Masking(mask_value) skips every step whose features all equal the value, wherever it stands: readings are
        lost, and a recurrent layer on the GPU refuses masks with holes.
    Evidence: rows that equal the padding row with a reading before and after them. Or, where no padding is told for
        them: a fifth of the samples end in four or more rows of zeros (or of token id 0), in lengths that the zeros
        within would not give by chance, hardly any begin so, and one sample in twenty holds single ones within: a
        warning. A warning from six of them on
        where a step has several features, which hardly ever meet one row by chance; else a note. One of 60 sound sets
        has some.
    Remedy: pad with a value that no reading can have, such as -10 after scaling, and mask that.
    Limits: sampled, whole blocks of 64 samples at a time.
    """
    if plan.padding is None and not plan.sliding and (found := _zeros(plan, sample)) is not None:
        yield found
        return
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


def _zeros(plan: Plan, sample: Sample) -> Finding | None:
    """Zeros fill the ends of sequences in runs that zeros within them do not explain, and stand within as well."""
    x = sample.values
    if plan.T < TAIL * 2 or len(x) < FEWEST or (plan.F == 1 and plan.task != "tokens"):
        return None
    same = (x == 0).all(2)
    kept = ~same.all(1)
    same = same[kept]
    front, tail = (np.cumprod(side, 1).sum(1) for side in (same, same[:, ::-1]))
    filled = tail >= TAIL
    if not len(same) or filled.mean() < FILLED or (front >= TAIL).mean() > EDGE or len(np.unique(tail[filled])) < 3:
        return None
    length = plan.T - tail
    inner = same.sum(1) - tail
    often = float(inner.sum()) / max(float(length.sum()), 1.0)
    longest = 0 if plan.task == "tokens" else _runs(same, length)  # a frequent word stands beside itself
    holds = np.flatnonzero(inner > 0)
    if often**TAIL * len(same) > CHANCE * filled.sum() or longest >= TAIL or len(holds) < HOLDS * len(same):
        return None
    places = sample.index[np.flatnonzero(kept)[holds[:5]]].tolist()
    what = "id 0" if plan.task == "tokens" else "a row of zeros"
    return Finding(
        message=f"{share(int(filled.sum()), len(same))} of the samples end in {TAIL} or more of {what}, as padding "
        f"does, and {what} also occurs {times(int(inner.sum()))} within sequences, in {count(len(holds), 'sample')} of "
        f"{len(same):,}, first in {plan.at(int(places[0]))}. A mask on it drops these as well, and nothing tells both "
        "apart.",
        remedy="Leave 0 to the padding: add 1 to every id (an Embedding has one row more then)."
        if plan.task == "tokens"
        else "Pad with a value that no reading has, such as -10 after scaling, and mask that: "
        "`Masking(mask_value=-10.0)`.",
        evidence={"rows": int(inner.sum()), "samples": len(holds), "samples_of": len(same)},
        samples=tuple(int(i) for i in places),
        severity="warning",
    )


def _runs(same: Bools, length: Ints) -> int:
    """The longest run of zeros that 99 of 100 samples hold within."""
    inside = same & (np.arange(same.shape[1])[None] < length[:, None])
    run, most = np.zeros(len(same), int), np.zeros(len(same), int)
    for column in inside.T:
        run = (run + 1) * column
        most = np.maximum(most, run)
    return int(np.quantile(most, 0.99))


def _moved(plan: Plan) -> str:
    """The padding alone, which stands before the first or behind the last reading, set to another value."""
    if plan.padding is None or len(set(plan.padding.row)) > 1 or plan.padding.side == "any" or len(plan.shape) != 3:
        return ""
    turn = "" if plan.padding.side == "pre" else "[:, ::-1]"
    return (
        f"read = np.logical_or.accumulate({unlike('X_each', plan.padding.row[0])}.any(-1){turn}, axis=1){turn}\n"
        "X_each = np.where(read[..., None], X_each, -10.0)\n"
        'print("X_each is padded with -10.0 now: Masking(mask_value=-10.0)")'
    )


@mask_collision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    data["X"][::30, 2] = 0
    return {"X": data["X"], "y": data["y"]}


@mask_collision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = np.minimum(rng.geometric(0.15, (300, 24)) - 1, 30)  # the most frequent word is number 0
    X[np.arange(24)[None] >= rng.integers(8, 25, 300)[:, None]] = 0
    return {"X": X, "y": rng.integers(0, 2, 300)}


@mask_collision.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][rng.random((300, 16)) < 0.08] = 0  # frames in which nobody was seen
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}


@mask_collision.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = np.minimum(rng.geometric(0.15, (300, 24)), 30)
    X[np.arange(24)[None] >= rng.integers(8, 25, 300)[:, None]] = 0
    return {"X": X, "y": rng.integers(0, 2, 300)}


@mask_collision.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][np.arange(16)[None] >= rng.integers(6, 17, 300)[:, None]] = 0
    return {"X": data["X"], "y": data["y"]}
