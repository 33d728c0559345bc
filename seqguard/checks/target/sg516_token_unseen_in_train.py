"""Token ids that only another split holds."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.moments import Moments
from seqguard.statistics.sample import Sample


@check("SG516", severity="warning")
def token_unseen_in_train(
    plan: Other[Input[Plan]],
    train: Train[Input[Moments]],
    train_counts: Train[Input[LabelCounts]],
    other: Other[Input[Moments]],
    other_counts: Other[Input[LabelCounts]],
    other_sample: Other[Input[Sample]],
    *,
    most: float = threshold(0.03, 0, 1, source="judgement: fewer tokens are single rare words with a new id each"),
) -> Iterable[Finding]:
    """Tokens of another split do not occur in train.

    Why: their rows of the embedding keep the random numbers they began with; and an Embedding that is sized by train
        has no row for ids beyond its largest. It happens when the vocabulary was made from all data: unseen words get
        an id of their own instead of the unknown one.
    Evidence: ids of the sampled samples beyond train's exact maximum: a warning from 3 % of the tokens on, padding left
        out. Less, or ids that train leaves out in between (exact, where both splits have at most 4,096 different ids),
        is an info: a fixed subword vocabulary leaves 5 to 20 % of a small split unseen in a small train.
    Remedy: make the vocabulary from train alone, and map other words to the unknown id.
    Limits: with pretrained embeddings unseen ids are no fault.
    """
    if plan.task != "tokens":
        return
    largest, here = float(train.feature_max()[0]), float(other.feature_max()[0])
    tables = len(train_counts.values) and len(other_counts.values)
    new = ~np.isin(other_counts.values, train_counts.values)
    unseen = int(other_counts.counts[new].sum()) / max(1, other_counts.n) if tables else 0.0
    ids = other_sample.values
    beyond = float((ids > largest).sum() / max(1, (ids > 0).sum()))
    if not max(unseen, beyond):
        return
    loud = beyond >= most
    yield Finding(
        message=(
            f"{share(beyond, 1)} of the tokens in {plan.split} have ids above train's largest, {exact(largest)}; they "
            f"go up to {exact(here)}. Their embeddings stay random, and an Embedding sized by train has no row for "
            "them."
            if beyond
            else f"{share(unseen, 1)} of the tokens in {plan.split} do not occur in train. Their embeddings stay "
            "random."
        ),
        remedy="Make the vocabulary from the training texts alone and map all other words to the unknown id"
        + (f"; as the ids are now, `input_dim` must be at least {int(here) + 1}." if beyond else "."),
        evidence={
            "beyond_share": evidence(beyond),
            "unseen_share": evidence(unseen),
            "largest": here,
            "train_largest": largest,
            "threshold": most,
        },
        severity=None if loud else "info",
    )


def _words(rng: np.random.Generator, n: int) -> np.ndarray:
    return np.minimum(rng.zipf(1.3, (n, 20)), 400).astype(np.int64)


@token_unseen_in_train.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, other = _words(rng, 300), _words(rng, 100)
    other[rng.random(other.shape) < 0.1] += 400
    return {"X": X, "y": rng.integers(0, 2, 300), "validation_data": (other, rng.integers(0, 2, 100))}


@token_unseen_in_train.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, other = _words(rng, 300), _words(rng, 100)
    other[0, 0] = 401
    return {"X": X, "y": rng.integers(0, 2, 300), "validation_data": (other, rng.integers(0, 2, 100))}
