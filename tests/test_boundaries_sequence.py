"""Thresholds of the checks of order, time and padding, with a case just inside of each and one just outside."""

from typing import Any

import numpy as np
import pytest
from _facts import CHECKS, Given, plan, some

from seqguard.facts.series.stamps import Stamps


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
