"""One token that stands for most words."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

UNKNOWN = (1, 100)
"""The id of the unknown word in Keras (TextVectorization, Tokenizer with an oov_token) and in BERT's vocabulary."""


@check("SG517", severity="warning")
def unknown_token_share(
    plan: Input[Plan],
    sample: Input[Sample],
    *,
    most: float = threshold(
        0.4, 0, 1, source="texts with 3,000 words kept: the unknown one has 10 to 13 %, the commonest word 7 %"
    ),
    noted: float = threshold(
        0.25, 0, 1, source="texts with 3,000 words kept: the unknown one has 10 to 13 %, the commonest word 7 %"
    ),
    least: int = threshold(200, 1, source="formula: at 200 tokens the share varies by 3.5 points"),
    words: int = threshold(100, 2, source="judgement: fewer different ids are events or notes, not words"),
) -> Iterable[Finding]:
    """Most tokens are the unknown one.

    Situation: The tokeniser met another language or another casing, and knows hardly a word.
    Why: what the network reads is mostly "some word". The vocabulary was too small, or made from other texts, or
        another spelling (case, stemming, language) than these.
    Evidence: the commonest id, padding left out, makes up 40 % of at least 200 tokens of at least 100 different ids,
        and is 1 or 100, where vocabularies keep the unknown word; any other such id, or from 25 % on, is an info. In
        real texts with a vocabulary of 3,000 words the unknown one has 10 to 13 % and the most frequent word 7 %.
    Remedy: enlarge num_words or max_tokens, adapt the vocabulary on the training texts, and apply the same cleaning to
        both.
    Limits: in events or notes one id may hold most of the time by nature. Counted over the sampled tokens.
    """
    if plan.task != "tokens":
        return
    ids = sample.values.reshape(-1)
    values, counts = np.unique(ids[ids > 0], return_counts=True)
    if counts.sum() < least:
        return
    top = int(counts.argmax())
    found, token = float(counts[top] / counts.sum()), float(values[top])
    if found < noted:
        return
    loud = found >= most and token in UNKNOWN and len(values) >= words
    yield Finding(
        message=f"Id {exact(token)} makes up {share(counts[top], counts.sum())} of the {int(counts.sum()):,} tokens "
        "looked at"
        + (", and it is where the unknown word is kept. The network reads little else." if token in UNKNOWN else "."),
        remedy="Adapt the vocabulary on the training texts with the same cleaning (case, punctuation) and let it be "
        "larger: `max_tokens` of TextVectorization."
        if loud
        else f"Look up which word id {exact(token)} is.",
        evidence={"token": token, "share": evidence(found), "threshold": most},
        severity=None if loud else "info",
    )


def _words(rng: np.random.Generator) -> np.ndarray:
    return 1 + np.minimum(rng.zipf(1.2, (300, 20)), 500).astype(np.int64)


@unknown_token_share.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = _words(rng)
    X[rng.random(X.shape) < 0.6] = 1
    return {"X": X, "y": rng.integers(0, 2, 300)}


@unknown_token_share.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = _words(rng)
    X[rng.random(X.shape) < 0.1] = 1
    return {"X": X, "y": rng.integers(0, 2, 300)}
