"""Thresholds of the checks of data, with a case just inside of each and one just outside, on facts made for it."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from seqguard.basis.kinds import Columns, Kinds, _part
from seqguard.engine.registry import discover
from seqguard.facts.series.stamps import Stamps
from seqguard.facts.target.leaks import Leak, Leaks

Given = dict[str, Any]
CHECKS = {c.slug: c for c in discover().values()}


def continuous(width: int = 1) -> Kinds:
    """Features of fifty values that stand once."""
    values = np.arange(50.0)[:, None] + np.arange(width)
    return Kinds(Columns([_part(values, np.arange(width), False, None)], width))


def some(**given: Any) -> Any:
    """What has these attributes, in place of a fact of many more."""
    return SimpleNamespace(**given)


def plan(**more: Any) -> Any:
    """As much of a plan as a sentence needs."""
    given: Given = {
        "n": 1_000, "T": 12, "F": 3, "step": 0, "sliding": False, "role": "x", "split": "train", "tensor": "X",
        "label": "X", "task": "regression", "layout": "columns", "origin": None, "padding": None,
        "told": False, "nested": False, "axes": "NTF",
        "shape": (1_000, 12, 3), "dtype": "float32",
        "features": ("f0", "f1", "f2"), "names": lambda at: tuple(f"f{i}" for i in at), "at": lambda *_: "X[0]",
        "beside": lambda *_: "X[0]",
    }  # fmt: skip
    whole = {**given, **more}
    return some(**{"independent": whole["n"] * whole["step"] / whole["T"] if whole["sliding"] else whole["n"], **whole})


def labels(*counts: int, like_counts: bool = False, draws: int | None = None) -> Any:
    return some(
        values=np.arange(len(counts)), counts=np.array(counts), n=sum(counts), like_counts=like_counts,
        draws=sum(counts) if draws is None else draws,
    )  # fmt: skip


def held(share: float, n: int = 1_000) -> Given:
    dominant = some(n=n, share=np.array([share]), value=np.array([0.0]))
    return {"y_plan": plan(F=1), "y_dominant": dominant}


def moments(low: float, high: float, deviation: float = 1.0) -> Any:
    return some(
        feature_min=lambda: np.array([low]), feature_max=lambda: np.array([high]),
        feature_var=lambda: np.array([deviation**2]), finite=np.array([[100]]),
    )  # fmt: skip


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
    return {"plan": plan(), "y_plan": plan(tensor="y"), "conflicts": found, "copies": copies}


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


def overlapping(share: float, split: str = "train") -> Given:
    pair = some(sample=1, step=5, base_sample=2, base_step=4, rows=4)
    found = some(pair=pair, tells=True, compared=1_000, matched=round(1_000 * share), share=share, by_chance=0.0)
    kinds = continuous()
    here = {"plan": plan(split="validation"), "base_plan": plan(split=split), "base_kinds": kinds}
    return {**here, "other_shifted": found, "other_rescaled": some(matched=0), "base_data": some(n=1_000, groups=None)}


def copied(chance: float) -> Given:
    tail = some(matched=9, chance=chance, expected=0.1, changes=4, samples=100)
    found = some(pairs=((1, 2),), tail=tail, samples=100, matched=9, share=0.09, repeated_in_base=0.0, resting=0)
    return {"plan": plan(split="validation"), "base_plan": plan(), "other_whole": found}


def coded(accuracy: float = 1.0, at_changes: float = 1.0, distinct: int = 50, apart: float = 9.0) -> Given:
    code = some(
        feature=0,
        accuracy=accuracy,
        at_changes=at_changes,
        distinct=distinct,
        step=None,
        apart=apart,
        n=500,
        everywhere=0.0,
        clock=False,
    )
    found = some(codes=(code,), majority=0.5, classes=2, n=500, together=())
    return {"train_plan": plan(), "train_y_plan": plan(tensor="y"), "train_label_codes": found}


def recalled(rough: float, steps: int = 1_000) -> Given:
    """A copy at an inner step, where half of von Neumann's ratio of the feature is `rough`."""
    turns = np.linspace(1, steps, round(rough * steps / 2), endpoint=False).astype(int)
    x = np.where(np.cumsum(np.isin(np.arange(steps + 1), turns)) % 2, 1.0, -1.0)
    copy = Leak((0, 0), 0, (5,), "equal", "feature", rest=0.0, beside=0.9, equal=1.0)
    found = Leaks((copy,), 500, (False, False))
    series = some(rows=x[:, None], starts=np.arange(steps + 1) == 0, shuffled=False)
    here = {"plan": plan(T=12, F=2), "y_plan": plan(tensor="y"), "data": some(inputs={"X": 0})}
    return {**here, "leaks": found, "train_leaks": found, "series": series, "sample": some(), "y_sample": some()}


def sized(worst: float, others: float = 1.0, count: int = 1, n: int = 200) -> Given:
    """Samples of size 1, some of `others`, and `count` of `worst`."""
    sizes = np.ones(n)
    sizes[:20], sizes[30 : 30 + count] = others, worst
    shape = np.where(np.arange(24) % 2, 1.0, -1.0).reshape(8, 3)
    sample = some(values=sizes[:, None, None] * shape, index=np.arange(n))
    return {"plan": plan(n=n, T=8, F=3, integral=False), "sample": sample}


def rising(n: int) -> Given:
    lags = some(n=n, x=np.arange(n * 2.0).reshape(n, 2, 1), rest=np.ones((1, 2, 1)))
    return {"plan": plan(T=2, F=1), "y_plan": plan(tensor="y"), "lags": lags}


def repeated(chance: float = 0.0, share: float = 0.1, groups: int = 2, sliding: bool = False) -> Given:
    tail = some(matched=9, chance=chance, expected=0.1, changes=4, samples=10_000)
    count = round(10_000 * share)
    found = some(
        first=(1,),
        tail=tail,
        repeated=count,
        samples=10_000,
        groups=groups,
        most=2,
        resting=0,
        natural=False,
        of_one_series=sliding,
    )
    return {"plan": plan(sliding=sliding, step=int(sliding)), "copies": found}


def before(rows: int) -> Given:
    return {
        "plan": plan(sliding=True, T=100, split="validation"),
        "other_seams": some(before=rows, after=0),
        "other_times": some(known=False),
    }


def within(share: float) -> Given:
    times = some(known=True, grouped=False, within=share, train_first="a", train_last="b")
    return {"plan": plan(split="validation"), "train_plan": plan(), "other_times": times, "other_seams": some()}


def shifted(
    distance: float = 0.0, outside: float = 0.0, moved: float = 0.0, wider: float = 1.0, independent: int = 1_000
) -> Given:
    one = {"distance": distance, "outside": outside, "moved": moved, "wider": wider, "gap": 1.0, "outside_rows": 5}
    found = some(**{name: np.array([value]) for name, value in one.items()})
    return {
        "tensor_plan": plan(F=1, split="validation"),
        "train_tensor_plan": plan(n=independent),
        "train_tensor_kinds": continuous(),
        "other_tensor_shift": found,
        "other_tensor_continuity": some(continues=np.array([False])),
    }


def fit(share: float) -> Any:
    return some(share=share, sample=1, step=1, pairs=100)


def disorder(**more: Any) -> Given:
    none: Given = {"forward": 0.0, "backwards": None, "features": None, "reshaped": None, "runs_on": False}
    rows = {"common": 0.9, "out_of_order_share": 0.5, "out_of_order": (3,), "pairs": 50, "usual": 11}
    return {"plan": plan(), "x": some(**{**none, **rows, **more})}


def turned(share: float = 1.0, before: float = 0.0, after: float = 1.0) -> Given:
    return {**disorder(backwards=fit(share)), "ahead": some(before=before, after=after)}


def twice(share: float) -> Given:
    rows = 1_000
    found = some(fires=True, cells=(7,), repeated=round(rows * share), rows=rows, features=3, expected=1.0)
    return {"plan": plan(), "x": found}


def timed(*steps: float) -> Given:
    """Times of windows of 12 steps, side by side, with these steps between them."""
    time = np.cumsum([0.0, *steps])
    starts = np.arange(len(time)) == 0
    return {"data": Stamps(time, np.arange(len(time)), starts, 12, False), "split": some(table=None)}


def gapped(*steps: float) -> Given:
    return {**timed(*steps), "train_data": timed(*steps)["data"]}


def within_sequences(inner: int) -> Given:
    found = some(row=(0.0,), inner=inner, inner_first=(1,), inner_samples=1, samples=100)
    return {"plan": plan(padding=some(row=(0.0,), side="post")), "x": found, "sample": some()}


def mostly(share: float) -> Given:
    return {"plan": plan(padding=some(row=(0.0,))), "x": some(padded=round(12_000 * share))}


def rough(a: Any, b: Any, n: int = 240) -> Given:
    def made(ratio: Any) -> Any:
        return some(ratio=np.asarray(ratio), index=np.arange(len(ratio)))

    return {
        "plan": plan(split="validation", sliding=True, step=1, n=n),
        "train_plan": plan(sliding=True, step=1, n=n),
        "train": made(a),
        "other": made(b),
        "train_sample": some(values=np.zeros((4, 12, 3))),
        "other_sample": some(values=np.zeros((4, 12, 3))),
    }


def lagged(share: float) -> Given:
    rng = np.random.default_rng(0)
    rows = [rng.standard_normal(5)]
    for i in range(1_000):
        new = rng.standard_normal(5)
        if i < 1_000 * share:
            new[:-1] = rows[-1][1:]
        rows.append(new)
    follows = np.ones(1_001, bool)
    follows[0] = False
    sample = some(values=np.array(rows)[:, None], follows=follows)
    return {"plan": plan(T=1, F=5, shape=(1_001, 1, 5)), "sample": sample}


def windows(rows: int) -> Given:
    return {"train_plan": plan(sliding=True, step=1), "train": some(rows=rows)}


HOURLY = [1.0] * 100
IRREGULAR = [step for i in range(20) for step in (*HOURLY[: 13 + i % 7], 2.0, 1.0, 2.0)]
"""Of 379 steps 40 are twice as long, 10.6 %, at distances that differ."""


def axes(features: float, steps: float) -> Given:
    return {"plan": plan(F=40), "x": some(features=features, steps=steps, samples=99)}


EDGES: list[tuple[str, str, Given, str]] = [
    ("time-on-last-axis", "alike", axes(0.19, 0.9), "info"),
    ("time-on-last-axis", "alike", axes(0.21, 0.9), ""),
    ("time-on-last-axis", "apart", axes(0.1, 0.61), "info"),
    ("time-on-last-axis", "apart", axes(0.1, 0.59), ""),
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
    ("window-overlap", "least", overlapping(0.21), "warning"),
    ("window-overlap", "least", overlapping(0.19), ""),
    ("window-overlap", "certain", overlapping(0.51), "error"),
    ("window-overlap", "certain", overlapping(0.49), "warning"),
    ("train-val-overlap", "chance", copied(0.0009), "error"),
    ("train-val-overlap", "chance", copied(0.0011), "info"),
    ("sample-out-of-scale", "times", sized(10.1), "warning"),
    ("sample-out-of-scale", "times", sized(9.9), ""),
    ("sample-out-of-scale", "alike", sized(60, others=2.9), "warning"),
    ("sample-out-of-scale", "alike", sized(60, others=3.1), ""),
    ("sample-out-of-scale", "part", sized(60, count=4), "warning"),
    ("sample-out-of-scale", "part", sized(60, count=5), ""),
    ("sample-out-of-scale", "fewest", sized(60, n=50), "warning"),
    ("sample-out-of-scale", "fewest", sized(60, n=49), ""),
    ("target-leak", "memory", recalled(0.52), "warning"),
    ("target-leak", "memory", recalled(0.48), "error"),
    ("label-in-feature", "accuracy", coded(accuracy=0.996), "warning"),
    ("label-in-feature", "accuracy", coded(accuracy=0.994), ""),
    ("label-in-feature", "at_changes", coded(at_changes=0.91), "warning"),
    ("label-in-feature", "at_changes", coded(at_changes=0.89), ""),
    ("label-in-feature", "apart", coded(apart=1.1), "warning"),
    ("label-in-feature", "apart", coded(apart=0.9), "info"),
    ("index-feature", "fewest", rising(30), "info"),
    ("index-feature", "fewest", rising(29), ""),
    ("duplicate-samples", "chance", repeated(chance=0.0009), "warning"),
    ("duplicate-samples", "chance", repeated(chance=0.0011), "info"),
    ("duplicate-samples", "least", repeated(share=0.0051, groups=1), "warning"),
    ("duplicate-samples", "least", repeated(share=0.0049, groups=1), "info"),
    ("duplicate-samples", "different", repeated(share=0.0045, groups=11), "warning"),
    ("duplicate-samples", "different", repeated(share=0.0045, groups=9), "info"),
    ("duplicate-samples", "cycle", repeated(share=0.49, sliding=True), "warning"),
    ("duplicate-samples", "cycle", repeated(share=0.51, sliding=True), "info"),
    ("val-before-train", "least", before(50), "warning"),
    ("val-before-train", "least", before(49), ""),
    ("interleaved-split", "share", within(0.51), "warning"),
    ("interleaved-split", "share", within(0.49), ""),
    ("val-shift", "distance", shifted(distance=0.51), "info"),
    ("val-shift", "distance", shifted(distance=0.49), ""),
    ("val-shift", "outside", shifted(outside=0.51), "info"),
    ("val-shift", "outside", shifted(outside=0.49), ""),
    ("val-shift", "moved", shifted(moved=1.51), "info"),
    ("val-shift", "moved", shifted(moved=1.49), ""),
    ("val-shift", "jump", shifted(outside=0.96, moved=10.1), "warning"),
    ("val-shift", "jump", shifted(outside=0.96, moved=9.9), "info"),
    ("val-shift", "jump", shifted(outside=0.94, moved=10.1), "info"),
    ("val-shift", "wider", shifted(outside=0.51, wider=20.1), "warning"),
    ("val-shift", "wider", shifted(outside=0.51, wider=19.9), "info"),
    ("val-shift", "fewest", shifted(outside=0.96, moved=99, independent=20), "warning"),
    ("val-shift", "fewest", shifted(outside=0.96, moved=99, independent=19), "info"),
    ("axes-swapped", "fits", disorder(features=fit(0.61)), "error"),
    ("axes-swapped", "fits", disorder(features=fit(0.59)), ""),
    ("axes-swapped", "fits", disorder(features=fit(0.9), forward=0.49), "error"),
    ("axes-swapped", "fits", disorder(features=fit(0.9), forward=0.51), ""),
    ("time-shuffled", "common", disorder(common=0.86), "error"),
    ("time-shuffled", "common", disorder(common=0.84), ""),
    ("time-shuffled", "disordered", disorder(out_of_order_share=0.21), "error"),
    ("time-shuffled", "disordered", disorder(out_of_order_share=0.19), ""),
    ("time-shuffled", "backwards", disorder(backwards=fit(0.59)), "error"),
    ("time-shuffled", "backwards", disorder(backwards=fit(0.61)), ""),
    ("time-shuffled", "fewest", disorder(pairs=20), "error"),
    ("time-shuffled", "fewest", disorder(pairs=19), ""),
    ("time-reversed", "fits", turned(0.61), "error"),
    ("time-reversed", "fits", turned(0.59), ""),
    ("time-reversed", "certain", turned(before=0.89), "error"),
    ("time-reversed", "certain", turned(before=0.91), ""),
    ("time-reversed", "certain", turned(after=0.89), "info"),
    ("reshape-not-transpose", "fits", disorder(reshaped=fit(0.61)), "error"),
    ("reshape-not-transpose", "fits", disorder(reshaped=fit(0.59)), ""),
    ("duplicate-timesteps", "many", twice(0.26), "warning"),
    ("duplicate-timesteps", "many", twice(0.24), "info"),
    ("timestamp-gaps", "times", gapped(*HOURLY, 1.51, *HOURLY), "warning"),
    ("timestamp-gaps", "times", gapped(*HOURLY, 1.49, *HOURLY), ""),
    ("timestamp-gaps", "most", gapped(*IRREGULAR, *HOURLY[:30]), "warning"),  # 9.8 %: each is a gap
    ("timestamp-gaps", "most", gapped(*IRREGULAR), ""),  # 10.6 %: the steps differ
    ("timestamp-gaps", "holes", gapped(*IRREGULAR, 10.1), "warning"),
    ("timestamp-gaps", "holes", gapped(*IRREGULAR, 9.9), ""),
    ("timestamp-gaps", "regular", gapped(*([*HOURLY[:30], 9.0] * 9), *HOURLY[:5], 9.0, *HOURLY[:5], 9.0), "info"),
    ("timestamp-gaps", "regular", gapped(*([*HOURLY[:30], 9.0] * 7), *[*HOURLY[:5], 9.0] * 2), "warning"),
    ("irregular-sampling", "off", timed(*HOURLY, *[1.11] * 50), "info"),
    ("irregular-sampling", "off", timed(*HOURLY, *[1.09] * 50), ""),
    ("irregular-sampling", "least", timed(*[1.0] * 45, *[1.5] * 11, *[1.0] * 44), "info"),
    ("irregular-sampling", "least", timed(*[1.0] * 46, *[1.5] * 9, *[1.0] * 45), ""),
    ("mask-collision", "many", within_sequences(6), "warning"),
    ("mask-collision", "many", within_sequences(5), "info"),
    ("mostly-padding", "most", mostly(0.51), "info"),
    ("mostly-padding", "most", mostly(0.49), ""),
    ("mostly-padding", "nearly_all", mostly(0.91), "warning"),
    ("mostly-padding", "nearly_all", mostly(0.89), "info"),
    ("no-temporal-structure", "ordered", rough([0.34] * 50, [0.34] * 40 + [1.0] * 10), "warning"),
    ("no-temporal-structure", "ordered", rough([0.36] * 50, [0.34] * 40 + [1.0] * 10), ""),
    ("no-temporal-structure", "lost", rough([0.3] * 50, [0.3] * 40 + [0.71] * 10), "warning"),
    ("no-temporal-structure", "lost", rough([0.3] * 50, [0.3] * 40 + [0.69] * 10), ""),
    ("no-temporal-structure", "lost", rough([0.3] * 50, [0.3] * 46 + [0.71] * 4), ""),
    ("no-temporal-structure", "lost", rough([0.3] * 46 + [0.6] * 4, [0.3] * 40 + [0.71] * 10), "warning"),
    ("no-temporal-structure", "lost", rough([0.3] * 44 + [0.6] * 6, [0.3] * 40 + [0.71] * 10), ""),
    ("no-temporal-structure", "lost", rough([0.3] * 49 + [0.8] * 1, [0.3] * 40 + [0.71] * 10), ""),
    ("no-temporal-structure", "ordered", rough([0.49] * 50, [0.91] * 50), "warning"),
    ("no-temporal-structure", "ordered", rough([0.51] * 50, [0.91] * 50), ""),
    ("no-temporal-structure", "ordered", rough([0.49] * 50, [0.89] * 50), ""),
    ("no-temporal-structure", "fewest", rough([0.3] * 50, [1.0] * 50, n=49), "info"),
    ("no-temporal-structure", "fewest", rough([0.3] * 50, [1.0] * 50, n=47), ""),
    ("no-temporal-structure", "sure", rough([0.3] * 50, [1.0] * 50, n=241), "warning"),
    ("no-temporal-structure", "sure", rough([0.3] * 50, [1.0] * 50, n=239), "info"),
    ("no-temporal-structure", "fewest", rough([0.3] * 10, [1.0] * 50), "warning"),
    ("no-temporal-structure", "fewest", rough([0.3] * 9, [1.0] * 50), ""),
    ("few-independent-windows", "least", windows(12 * 50 - 1), "info"),
    ("few-independent-windows", "least", windows(12 * 50), ""),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == ([said] if said else [])


@pytest.mark.parametrize(("share", "lags"), [(0.61, 5), (0.59, 0)])
def test_single_steps_hold_lags_where_neighbours_are_moved_by_one(share: float, lags: int) -> None:
    (found,) = CHECKS["single-timestep"](**lagged(share))
    assert found.evidence["lags"] == lags
