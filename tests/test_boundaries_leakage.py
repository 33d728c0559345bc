"""Thresholds of the checks of leakage, with a case just inside of each and one just outside, on facts made for it."""

import numpy as np
import pytest
from _facts import CHECKS, Given, continuous, plan, some

from seqguard.facts.target.leaks import Leak, Leaks


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
    return {"plan": plan(sliding=sliding, step=int(sliding)), "copies": found, "train_copies": found}


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
    distance: float = 0.0,
    outside: float = 0.0,
    moved: float = 0.0,
    wider: float = 1.0,
    independent: int = 1_000,
    up: float = 0.0,
    gap: float = 1.0,
) -> Given:
    one = {"distance": distance, "outside": outside, "moved": moved, "wider": wider, "gap": gap, "outside_rows": 5}
    found = some(**{name: np.array([value]) for name, value in one.items()})
    return {
        "tensor_plan": plan(F=1, split="validation"),
        "train_tensor_plan": plan(n=independent),
        "train_tensor_kinds": continuous(),
        "train_tensor_drift": some(up=np.array([up]), down=np.array([0.0])),
        "other_tensor_shift": found,
        "other_tensor_continuity": some(continues=np.array([False])),
    }


EDGES: list[tuple[str, str, Given, str]] = [
    ("window-overlap", "least", overlapping(0.21), "warning"),
    ("window-overlap", "least", overlapping(0.19), ""),
    ("window-overlap", "certain", overlapping(0.51), "error"),
    ("window-overlap", "certain", overlapping(0.49), "warning"),
    ("train-val-overlap", "chance", copied(0.0009), "error"),
    ("train-val-overlap", "chance", copied(0.0011), "info"),
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
    ("val-shift", "jump", shifted(outside=0.96, moved=10.1, up=0.51, independent=49, gap=0.74), "info"),
    ("val-shift", "jump", shifted(outside=0.96, moved=10.1, up=0.51, independent=49, gap=0.76), "warning"),
    ("val-shift", "jump", shifted(outside=0.96, moved=10.1, up=0.51, independent=50, gap=0.74), "warning"),
    ("val-shift", "jump", shifted(outside=0.96, moved=10.1, up=0.49, independent=49, gap=0.74), "warning"),
    ("val-shift", "jump", shifted(outside=0.96, moved=-10.1, up=0.51, independent=49, gap=0.74), "warning"),
    ("val-shift", "wider", shifted(outside=0.51, wider=20.1), "warning"),
    ("val-shift", "wider", shifted(outside=0.51, wider=19.9), "info"),
    ("val-shift", "wider", shifted(outside=0.51, wider=20.1, gap=0.021), "warning"),
    ("val-shift", "wider", shifted(outside=0.51, wider=20.1, gap=0.019), "info"),  # it grows
    ("val-shift", "fewest", shifted(outside=0.96, moved=99, independent=20), "warning"),
    ("val-shift", "fewest", shifted(outside=0.96, moved=99, independent=19), "info"),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    found = list(check(**given))
    assert [f.severity or check.severity for f in found] == ([said] if said else [])
