"""Samples of a split that are training samples with a little noise, at another size, mirrored or backwards."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.core.plan import Array, Bools, Floats, Ints

How = Literal["noise", "scale", "mirror", "backwards"]

CELLS, SAMPLES, TRAIN = 96, 150, 2_048
MEASURED = 256
"""Training samples of which mean and deviation are taken: they only bring the features to one size."""
FEWEST_CELLS = 12
"""Cells from which on one shape is no other's by chance."""
ALIKE = 0.01
"""1 - r with the nearest tenth of train, below which all samples have one shape by nature."""
SPREAD = 0.15
"""Range of the middle half of the distances, over their median: noise of one size has one distance, to 1.35 / sqrt(2 d)
in d cells (chi distribution), of which half as much again is allowed."""
USUAL = 15
"""The neighbour whose distance is the usual one: of waves in noise many are as near as the nearest."""
STEPS = 4
SAME = 1e-6
MEMORY = 0.2
"""Lag-1 correlation from which a sample is smooth, and what differs from its neighbour would be smooth as well."""


@dataclass(frozen=True)
class Near:
    """`found` are the (sample, training sample) that are copies, of `compared`; `nearest` the median distance of a
    sample to the nearest training sample over that to the fifteenth."""

    how: How
    compared: int
    found: tuple[tuple[int, int], ...]
    nearest: float


def near(
    train: Array, train_index: Ints, other: Array, other_index: Ints, exact: float, ratio: float, white: float
) -> Near | None:
    """The kind of copy that most samples are, of up to 150 among up to 2,048 of train."""
    spread = np.linspace(0, len(other) - 1, min(len(other), SAMPLES)).astype(int)
    kept = np.linspace(0, len(train) - 1, min(len(train), TRAIN)).astype(int)
    a, b = train[kept], other[spread]
    few = a[np.linspace(0, len(a) - 1, min(len(a), MEASURED)).astype(int)].astype(np.float64)
    unit, level = few.std((0, 1)), few.mean((0, 1))
    varies = np.flatnonzero(unit > 0)
    size = a.shape[1] * len(varies)
    cells = np.unique(np.linspace(0, size - 1, min(size, CELLS)).astype(int)) if size else np.zeros(0, int)
    if len(cells) < FEWEST_CELLS:
        return None
    at = cells // len(varies), varies[cells % len(varies)]
    flat, here, turned = (_taken(v, *at, unit, level) for v in (a, b, b[:, ::-1]))
    if not (np.isfinite(flat).all() and np.isfinite(b).all()):
        return None
    there, forward, back = (_less_mean(v, x, at[1], unit, level) for v, x in ((flat, a), (here, b), (turned, b)))
    candidates = [*_shapes(there, forward, back, exact), _noisy(a, b, unit, flat, here, ratio, white)]
    how, hit, partner, nearest = max(candidates, key=lambda c: c[1].sum())
    pairs = tuple((int(other_index[spread[i]]), int(train_index[kept[partner[i]]])) for i in np.flatnonzero(hit))
    return Near(how, len(b), pairs, nearest)


def _taken(values: Array, steps: Ints, features: Ints, unit: Floats, level: Floats) -> Floats:
    """Some cells of each sample, in deviations."""
    return np.asarray((values[:, steps, features].astype(np.float64) - level[features]) / unit[features])


def _less_mean(cells: Floats, values: Array, features: Ints, unit: Floats, level: Floats) -> Floats:
    """Cells less the mean of their feature over the sample, where it has the steps for one."""
    if values.shape[1] < STEPS:
        return cells
    mean = values.mean(1, dtype=np.float64)[:, features]
    return np.asarray(cells - (mean - level[features]) / unit[features])


def _shapes(train: Floats, here: Floats, back: Floats, exact: float) -> list[tuple[How, Bools, Ints, float]]:
    """Samples that are a training sample's shape at another size, upside down, or from its end to its beginning."""
    there = _unit(train)
    forward = _unit(here) @ there.T
    hows: tuple[tuple[How, Floats], ...] = (
        ("scale", forward),
        ("mirror", -forward),
        ("backwards", _unit(back) @ there.T),
    )
    found: list[tuple[How, Bools, Ints, float]] = []
    for how, r in hows:
        partner = r.argmax(1)
        hit = 1 - r[np.arange(len(r)), partner] < exact
        if hit.any():
            hit[hit] = 1 - np.quantile(r[hit], 0.9, axis=1) > ALIKE
        if how == "scale":  # the same at the same size is a copy, which train-val-overlap tells
            hit &= np.abs(here - train[partner]).max(1) > SAME * np.abs(here).max(1)
        found.append((how, hit, partner, 0.0))
    return found


def _unit(values: Floats) -> Floats:
    centred = values - values.mean(1, keepdims=True)
    length = np.sqrt((centred**2).sum(1, keepdims=True))
    return np.asarray(centred / np.where(length > 0, length, 1))


def _noisy(
    a: Array, b: Array, unit: Floats, flat: Floats, here: Floats, ratio: float, white: float
) -> tuple[How, Bools, Ints, float]:
    """Samples far nearer to one training sample than to the fifteenth, at one distance, which differ by noise."""
    squares = (here**2).sum(1)[:, None] + (flat**2).sum(1)[None] - 2 * here @ flat.T
    distance = np.sqrt(np.maximum(squares, 0))
    partner = distance.argmin(1)
    neighbours = np.partition(distance, min(USUAL, distance.shape[1] - 1), axis=1)
    nearest, usual = neighbours.min(1), neighbours[:, min(USUAL, distance.shape[1] - 1)]
    hit = (nearest < ratio * usual) & (nearest > 1e-6 * usual)
    none: tuple[How, Bools, Ints, float] = ("noise", np.zeros(len(here), bool), partner, 0.0)
    if hit.sum() < 2:
        return none
    low, middle, high = np.quantile(nearest[hit], (0.25, 0.5, 0.75))
    if (high - low) / middle > max(SPREAD, 2 / np.sqrt(2 * flat.shape[1])):
        return none
    sized = b / np.where(unit > 0, unit, np.inf)
    own, left = _lag_one(sized), _lag_one(sized - a[partner] / np.where(unit > 0, unit, np.inf))
    hit &= (np.abs(left) < white) | (own < MEMORY)
    return "noise", hit, partner, float(np.median(nearest[hit] / usual[hit])) if hit.any() else 0.0


def _lag_one(values: Floats) -> Floats:
    """Correlation of neighbouring steps within each sample, over all features; 0 of one step."""
    if values.shape[1] < 3:
        return np.zeros(len(values))
    centred = values - values.mean(1, keepdims=True)
    power = (centred**2).sum((1, 2))
    together = (centred[:, 1:] * centred[:, :-1]).sum((1, 2))
    return np.asarray(together / np.where(power > 0, power, 1))
