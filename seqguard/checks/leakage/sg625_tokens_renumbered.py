"""Token ids that name other tokens in validation than in train."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.leakage._renumbered import Meaning, like_numbers, log_odds, shares, successors
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Target, Train
from seqguard.core.plan import Ints, Plan
from seqguard.core.text import count, evidence
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

ERRORS = 5.0
"""Standard errors of a correlation that it must reach within train: words come in phrases, and chance gives three."""
LARGEST = 200_000
"""Ids that are counted; a vocabulary has fewer."""


@check(
    "SG625",
    severity="warning",
    about="x",
    aliases=(
        "tokenizer fitted per split",
        "tokenizer fitted on test",
        "vocabulary differs between splits",
        "word index mismatch",
        "codes that differ between splits",
    ),
)
def tokens_renumbered(
    train_plan: Train[Input[Plan]],
    train: Train[Input[Sample]],
    train_y: Train[Target[Sample]],
    plan: Other[Input[Plan]],
    y_plan: Other[Target[Plan]],
    other: Other[Input[Sample]],
    other_y: Other[Target[Sample]],
    *,
    odds_own: float = threshold(
        0.3, 0, 1, source="7 sound texts: 0.47 and more; below, the tokens say little of the class"
    ),
    follow_own: float = threshold(
        0.5, 0, 1, source="7 sound texts: 0.55 to 0.90 but one; codes of returns 0.11 and less over 300 pairs"
    ),
    frequent: float = threshold(
        0.9, 0, 1, source="8 sound texts: 0.95 and more; between splits 0.56 and more over 30 tokens"
    ),
    share: float = threshold(
        0.27, 0, 1, source="7 sound texts: 0.9 of their own and more; renumbered: 0.35 / 1, mostly 0.1"
    ),
    tokens: int = threshold(30, 3, source="formula: a correlation over 30 has a standard error of 0.18"),
    pairs: int = threshold(300, 3, source="formula: a correlation over 300 has a standard error of 0.06"),
    numeric: float = threshold(0.3, 0, 1, source="counts, readings of a converter and steps: 0.3 and more; texts less"),
) -> Iterable[Finding]:
    """The token ids of validation name other tokens than those of train.

    Situation: A tokeniser was fitted for each split.
    Why: a tokenizer was fitted on each split by itself, and numbers the words of each by their own frequency. The
        network reads other words than it learned, and the score falls to that of the class shares.
    Evidence: of two classes, the log-odds that a token gives correlate between the halves of train (0.3 or more over
        30 tokens), and less than 0.27 of that with validation. Or the logarithms of how often each token occurs
        correlate by 0.9 between the halves of train over 30 tokens, and less than 0.27 of that with validation, which
        ids in any other order leave. Or how often the 60 most frequent tokens follow one another, compared with
        chance, correlates by 0.5 within train over 300 pairs, and less than 0.27 of that with validation; ids that
        move like numbers are left out. Of 8 sound texts none; of 8 renumbered ones 7 were found.
    Remedy: fit the tokenizer on train alone, and use that one for each split.
    Limits: needs tokens that say something of the class or of their successors within train. It rests on few texts, and
        a renumbering that keeps the frequent words may stay unseen.
    """
    if train_plan.task != "tokens" or plan.F > 1:
        raise Missing("needs token ids as inputs")
    x, there = (_tokens(s) for s in (train, other))
    if min(len(x), len(there)) < 2 or min(x.min(), there.min()) < 0 or max(x.max(), there.max()) > LARGEST:
        raise Missing("needs ids from 0 on")
    padding = int(train_plan.padding.row[0]) if train_plan.padding is not None else 0
    found = None
    whole = len(x) == len(train_y.values) and len(there) == len(other_y.values)
    if whole and y_plan.task == "classification" and y_plan.T == 1:
        y, y_there = (s.values[:, 0, -1] for s in (train_y, other_y))
        classes = np.unique(y)
        if len(classes) == 2 and np.isin(y_there, classes).all():
            found = log_odds(x, y == classes[1], there, y_there == classes[1], padding)
    if found is not None and found.tokens >= tokens and found.own >= odds_own and _unlike(found, share):
        yield _finding(plan, found, "speak for the same class", "token")
        return
    slides = train_plan.overlap > 1
    if plan.T < 2 or like_numbers(x, padding) >= numeric:
        return
    found = shares(x, there, padding, slides=slides)
    if found is not None and found.tokens >= tokens and found.own >= frequent and _unlike(found, share):
        yield _finding(plan, found, "are as frequent", "token")
        return
    found = successors(x, there, padding, slides=slides)
    if found is None:
        return
    if found.tokens >= pairs and found.own >= follow_own and _unlike(found, share):
        yield _finding(plan, found, "follow one another alike", "pair")


def _unlike(found: Meaning, share: float) -> bool:
    """Whether train agrees with itself beyond chance and the split does not agree with it."""
    return found.own >= ERRORS / found.tokens**0.5 and found.other < share * found.own


def _tokens(sample: Sample) -> Ints:
    return np.nan_to_num(sample.values[:, :, 0], nan=-1).astype(np.int64)


def _finding(plan: Plan, found: Meaning, what: str, noun: str) -> Finding:
    return Finding(
        message=f"The token ids of {plan.split} do not name train's tokens: those that {what} in both halves of train "
        f"(correlation {found.own:.2f}) do not in {plan.split} ({found.other:.2f}, over {count(found.tokens, noun)}). "
        "The tokenizer was fitted on each split by itself.",
        remedy="Fit the tokenizer on train alone, and use that one for each split.",
        evidence={"within_train": evidence(found.own), "with_split": evidence(found.other), "compared": found.tokens},
    )


def _texts(rng: np.random.Generator, n: int, tilt: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    y = rng.integers(0, 2, n)
    usual = 1 / np.arange(1, len(tilt) + 1)
    X = np.zeros((n, 20), np.int32)
    for label in (0, 1):
        odds = usual * np.exp(tilt * (2 * label - 1))
        X[y == label] = 1 + rng.choice(len(tilt), (int((y == label).sum()), 20), p=odds / odds.sum())
    return X, y


def _split(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    tilt = rng.normal(0, 1, 300)
    return *_texts(rng, 800, tilt), *_texts(rng, 300, tilt)


@tokens_renumbered.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y, val, y_val = _split(rng)
    again = np.concatenate([[0], 1 + rng.permutation(300)])
    return {"X": X, "y": y, "validation_data": (again[val], y_val)}


@tokens_renumbered.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y, val, y_val = _split(rng)
    return {"X": X, "y": y, "validation_data": (val, y_val)}
