"""From the words of a user to checks: by symptom ("loss is nan"), by what a check is called, says, or is also known as.

Symptoms are a table, `symptoms.json`: what people say, what to look at first, and which checks answer. Like the rest of
the catalogue it is read without NumPy; `docs/symptoms.md` is derived from it.
"""

from __future__ import annotations

import json
import os
import re
from math import log, sqrt

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypedDict

    from seqguard.catalogue import Entry

    class Symptom(TypedDict):
        """What a user sees, the phrases for it, where to look first, a picture of it (docs/img/symptoms, in words), and
        the checks with what each means for it."""

        id: str
        title: str
        words: list[str]
        look: str
        picture: str
        checks: dict[str, str]


PATH = os.path.join(os.path.dirname(__file__), "symptoms.json")
EMPTY = frozenset(
    (
        "a", "after", "all", "an", "and", "at", "be", "by", "cant", "do", "does", "dont", "for", "from", "how", "i",
        "in", "is", "isnt", "it", "its", "model", "models", "my", "of", "on", "or", "so", "than", "that", "the", "to",
        "what", "when", "which", "why", "with",
    )
)  # fmt: skip
"""Words that tell nothing."""
SAME = {
    "validation": "val", "valid": "val", "training": "train", "trained": "train", "acc": "accuracy", "zero": "0",
    "zeros": "0", "zeroed": "0", "identical": "same", "forecast": "prediction", "predict": "prediction",
    "predicted": "prediction", "error": "loss", "infinity": "inf", "infinite": "inf", "lags": "lag", "lagged": "lag",
    "lagging": "lag", "shifted": "shift", "delayed": "delay", "constantly": "constant", "0.0": "0", "stays": "stay",
    "learn": "learn", "learning": "learn", "learns": "learn", "decreasing": "decrease", "lower": "below",
    "smaller": "below", "less": "below", "leakage": "leak", "leaks": "leak", "no": "not", "doesnt": "not",
    "wont": "not", "nans": "nan", "improving": "improve", "moving": "move", "changing": "change", "copies": "copy",
    "always": "same",
}  # fmt: skip
"""Words that mean the same here; what is not listed loses its plural s only."""
UNHEARD = 0.05
"""Share of the phrases that hold a word which none holds: what surrounds a question is not what it is about, and counts
as a common word."""
LEAST = 0.58
"""Cosine from which a phrase answers. Of the 48 questions in tests/test_symptoms.py the least right one has 0.68; of 18
about something else the greatest has 0.49."""


def words_of(text: str) -> list[str]:
    """The words that carry meaning, each in one form."""
    found = re.findall(r"[a-z]+|[0-9]+(?:\.[0-9]+)?", text.lower().replace("'", ""))
    return [_form(word) for word in found if word not in EMPTY]


def _form(word: str) -> str:
    if word in SAME:
        return SAME[word]
    short = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    return SAME.get(short, short)


def symptoms() -> list[Symptom]:
    """The table, in its order."""
    with open(PATH, encoding="utf-8") as file:
        table: list[Symptom] = json.load(file)
    return table


def by_symptom(query: str, table: Iterable[Symptom], most: int = 2) -> list[Symptom]:
    """The symptoms that the query describes, the likeliest first; none where none is near."""
    table = list(table)
    phrases = [(s, frozenset(words_of(phrase))) for s in table for phrase in (s["title"], *s["words"])]
    held: dict[str, int] = {}
    for _, words in phrases:
        for word in words:
            held[word] = held.get(word, 0) + 1
    asked = frozenset(words_of(query))
    scores: dict[str, float] = {}
    for symptom, words in phrases:
        likeness = _cosine(asked, words, held, len(phrases))
        scores[symptom["id"]] = max(scores.get(symptom["id"], 0.0), likeness)
    best = max(scores.values(), default=0.0)
    near = [s for s in table if scores[s["id"]] >= max(LEAST, 0.8 * best)]
    return sorted(near, key=lambda s: -scores[s["id"]])[:most]


def _cosine(one: frozenset[str], other: frozenset[str], held: Mapping[str, int], phrases: int) -> float:
    """Of two sets of words, each weighing as much as it tells: `loss` stands in most phrases, `nan` in few."""

    def weight(words: Iterable[str]) -> float:
        return sum(log(1 + phrases / held.get(word, UNHEARD * phrases)) ** 2 for word in words)

    whole = sqrt(weight(one) * weight(other))
    return weight(one & other) / whole if whole else 0.0


def by_words(query: str, entries: Mapping[str, Entry]) -> list[Entry]:
    """The checks whose slug, title or other names hold every word of the query, or its beginning."""
    asked = words_of(query)
    if not asked:
        return []

    def holds(entry: Entry) -> bool:
        said = words_of(" ".join([entry["slug"], entry["title"], *entry.get("aliases", ())]))
        return all(any(word.startswith(ask) for word in said) for ask in asked)

    return [entry for entry in entries.values() if holds(entry)]
