"""How each cell (timestep, feature) of the input relates to each column of the target."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.facts.target.sequences import Sequence
from seqguard.measures.precision import EPS
from seqguard.statistics.sample import Sample

FEWEST = 20
"""Samples below which neither a share nor a correlation says anything."""
COLUMNS = 16
"""Target columns that are compared, spread over all."""
HEAD = 512
"""Samples on which a cell must look like a copy before it is compared on all."""
PAIRS = 64
"""Pairs of samples whose order a monotone copy must keep, before it is compared on all."""
GAPS = 0.2
"""Share of missing values from which a feature is left out, instead of the samples that lack it."""


@dataclass(frozen=True, eq=False, repr=False)
class Lags(Readable):
    """Each cell of the input against `K` columns of the target.

    Where the target has a value for each step of the input, later steps of the input are left out.

    Attributes:
        x: (n, T, F) the samples compared, all finite but for features left out.
        y: (n, K) their targets, in float64.
        columns: (K, 2) step and column of each in the target.
        index: (n,) their numbers in the split.
        rest: (K, T, F) 1 - r**2 of the cell with the target; 1 where the cell does not vary.
        rest_mean: (K, F) the same of the feature's mean over time.
        equal: (K, T, F) share of samples in which the cell is the target, among those that can tell: where the cell
            differs from a neighbour in time, and where the target is not at its most frequent value, the smaller of
            both shares. A series that rests at zero equals everything else.
        static: (F,) whether the feature holds one value over each window.
        distinct: (K,) distinct targets.
        varied: (K,) samples whose target is not the most frequent one.
        sequence: whether the target is the input in some order.
    """

    x: Array
    y: Floats
    columns: Ints
    index: Ints
    rest: Floats
    rest_mean: Floats
    equal: Floats
    static: Bools
    distinct: Ints
    varied: Ints
    sequence: Sequence

    @property
    def n(self) -> int:
        return len(self.x)


@fact
def lags(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample], sequence: Sequence) -> Lags:
    """Correlation and equality of every cell with the target, on the sampled samples that are finite."""
    if plan.task == "tokens":
        raise Missing("the input holds tokens, whose numbers mean nothing")
    columns = _columns(plan, y_plan, sequence)
    x, y, index = _finite(sample, y_sample.values[:, columns[:, 0], columns[:, 1]].astype(np.float64))
    if len(x) < FEWEST:
        raise Missing(f"{len(x)} finite samples are too few to compare X with y")
    tops = [np.unique(column, return_counts=True) for column in y.T]
    distinct = np.array([len(values) for values, _ in tops])
    if (distinct == 1).all():
        raise Missing("y does not vary")
    static: Bools = (x == x[:, :1]).all((0, 1))
    rest, rest_mean = _rests(x, y)
    equal = _equal(x, y, static, np.array([values[counts.argmax()] for values, counts in tops]))
    if sequence.aligned:  # steps after the target's own are what a network with a look at the past does not see
        for k, step in enumerate(columns[:, 0]):
            rest[k, step + 1 :], equal[k, step + 1 :] = 1, 0
    return Lags(
        x,
        y,
        columns,
        index,
        rest,
        rest_mean,
        equal,
        static,
        distinct,
        np.array([len(y) - int(counts.max()) for _, counts in tops]),
        sequence,
    )


def _columns(plan: Plan, y_plan: Plan, sequence: Sequence) -> Ints:
    """(K, 2): step and column of the targets that are compared, of an aligned target the ends and the middle."""
    steps = sorted({0, plan.T // 2, plan.T - 1}) if sequence.aligned else range(y_plan.T)
    every = np.array([(t, f) for t in steps for f in range(y_plan.F)])
    chosen: Ints = every[np.unique(np.linspace(0, len(every) - 1, min(COLUMNS, len(every))).astype(int))]
    return chosen


def _finite(sample: Sample, y: Floats) -> tuple[Array, Floats, Ints]:
    """The samples without gaps; a feature that is often missing is set to 0 instead of taking most samples along."""
    whole = np.isfinite(y).all(1)
    x, y, index = sample.values[whole], y[whole], sample.index[whole]
    if x.dtype.kind != "f" or np.isfinite(x.sum(dtype=np.float64)):
        return x, y, index
    gaps = ~np.isfinite(x)
    often = gaps.any(1).mean(0) > GAPS
    if often.any():
        x = x.copy()
        x[..., often] = 0
        gaps[..., often] = False
    keep = ~gaps.any((1, 2))
    return x[keep], y[keep], index[keep]


def _rests(x: Array, y: Floats) -> tuple[Floats, Floats]:
    """1 - r**2 with each column of y, of every cell (K, T, F) and of every feature's mean over time (K, F)."""
    n, T, F = x.shape
    cells = x.reshape(n, -1).astype(np.float64)
    scale = np.maximum(cells.max(0), -cells.min(0))
    cells -= cells.mean(0)
    means = cells.reshape(n, T, F).mean(1)
    b = y - y.mean(0)

    def rest(a: Floats, top: Floats) -> Floats:
        power = np.einsum("ij,ij->j", a, a)
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            r2 = (b.T @ a) ** 2 / (power * np.einsum("ij,ij->j", b, b)[:, None])
        r2[~np.isfinite(r2) | (power <= n * (4 * EPS * top) ** 2)] = 0
        left: Floats = np.clip(1 - r2, 0, None)
        return left

    return rest(cells, scale).reshape(-1, T, F), rest(means, scale.reshape(T, F).max(0))


def _equal(x: Array, y: Floats, static: Bools, top: Floats) -> Floats:
    n, T, F = x.shape
    out = np.zeros((y.shape[1], T, F))
    narrow = y.astype(np.float32)
    head = x[:HEAD].astype(np.float32)
    for k in range(y.shape[1]):
        like = (head == narrow[:HEAD, k, None, None]).mean(0) >= 0.98
        for t, f in np.argwhere(like):
            cell = x[:, t, f]
            same = cell.astype(np.float32) == narrow[:, k]
            moves = np.full(n, static[f])
            for s in (t - 1, t + 1):
                if 0 <= s < T:
                    moves |= x[:, s, f] != cell
            others = y[:, k] != top[k]
            if min(moves.sum(), others.sum()) >= FEWEST // 2:
                out[k, t, f] = min(same[moves].mean(), same[others].mean())
    return out


def keeps_order(lags: Lags, k: int) -> Bools:
    """(T, F): cells that rise, or fall, wherever the target rises in some pairs of samples."""
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, lags.n, (2, PAIRS))
    up = np.sign(lags.y[a, k] - lags.y[b, k])[:, None, None]
    with np.errstate(over="ignore"):
        moves = np.sign(lags.x[a].astype(np.float64) - lags.x[b]) * up
    return (moves == up**2).all(0) | (moves == -(up**2)).all(0)  # type: ignore[no-any-return]  # NumPy types it as Any


def rank_rest(lags: Lags, k: int, t: int, f: int) -> float:
    """1 - r**2 between the ranks of a cell and of the target, ties sharing their mean rank."""
    a, b = _ranks(lags.x[:1000, t, f]), _ranks(lags.y[:1000, k])
    power = float(np.dot(a, a) * np.dot(b, b))
    return 1 - float(np.dot(a, b)) ** 2 / power if power > 0 else 1.0


def _ranks(values: Array) -> Floats:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    centred: Floats = ranks[inverse] - ranks[inverse].mean()
    return centred
