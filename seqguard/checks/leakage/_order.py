"""Which feature of a split is like which feature of train."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import Missing, fact
from seqguard.core.places import Other, Readable, Train
from seqguard.core.plan import Array, Floats, Ints, Plan
from seqguard.sources.base import Given, SplitData

ROWS = 4096
PARTS = 3
FEWEST_ROWS = 20
MOST = 128
"""Features that are assigned; more take seconds."""
MOST_OF_ONE = 16
"""What one trait may count at most: the median of a switch that is on half of the time jumps."""
LEVELS = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
LABELS, PLACES, CLASSES = 10_000, 64, 50
"""Targets that are looked at, in so many places, and different ones that are classes."""
FLOOR = 0.1
"""The least drift that is assumed of any trait: two equal parts of train say nothing of the next year."""


@dataclass(frozen=True, eq=False, repr=False)
class Order(Readable):
    """`like[i]`: the feature of train that feature i of the split is most like, each taken once.

    `cost` and `cost_as_given` are the mean squared differences over the traits of all features, in units of how far
    each trait drifts within train, in that order and in the order given. `together` and `together_as_given` are the
    root mean square differences between the correlations of the features. `told` and `told_together` say by how much
    the same exchange makes both worse between any two thirds of train: nothing where features are alike, and could be
    exchanged unseen. `together_within` is the largest difference between the correlations of two thirds.
    """

    like: Ints
    cost: float
    cost_as_given: float
    together: float
    together_as_given: float
    told: float
    told_together: float
    together_within: float


@fact
def order(plan: Other[Plan], train_series: Train[Series], other_series: Other[Series]) -> Order:
    """Assign features by their traits: quantiles, spread, roughness, repeated values, steps between levels."""
    if not 1 < plan.F <= MOST:
        raise Missing(f"{plan.tensor} has {plan.F} features: there is no order to compare")
    train, other = (s.rows[s.distinct][:ROWS].astype(np.float64) for s in (train_series, other_series))
    train, other = (rows[np.isfinite(rows).all(1)] for rows in (train, other))
    if min(len(train) // PARTS, len(other)) < FEWEST_ROWS:
        raise Missing(f"too few finite rows to tell the features of {plan.tensor} apart")
    unit = float(np.median(np.abs(train))) or 1.0
    parts = np.array_split(train, PARTS)
    pairs = list(combinations([(_traits(part, unit), _correlations(part)) for part in parts], 2))
    drift = np.maximum(np.sqrt(np.mean([(a - b) ** 2 for (a, _), (b, _) in pairs], axis=(0, 1))), FLOOR)
    costs = _costs(_traits(other, unit), _traits(train, unit), drift)
    like = assign(costs)
    within = [_costs(b, a, drift) for (a, _), (b, _) in pairs]
    mine, theirs = _correlations(other), _correlations(train)
    return Order(
        like,
        _cost(costs, like),
        _cost(costs),
        _apart(mine, theirs, like),
        _apart(mine, theirs),
        min(_cost(c, like) - _cost(c) for c in within),
        min(_apart(b, a, like) - _apart(b, a) for (_, a), (_, b) in pairs),
        max(_apart(b, a) for (_, a), (_, b) in pairs),
    )


def class_mix(train: SplitData, other: SplitData) -> float:
    """The share of the targets that would have to change their class for both splits to hold the classes equally often
    (total variation distance), the largest of all targets; 0 where none holds classes."""
    apart = 0.0
    for here in other.targets:
        there = next((t for t in train.targets if t.name == here.name), None)
        labels = [_labels(t) for t in (here, there) if t is not None]
        if len(labels) < 2 or any(found is None for found in labels):
            continue
        mine, theirs = (found for found in labels if found is not None)
        classes = np.union1d(mine, theirs)
        if len(classes) <= CLASSES:
            shares = [np.array([(found == c).mean() for c in classes]) for found in (mine, theirs)]
            apart = max(apart, float(np.abs(shares[0] - shares[1]).sum()) / 2)
    return apart


def _labels(target: Given) -> Floats | None:
    """(m,) class ids of some samples, in evenly spaced places; None where the target holds no whole number for each."""
    if target.source is None or 0 in target.shape:
        return None
    size = -(-LABELS // PLACES)
    starts = np.unique(np.linspace(0, max(0, target.shape[0] - size), PLACES).astype(int))
    values = np.concatenate([target.source.read(i, min(i + size, target.shape[0])) for i in starts.tolist()])
    if values.dtype.kind not in "iubf":
        return None
    flat = values.reshape(len(values), -1).astype(np.float64)
    if flat.shape[1] > 1:
        one_hot = np.isin(flat, (0, 1)).all() and (flat.sum(1) == 1).all()
        return flat.argmax(1).astype(np.float64) if one_hot else None
    return flat[:, 0] if (flat == np.round(flat)).all() else None


def _costs(here: Floats, there: Floats, drift: Floats) -> Floats:
    """(F, F): mean squared difference between the traits of each feature here and each there."""
    out: Floats = np.minimum((((here[:, None] - there[None]) / drift) ** 2), MOST_OF_ONE).mean(2)
    return out


def _cost(costs: Floats, like: Ints | None = None) -> float:
    given = np.arange(len(costs))
    return float(costs[given, given if like is None else like].mean())


def _apart(a: Floats, b: Floats, like: Ints | None = None) -> float:
    b = b if like is None else b[np.ix_(like, like)]
    return float(np.sqrt(((a - b) ** 2).mean()))


def _traits(rows: Array, unit: float) -> Floats:
    """(F, traits) that tell features apart whatever the order."""
    n = len(rows)
    sorted_rows = np.sort(rows, 0)
    quantiles = np.arcsinh(np.quantile(rows, LEVELS, axis=0).T / unit)
    spread = np.log10(rows.std(0) + 1e-9 * unit) * 2
    rough = np.log10(np.abs(np.diff(rows, axis=0)).mean(0) / np.maximum(rows.std(0), 1e-12) + 1e-6) * 2
    steps = np.diff(sorted_rows, axis=0)
    rest = (steps == 0).mean(0)
    low, middle, high = (sorted_rows[int(share * n)] for share in (0.05, 0.5, 0.95))
    width = high - low
    gap = np.array([np.median(s[s > 0]) if (s > 0).any() else 0.0 for s in steps.T])
    grid = np.log10(gap / np.maximum(width, 1e-12) + 1e-6)
    lean = (high + low - 2 * middle) / np.maximum(width, 1e-12)
    return np.column_stack([quantiles, spread, rough, 2 * rest, grid, lean])


def _correlations(rows: Array) -> Floats:
    centred = rows - rows.mean(0)
    scale = np.sqrt((centred**2).sum(0))
    out: Floats = (centred / np.where(scale > 0, scale, 1)).T @ (centred / np.where(scale > 0, scale, 1))
    return out


def assign(costs: Floats) -> Ints:
    """(n,): the column for each row of a square matrix that makes the sum least (Jonker and Volgenant, 1987)."""
    n = len(costs)
    rows_of = np.full(n + 1, -1)  # by column; column n stands for the row that is being placed
    by_row, by_column = np.zeros(n), np.zeros(n + 1)
    for row in range(n):
        rows_of[n], column = row, n
        least, before = np.full(n, np.inf), np.full(n, n)
        done = np.zeros(n + 1, bool)
        while rows_of[column] >= 0:
            done[column] = True
            placed = rows_of[column]
            reduced = costs[placed] - by_row[placed] - by_column[:n]
            nearer = ~done[:n] & (reduced < least)
            least[nearer], before[nearer] = reduced[nearer], column
            nearest = int(np.where(done[:n], np.inf, least).argmin())
            delta = least[nearest]
            by_row[rows_of[done]] += delta
            by_column[done] -= delta
            least[~done[:n]] -= delta
            column = nearest
        while column != n:
            rows_of[column] = rows_of[before[column]]
            column = before[column]
    out = np.empty(n, np.int64)
    out[rows_of[:n]] = np.arange(n)
    return out
