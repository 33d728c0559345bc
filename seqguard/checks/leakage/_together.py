"""Whether windows were scaled together with their targets: what only a scaler that saw both leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from seqguard.core.plan import Array, Bools, Floats, Plan

How = Literal["mean", "deviation", "bounds", "largest"]

SAMPLES = 512
FIRST, LOOSE = 32, 100.0
"""Samples that are looked at first, at so many times the tolerance: their own spread is less well known."""
FEWEST_VALUES = 10
"""Distinct values that a feature and the target must hold: of few, many windows have the same mean by nature."""
ALL = 0.99
"""Quantile of the distances from the middle: a few windows at rest are scaled by nothing."""
FLAT = 1e-3
"""Spread of the window's own mean (deviation), in units of its values, below which all windows have the same."""
REACHED, ALONE, HELD = 0.999, 2.0, 0.9
"""Share of the samples that reach both bounds with y; how often a bound stands in a sample; share in which y stands at
it."""
ROUNDED = 2e-6
"""Of the width between the bounds: float32 after a division."""
COLUMNS = 8
"""Columns of the target that are tried one by one."""
CELLS = 2**18
"""Values that are looked at together."""
MANY = 8
"""Features from which on most are ruled out together before one is looked at."""


@dataclass(frozen=True)
class Together:
    """A feature (-1: all of them at once) and columns of the target that were scaled as one.

    `how` says what only they have together, at `value`; `ratio` is the spread of it over that of the window alone,
    `alone`. `missed` counts the windows that alone do not reach the bounds `low` and `high`.
    """

    feature: int
    how: How
    n: int
    value: float = 0.0
    alone: float = 0.0
    ratio: float = 0.0
    missed: int = 0
    low: float = 0.0
    high: float = 0.0


def together(plan: Plan, y_plan: Plan, x: Array, y: Array, tolerance: float, missing: int) -> Iterator[Together]:
    """The features whose window and target were scaled as one, each with its first proof."""
    at = np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int)
    x, y = x[at].astype(np.float64), y[at].astype(np.float64)
    keep = np.isfinite(y).all((1, 2)) & np.isfinite(x).all((1, 2))
    x, y = x[keep], y[keep]
    if len(x) < 2 or len(np.unique(y)) < FEWEST_VALUES:
        return
    for f in _possible(plan, y_plan, x, y, LOOSE * tolerance):
        column = x[:, :, f]
        if len(np.unique(column[:64])) < FEWEST_VALUES:
            continue
        for target in _targets(y_plan, y, f, plan.F):
            if (found := _as_one(column, target, f, tolerance, missing)) is not None:
                yield found
                break
    if plan.F > 1:
        found = _as_one(x.reshape(len(x), -1), y.reshape(len(y), -1), -1, tolerance, missing)
        if found is not None:
            yield found


def _possible(plan: Plan, y_plan: Plan, x: Floats, y: Floats, tolerance: float) -> Iterator[int]:
    """The features that may have been scaled with the target, as far as a few samples of all of them at once tell: of a
    thousand hardly one is left to be proven."""
    if len(plan.moving) < MANY:
        yield from map(int, plan.moving)
        return
    few = slice(None, None, max(1, len(x) // FIRST) if len(x) > 2 * FIRST else 1)
    x, y = x[few], y[few]
    targets = [y.reshape(len(y), -1, 1)]
    if y_plan.F not in (1, plan.F):
        targets += [y[:, :, [k]] for k in range(min(y_plan.F, COLUMNS))]
    cells = len(x) * (x.shape[1] + targets[0].shape[1])
    for some in np.array_split(plan.moving, max(1, -(-len(plan.moving) * cells // CELLS))):
        own = [y[:, :, some]] if plan.F == y_plan.F > 1 else []
        found = [_not_ruled_out(x[:, :, some], target, tolerance) for target in (*targets, *own)]
        yield from some[np.logical_or.reduce(found)].tolist()


def _not_ruled_out(x: Floats, y: Floats, tolerance: float) -> Bools:
    """(f,): what each proof needs, for features side by side; `y` is one column for all of them, or one for each."""
    whole = np.concatenate([x, np.broadcast_to(y, (*y.shape[:2], x.shape[2]))], 1)
    low, high, largest = np.median(whole.min(1), 0), np.median(whole.max(1), 0), whole.max(1)
    found: Bools = (np.abs(largest - high) <= ROUNDED * (high - low)).mean(0) > REACHED
    for both, alone in ((whole.mean(1), x.mean(1)), (whole.std(1), x.std(1))):
        found |= _spreads(both) <= tolerance * _spreads(alone)
    return found


def _targets(y_plan: Plan, y: Floats, feature: int, features: int) -> Iterator[Floats]:
    """The columns that may continue a feature: all of them, those of its own number, each by itself."""
    yield y.reshape(len(y), -1)
    if y_plan.F > 1:
        if features == y_plan.F:
            yield y[:, :, feature]
        else:
            yield from (y[:, :, k] for k in range(min(y_plan.F, COLUMNS)))


def _as_one(x: Floats, y: Floats, feature: int, tolerance: float, missing: int) -> Together | None:
    """What proves it, looked for in a few samples first: what all samples have, these have too."""
    few = slice(None, None, max(1, len(x) // FIRST))
    if len(x) > 2 * FIRST and _proof(x[few], y[few], feature, LOOSE * tolerance, 0) is None:
        return None
    return _proof(x, y, feature, tolerance, missing)


def _proof(x: Floats, y: Floats, feature: int, tolerance: float, missing: int) -> Together | None:
    whole = np.concatenate([x, y], 1)
    hows: tuple[tuple[How, Floats, Floats], ...] = (
        ("mean", whole.mean(1), x.mean(1)),
        ("deviation", whole.std(1), x.std(1)),
    )
    for how, both, alone in hows:
        own = _spread(alone)
        if own > 0 and (ratio := _spread(both) / own) < tolerance and own > FLAT * _unit(x):
            return Together(feature, how, len(x), value=float(np.median(both)), alone=own, ratio=ratio)
    low, high = float(np.median(whole.min(1))), float(np.median(whole.max(1)))
    near = ROUNDED * (high - low)

    def at(values: Floats, bound: float) -> Bools:
        return np.abs(values - bound) <= near

    if high <= low:
        return None
    reached = at(whole.max(1), high) & at(whole.min(1), low)
    if reached.mean() <= REACHED:
        return _largest(x, y, whole, high, near, feature, missing)
    missed = int((~(at(x.max(1), high) & at(x.min(1), low)) & reached).sum())
    stands = max(at(whole, high).sum(1).mean(), at(whole, low).sum(1).mean())
    held = max(at(y.max(1), high).mean(), at(y.min(1), low).mean())
    if missed >= missing and stands < ALONE and held < HELD:
        return Together(feature, "bounds", len(x), missed=missed, low=low, high=high)
    return None


def _unit(x: Floats) -> float:
    """The usual distance of a value from the middle one; asked for last, as it sorts all of them twice."""
    return float(np.median(np.abs(x - np.median(x)))) + 1e-300


def _largest(
    x: Floats, y: Floats, whole: Floats, high: float, near: float, feature: int, missing: int
) -> Together | None:
    """Whether each window was divided by the largest of itself and its target."""
    reached = np.abs(whole.max(1) - high) <= near
    missed = int((reached & (np.abs(x.max(1) - high) > near)).sum())
    stands = float((np.abs(whole - high) <= near).sum(1).mean())
    held = float((np.abs(y.max(1) - high) <= near).mean())
    if abs(high - 1) > near or reached.mean() <= REACHED or missed < missing or stands >= ALONE or held >= HELD:
        return None
    return Together(feature, "largest", len(x), missed=missed, low=float(whole.min()), high=high)


def _spread(values: Floats) -> float:
    return float(_spreads(values))


def _spreads(values: Floats) -> Floats:
    """Of each column."""
    found: Floats = np.quantile(np.abs(values - np.median(values, 0)), ALL, axis=0)
    return found
