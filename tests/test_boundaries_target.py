"""Thresholds of the checks of targets, with a case just inside of each and one just outside, on facts made for it."""

from typing import Any

import numpy as np
import pytest
from _facts import CHECKS, Given, moments, plan, some


def labels(*counts: int, like_counts: bool = False, draws: int | None = None) -> Any:
    return some(
        values=np.arange(len(counts)), counts=np.array(counts), n=sum(counts), like_counts=like_counts,
        draws=sum(counts) if draws is None else draws,
    )  # fmt: skip


def held(share: float, n: int = 1_000) -> Given:
    dominant = some(n=n, share=np.array([share]), value=np.array([0.0]))
    return {"y_plan": plan(F=1), "y_dominant": dominant}


def constant(spread: float) -> Given:
    y = moments(1.0 - spread * 2.0**-23, 1.0)
    return {"y_plan": plan(F=1), "y": y, "train_y": y}


def tiny(peak: float, deviation: float) -> Given:
    return {"y_plan": plan(tensor="y"), "x": moments(0, 1, deviation), "y": moments(-peak, peak, peak)}


def one_hot(broken: int) -> Given:
    counts = some(broken=broken, broken_first=(1,))
    return {"y_plan": plan(layout="one-hot", T=1, task="classification"), "y": counts}


def conflicting(samples: int, chance: float) -> Given:
    found = some(samples=samples, pairs=((1, 2),), groups=9, conflicting=5)
    copies = some(tail=some(chance=chance), natural=False)
    return {"plan": plan(), "y_plan": plan(tensor="y"), "conflicts": found, "copies": copies, "train_copies": copies}


def lost(train: Any, here: Any) -> Given:
    return {"y_plan": plan(T=1, split="validation"), "train_y_labels": train, "other_y_labels": here}


def sorted_labels(n: int) -> Given:
    return {"y_plan": plan(T=1), "y": some(changes=1), "y_labels": labels(n // 2, n - n // 2)}


def beyond(share: float) -> Given:
    ids = np.full((1, 1_000), 5)
    ids[0, : round(1_000 * share)] = 11
    table = some(values=np.zeros(0), counts=np.zeros(0), n=0)
    top = {"train": moments(1, 10), "other": moments(1, 11)}
    return {
        "plan": plan(task="tokens"),
        **top,
        "train_counts": table,
        "other_counts": table,
        "other_sample": some(values=ids),
    }


def unknown(share: float, tokens: int = 10_000, words: int = 200) -> Given:
    rest = tokens - round(share * tokens)
    ids = np.concatenate([np.full(tokens - rest, 1), 2 + np.arange(rest) % (words - 1)])
    return {"plan": plan(task="tokens"), "sample": some(values=ids)}


def floored(share: float, n: int = 1_000) -> Given:
    zeros = round(n * share)
    other = (n - zeros) // 2
    column = some(n=n, values=np.array([0.0, 1.0, 2.0]), counts=np.array([zeros, other, n - zeros - other]))
    return {"y_plan": plan(F=1), "y_kinds": [column]}


EDGES: list[tuple[str, str, Given, str]] = [
    ("constant-target", "rounding", constant(3), "error"),
    ("constant-target", "rounding", constant(5), ""),
    ("near-constant-target", "top", held(0.991), "warning"),
    ("near-constant-target", "top", held(0.989), ""),
    ("near-constant-target", "least", held(0.99, n=50), "warning"),
    ("near-constant-target", "least", held(0.99, n=49), ""),
    ("tiny-target", "largest", tiny(0.0099, 100), "warning"),
    ("tiny-target", "largest", tiny(0.0101, 100), ""),
    ("tiny-target", "ratio", tiny(0.99e-3, 1), "warning"),
    ("tiny-target", "ratio", tiny(1.01e-3, 1), ""),
    ("tiny-target", "always", tiny(0.9e-6, 1e-6), "warning"),
    ("tiny-target", "always", tiny(1.1e-6, 1e-6), ""),
    ("class-imbalance", "few", {"train_y_labels": labels(200, 10)}, "warning"),
    ("class-imbalance", "few", {"train_y_labels": labels(220, 11)}, "info"),
    ("class-imbalance", "ratio", {"train_y_labels": labels(90, 9)}, "warning"),
    ("class-imbalance", "ratio", {"train_y_labels": labels(89, 9)}, "info"),
    ("class-imbalance", "always", {"train_y_labels": labels(5_001, 100)}, "warning"),
    ("class-imbalance", "always", {"train_y_labels": labels(4_999, 100)}, "info"),
    ("class-imbalance", "noted", {"train_y_labels": labels(401, 100)}, "info"),
    ("class-imbalance", "noted", {"train_y_labels": labels(399, 100)}, ""),
    ("one-hot-invalid", "most", one_hot(100), "error"),
    ("one-hot-invalid", "most", one_hot(101), ""),
    ("conflicting-labels", "least", conflicting(10, 0.0), "warning"),
    ("conflicting-labels", "least", conflicting(9, 0.0), ""),
    ("conflicting-labels", "chance", conflicting(100, 0.0009), "warning"),
    ("conflicting-labels", "chance", conflicting(100, 0.0011), ""),
    ("class-missing-in-val", "chance", lost(labels(50, 50), labels(7)), "warning"),  # 1 of 128
    ("class-missing-in-val", "chance", lost(labels(50, 50), labels(6)), "info"),  # 1 of 64
    ("unseen-class-in-val", "chance", lost(labels(10), labels(50, 50)), "error"),  # 1 of 1,024
    ("unseen-class-in-val", "chance", lost(labels(9), labels(50, 50)), "warning"),
    ("sorted-labels", "least", sorted_labels(20), "info"),
    ("sorted-labels", "least", sorted_labels(19), ""),
    ("token-unseen-in-train", "most", beyond(0.031), "warning"),
    ("token-unseen-in-train", "most", beyond(0.029), "info"),
    ("unknown-token-share", "most", unknown(0.41), "warning"),
    ("unknown-token-share", "most", unknown(0.39), "info"),
    ("unknown-token-share", "noted", unknown(0.26), "info"),
    ("unknown-token-share", "noted", unknown(0.24), ""),
    ("unknown-token-share", "least", unknown(0.45, tokens=200, words=105), "warning"),
    ("unknown-token-share", "least", unknown(0.45, tokens=199, words=105), ""),
    ("unknown-token-share", "words", unknown(0.6, words=100), "warning"),
    ("unknown-token-share", "words", unknown(0.6, words=99), "info"),
    ("zero-inflated-target", "least", floored(0.301), "info"),
    ("zero-inflated-target", "least", floored(0.299), ""),
    ("zero-inflated-target", "most", floored(0.989), "info"),
    ("zero-inflated-target", "most", floored(0.991), ""),
    ("zero-inflated-target", "rows", floored(0.5, n=50), "info"),
    ("zero-inflated-target", "rows", floored(0.5, n=49), ""),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == ([said] if said else [])
