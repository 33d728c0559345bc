"""Which way time goes in samples that are each other shifted backwards: the target tells."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Floats, Plan
from seqguard.facts.series.disorder import Disorder
from seqguard.statistics.sample import Sample


@dataclass(frozen=True, eq=False, repr=False)
class Direction(Readable):
    """Share of the targets that stand among the newest rows of the sample `after` or `before` their own.

    Samples that go forward in time while their steps go back look exactly like samples that go back while their steps
    go forward. A target lies ahead: in the first case in the sample after its own, in the second in the one before.
    Both are 0 where the samples are nothing of the kind.
    """

    after: float
    before: float


@fact
def direction(x: Disorder, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Direction:
    """Look the first target of each sample up in the rows that its neighbours add, in any feature."""
    if x.backwards is None or y_plan.layout == "one-hot":
        return Direction(0.0, 0.0)
    k = x.backwards.step
    at = np.flatnonzero(sample.follows[1:])
    values, y = sample.values, y_sample.values[:, 0, 0].astype(np.float64)
    T = values.shape[1]
    return Direction(
        after=_found(values[at + 1, :k], values[at, :1], y[at]),
        before=_found(values[at, T - k :], values[at + 1, T - 1 :], y[at + 1]),
    )


def _found(rows: Array, rest: Array, y: Floats) -> float:
    """The largest share of targets that equal one row and feature, of those that differ from the last row known."""
    rows, rest = rows.astype(np.float64), rest.astype(np.float64)
    moves = rows != rest
    close = np.abs(rows - y[:, None, None]) <= 1e-6 * max(float(np.abs(y[np.isfinite(y)]).max(initial=0.0)), 1e-300)
    enough = moves.sum(0) >= 8
    share = np.where(enough, (close & moves).sum(0) / np.maximum(moves.sum(0), 1), 0.0)
    return float(share.max(initial=0.0))
