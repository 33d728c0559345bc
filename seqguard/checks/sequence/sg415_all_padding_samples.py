"""Samples that hold nothing."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast, labelled
from seqguard.checks.sequence._empty import Empty
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_samples, unlike
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, first, share


@check("SG415", severity="warning", explains=("SG108", "SG405"))
def all_padding_samples(plan: Input[Plan], x: Input[Empty]) -> Iterable[Finding]:
    """Some samples hold nothing but padding.

    Situation: Empty texts or empty recordings became whole samples of padding.
    Why: an empty sequence with a target teaches the network what to answer without looking; masked throughout, it
        gives NaN in some layers.
    Evidence: exact count of samples that are padding throughout where padding is known, and of samples that are zero
        in every cell. In windows of one series only those count that stand between two windows that overlap and show
        that it was not zero; in other samples, zero must fill them all of a sudden: those that are half zero or more,
        but not wholly, are no more than a quarter as many, and zeros that stand and go on as often as in those would
        fill less than a fiftieth as many. So intermittent series, and series whose minimum a scaler made 0, keep their
        empty windows; a sample of one step is a reading.
    Remedy: drop them: X[np.any(X != 0, axis=(1, 2))], with y.
    Limits: where most values are zero by nature an empty sample cannot be told from a quiet one.
    """
    if not x.count:
        return
    i = x.first[0]
    yield Finding(
        message=f"{count(x.count, 'sample holds', 'samples hold')} "
        f"{'no timestep' if plan.told else 'nothing but padding' if x.padding else 'nothing but zeros'}, of {plan.n:,} "
        f"({share(x.count, plan.n)}), first {plan.at(i)}{x.proof}. "
        f"{agree(x.count, 'It has a target', 'They have targets')} all the same.",
        remedy=f"Look where {plan.at(i)} comes from, and drop such samples with their targets.",
        fix=_without(plan),
        evidence={"samples": x.count, "samples_of": plan.n},
        samples=first(x.first),
    )


def _without(plan: Plan) -> str:
    row = set(plan.padding.row) if plan.padding is not None else {0.0}
    if len(row) > 1 or any(v != v for v in row):  # NaN is another check's
        return ""
    return drop_samples(f"{unlike('X', row.pop())}.reshape(len(X), -1).any(1)", "nothing but padding")


@all_padding_samples.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][[20, 57, 301]] = 0
    return data


@all_padding_samples.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    data["X"][7] = 0
    return data


@all_padding_samples.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = (rng.random((400, 10, 1)) < 0.1).astype(float)  # rare events: many samples without any
    return {"X": X, "y": X.sum((1, 2))}
