"""Validation data from before the training data."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding, JsonValue
from seqguard.core.places import Input, Other
from seqguard.core.plan import Plan
from seqguard.core.text import count
from seqguard.core.thresholds import threshold
from seqguard.facts.splits.seams import Seams
from seqguard.facts.splits.times import Times
from seqguard.sources.split import Split


@check("SG611", severity="warning")
def val_before_train(
    plan: Other[Input[Plan]],
    other_seams: Other[Input[Seams]],
    other_times: Other[Times],
    *,
    least: float = threshold(0.5, 0, 1, source="143 real sets: none; validation before train found in .80"),
) -> Iterable[Finding]:
    """Validation lies before training in time.

    Why: the score is about the past, told from the future: a trend, a new product, a changed habit that is to be
        met in use is known already.
    Evidence: every timestamp of validation is earlier than every one of train; or, without timestamps, the last
        validation window ends in the rows with which the first training window begins, half a window at least.
    Remedy: validate on what comes after: train = X[:k], validation = X[k + gap:].
    Limits: without timestamps and without shared rows the order cannot be told. In a cross-validation over blocks
        of time some blocks come first by design.
    """
    t, rows = other_times, other_seams.before
    if t.known:
        if t.before:
            spans = f"{plan.split} runs from {t.first} to {t.last}, train from {t.train_first} to {t.train_last}"
            yield _finding(plan, spans, {"before": True})
        return
    if not plan.sliding:
        raise Missing(f"no timestamps were given, and {plan.split} holds no windows in the order of time")
    if rows >= least * plan.T:
        shared = f"the last {count(rows, 'row')} of {plan.at(plan.n - 1)} are the first of train[0]"
        yield _finding(plan, shared, {"shared_rows": rows})


def _finding(plan: Plan, proof: str, evidence: Mapping[str, JsonValue]) -> Finding:
    return Finding(
        message=f"{plan.split[:1].upper()}{plan.split[1:]} lies before training: {proof}. The score is about the past, "
        "predicted from the future.",
        remedy="Train on what comes first: in the order of time, `X[:k]` trains and `X[k + gap :]` validates.",
        evidence=evidence,
    )


@val_before_train.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2).astype(np.float32), 12)
    return {"X": X[100:], "y": y[100:], "validation_data": (X[:100], y[:100])}


@val_before_train.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2).astype(np.float32), 12)
    t = np.datetime64("2024-01-01") + np.arange(len(X))
    return {
        "X": Split(X[200:], y[200:], timestamps=t[200:]),
        "validation_data": Split(X[:100], y[:100], timestamps=t[:100]),
    }


@val_before_train.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(random_walk(rng, 500, 2).astype(np.float32), 12)
    return {"X": X[:400], "y": y[:400], "validation_data": (X[400:], y[400:])}
