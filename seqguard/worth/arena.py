"""The samples on which scores are compared: read once, in bounds, as columns that a cheap model takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.reading.peeks import view
from seqguard.sources.base import Given, SplitData
from seqguard.worth.models import Kind, Part

TRAIN, VALIDATION = 4000, 2000
"""Samples at most: both models on (4000, 256) take 0.5 s."""
COLUMNS = 256
LAST = 8
"""Timesteps at the end of a window that are all kept."""
OUTPUTS = 8
CLASSES = 50
HELD_OUT = 0.2
"""Share of the training samples that stands in for validation where none was given."""
FEWEST = 30
"""Samples of either part below which nothing is told."""


@dataclass(frozen=True)
class Pair:
    """An input and a target of one split with their plans."""

    x: Given
    y: Given
    x_plan: Plan
    y_plan: Plan

    @property
    def step(self) -> int:
        """Windows until one shares no row with the first; 1 of samples that share none."""
        return -(-self.x_plan.T // self.x_plan.step) if self.x_plan.sliding else 1

    @property
    def ahead(self) -> int:
        """Rows after the window that the target takes, so far as it is known."""
        origin = self.y_plan.origin
        steps = self.y_plan.T if self.y_plan.layout == "horizon" else 1
        return origin.shift + steps - 1 if origin is not None else steps if self.y_plan.layout == "horizon" else 1


def pair_of(data: SplitData, plans: Mapping[str, Plan], x: str | None, y: str | None) -> Pair | None:
    """The named input and target, or the first ones that can be read and have the same samples."""
    inputs = [t for t in data.inputs if t.name in plans and plans[t.name].task == "values"]
    targets = [t for t in data.targets if t.name in plans]
    first = next((t for t in inputs if t.name == x), inputs[0] if inputs else None)
    target = next((t for t in targets if t.name == y), targets[0] if targets else None)
    if first is None or target is None or len(first) != len(target) or first.source is None or target.source is None:
        return None
    return Pair(first, target, plans[first.name], plans[target.name])


def kind_of(pair: Pair) -> Kind | None:
    """What the target asks of a model; None where no cheap model answers."""
    plan = pair.y_plan
    if plan.task in ("regression", "ambiguous"):
        return "regression"
    if plan.task != "classification" or plan.T > 1:
        return None
    labels = np.unique(targets_of(pair, spread(len(pair.y), TRAIN)))
    return None if not 2 <= len(labels) <= CLASSES else "binary" if len(labels) == 2 else "classes"


def labels_of(pair: Pair, kind: Kind) -> Array | None:
    """The classes, ascending; None of a regression."""
    return None if kind == "regression" else np.unique(targets_of(pair, spread(len(pair.y), TRAIN)))


def spread(n: int, most: int) -> Ints:
    """At most so many sample numbers, evenly over all."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(np.int64)) if n else np.zeros(0, np.int64)


def read(given: Given, plan: Plan, chosen: Ints, steps: Sequence[int] | None = None) -> Array:
    """Some samples (m, T, F), or some of their steps; runs of neighbours are read at once."""
    source = given.source
    assert source is not None
    cuts = np.flatnonzero(np.diff(chosen) != 1) + 1
    pieces = []
    for run in np.split(chosen, cuts):
        if len(run):
            values = view(source.read(int(run[0]), int(run[-1]) + 1), plan)
            pieces.append(values if steps is None else values[:, list(steps)])
    if not pieces:
        return view(source.read(0, 0), plan)
    return np.concatenate(pieces)


def columns_of(plan: Plan, named: Sequence[int] = (), at: Sequence[int] = ()) -> tuple[Ints, Ints]:
    """(timesteps, features) that a model is given: the last timesteps, then evenly spaced ones, and those named."""
    features = np.arange(plan.F)
    if plan.F > COLUMNS:
        features = np.unique([*spread(plan.F, COLUMNS), *named])
    room = max(1, COLUMNS // len(features))
    if room >= plan.T:
        return np.arange(plan.T), features
    last = min(LAST, room)
    steps = np.unique([*range(plan.T - last, plan.T), *spread(plan.T - last, room - last), *at])
    return steps.astype(np.int64), features


def inputs_of(pair: Pair, chosen: Ints, steps: Ints, features: Ints) -> Floats:
    """(m, steps x features), in which NaN and infinities are the mean of the rest."""
    values = read(pair.x, pair.x_plan, chosen, steps.tolist())[..., features].astype(np.float64)
    flat: Floats = values.reshape(len(chosen), -1)
    bad = ~np.isfinite(flat)
    if bad.any():
        with np.errstate(invalid="ignore"):
            means = np.where(bad, 0, flat).sum(0) / np.maximum((~bad).sum(0), 1)
        flat = np.where(bad, means, flat)
    return np.clip(flat, -1e15, 1e15)


def targets_of(pair: Pair, chosen: Ints) -> Array:
    """(m, outputs) of a regression, (m,) labels of a classification."""
    plan = pair.y_plan
    values = read(pair.y, plan, chosen)
    if plan.task == "classification":
        return values[:, 0].argmax(1) if plan.F > 1 else values[:, 0, 0]
    flat = values.reshape(len(values), -1).astype(np.float64)
    return flat[:, spread(flat.shape[1], OUTPUTS)]


def finite(y: Array) -> Bools:
    """The samples whose targets are numbers."""
    if y.dtype.kind != "f":
        return np.ones(len(y), bool)
    return np.asarray(np.isfinite(y.reshape(len(y), -1)).all(1))


def part_of(pair: Pair, chosen: Ints, steps: Ints, features: Ints, labels: Array | None) -> tuple[Part, Ints]:
    """The part, without samples whose target is no number, and the numbers of its samples; classes by their number."""
    y: Any = targets_of(pair, chosen)
    kept = finite(y)
    if labels is not None:
        kept &= np.isin(y, labels)
        y = np.searchsorted(labels, y[kept])
    else:
        y = y[kept]
    chosen = chosen[kept]
    return Part(inputs_of(pair, chosen, steps, features), y), chosen


def persistence(pair: Pair, chosen: Ints) -> Array | None:
    """What always answering with the last value of the target's feature gives; None where it is no feature."""
    origin = pair.y_plan.origin
    if origin is None or pair.y_plan.task == "classification":
        return None
    last = read(pair.x, pair.x_plan, chosen, [pair.x_plan.T - 1])[:, 0, origin.feature].astype(np.float64)
    outputs = min(OUTPUTS, pair.y_plan.T * pair.y_plan.F)
    return np.repeat((last * origin.slope + origin.offset)[:, None], outputs, 1)
