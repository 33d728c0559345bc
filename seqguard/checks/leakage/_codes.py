"""Whether one cell of the input tells the class."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

SAMPLES = 2048
FEWEST = 60
FEATURES = 64
"""Features that are tried, those with the largest differences between classes."""
BINS = 64
CLUSTERED = 3
"""Deviations within classes from which the classes are clusters: a bin that lies across a gap would spoil its
samples."""
OFTEN = 10
"""Times that each value of a clock was followed by another: of readings that stand once, each has one that follows."""
CHANGES = 5
"""Changes of the label from one sample to the next from which they are judged apart."""


@dataclass(frozen=True, eq=False, repr=False)
class Code:
    """`accuracy` of answering the most frequent class of each value (or of 64 quantile bins; where the classes stand
    far apart the class of the nearest value), fitted on one half of the samples and counted on the other, both ways;
    `at_changes` the same where the label differs from that of the sample before.

    `clock`: each value of the feature has one value that follows it, and another one, as the days of a week have: it is
    known as long before as anybody likes. `step` is None for the mean over time. `everywhere` is the lowest accuracy
    of the timesteps that were tried.
    `distinct` values were seen. `apart` is how far the classes stand from each
    other along them, from the 95 % point of one to the 5 % point of the next above, in deviations within classes (the
    median over neighbours): 1.9 for two normal ones that 99.5 % are right of, 0.35 where a class is a range of values.
    """

    feature: int
    step: int | None
    accuracy: float
    at_changes: float
    distinct: int
    apart: float
    everywhere: float
    clock: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class LabelCodes(Readable):
    """The best code of each feature, best first; `majority` is the share of the most frequent of `classes` classes.

    `together` are features that hold one value at the last step for all samples of a class, as one-hot columns do, and
    of which no two classes have all values in common, clocks left out; () where there are none.
    """

    codes: tuple[Code, ...]
    together: tuple[int, ...]
    classes: int
    majority: float
    n: int


@fact
def label_codes(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> LabelCodes:
    """Try a few cells of each feature: the first, middle and last step, the one that tells most, and the mean."""
    if y_plan.task != "classification" or y_plan.T > 1:
        raise Missing("y holds no single class per sample")
    if plan.task == "tokens":
        raise Missing("the input holds tokens, whose numbers mean nothing")
    x, y = sample.values[:SAMPLES], y_sample.values[:SAMPLES, 0].astype(np.float64)
    finite = np.isfinite(x).all((1, 2)) & np.isfinite(y).all(1)
    x, y = x[finite], y[finite]
    labels = y.argmax(1) if y_plan.layout == "one-hot" else y[:, 0]
    classes, ids, counts = np.unique(labels, return_inverse=True, return_counts=True)
    if len(x) < FEWEST or not 2 <= len(classes) <= 50:
        raise Missing(f"{len(x)} finite samples of {len(classes)} classes are too few or too many to look for codes")
    told = _told_by_mean(x, ids, len(classes))
    tried = np.argsort(-told.max(0), kind="stable")[:FEATURES]
    changed = np.concatenate([[False], ids[1:] != ids[:-1]]) & sample.follows[:SAMPLES][finite]
    codes = [_best(x, int(f), int(told[:, f].argmax()), ids, len(classes), changed) for f in tried]
    codes.sort(key=lambda code: -code.accuracy)
    together = _together(x, ids, len(classes))
    return LabelCodes(tuple(codes), together, len(classes), float(counts.max() / len(x)), len(x))


def _together(x: Array, ids: Ints, classes: int) -> tuple[int, ...]:
    order = np.argsort(ids, kind="stable")
    starts = np.searchsorted(ids[order], np.arange(classes))
    last = x[order, -1]
    low, high = np.minimum.reduceat(last, starts), np.maximum.reduceat(last, starts)
    told = np.flatnonzero((low == high).all(0) & (low.max(0) > low.min(0)))
    told = np.array([f for f in told if not _clock(x[:, :, f])], int)
    known = len(told) > 1 and len(np.unique(low[:, told], axis=0)) == classes
    return tuple(told.tolist()) if known else ()


def _told_by_mean(x: Array, ids: Ints, classes: int) -> Floats:
    """(T, F): share of each cell's variance that lies between classes."""
    n, T, F = x.shape
    cells = x.reshape(n, -1).astype(np.float64)
    cells -= cells.mean(0)
    member = np.zeros((n, classes))
    member[np.arange(n), ids] = 1
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        between = ((member.T @ cells) ** 2 / member.sum(0)[:, None]).sum(0) / np.einsum("ij,ij->j", cells, cells)
    told: Floats = np.nan_to_num(between, nan=0.0, posinf=0.0).reshape(T, F)
    return told


def _best(x: Array, f: int, told: int, ids: Ints, classes: int, changed: Array) -> Code:
    steps: list[int | None] = list(dict.fromkeys((told, x.shape[1] - 1, 0, x.shape[1] // 2)))
    if x.shape[1] > 1:
        steps.append(None)
    codes = []
    for t in steps:
        column = x[:, :, f].mean(1) if t is None else x[:, t, f]
        apart = _apart(column, ids, classes)
        right = _by_neighbour(column, ids) if apart >= CLUSTERED else _by_value(column, ids, classes)
        at_changes = float(right[changed].mean()) if changed.sum() >= CHANGES else 1.0
        codes.append(Code(f, t, float(right.mean()), at_changes, len(np.unique(column)), apart, 1.0))
    everywhere = min(code.accuracy for code in codes if code.step is not None)
    return replace(max(codes, key=lambda code: code.accuracy), everywhere=everywhere, clock=_clock(x[:, :, f]))


def _clock(column: Array) -> bool:
    """Whether each of at least three values, ten times each, is followed by one value, which is another one."""
    before, after = column[:, :-1].ravel(), column[:, 1:].ravel()
    if not len(before) or (before == after).any():
        return False
    values = np.unique(before)
    if not 3 <= len(values) <= len(before) / OFTEN:
        return False
    return len(np.unique(np.stack([before, after]), axis=1).T) == len(values)


def _apart(column: Array, ids: Ints, classes: int) -> float:
    members = sorted((column[ids == c] for c in range(classes)), key=lambda values: float(np.median(values)))
    within = float(np.sqrt(sum(len(m) * float(m.var()) for m in members) / len(column)))
    gaps = [np.quantile(b, 0.05) - np.quantile(a, 0.95) for a, b in pairwise(members)]
    return float(np.median(gaps)) / within if within > 0 else float("inf")


def _halves(n: int) -> Bools:
    half: Bools = np.random.default_rng(0).permutation(n) % 2 == 0
    return half


def _by_neighbour(column: Array, ids: Ints) -> Bools:
    """(n,) whether the nearest value in the other half is of the same class."""
    right = np.zeros(len(column), bool)
    half = _halves(len(column))
    for part in (half, ~half):
        order = np.argsort(column[part], kind="stable")
        known, answer = column[part][order], ids[part][order]
        above = np.clip(np.searchsorted(known, column[~part]), 1, len(known) - 1)
        lower = column[~part] - known[above - 1] < known[above] - column[~part]
        right[~part] = answer[above - lower] == ids[~part]
    return right


def _by_value(column: Array, ids: Ints, classes: int) -> Bools:
    """(n,) whether the most frequent class of the same value, or bin, in the other half is the class."""
    values, code = np.unique(column, return_inverse=True)
    if len(values) > BINS:
        bins = min(BINS, max(4, len(column) // 10))
        edges = np.unique(np.quantile(column, np.linspace(0, 1, bins + 1)[1:-1]))
        code = np.searchsorted(edges, column, "right")
    right = np.zeros(len(column), bool)
    half = _halves(len(column))
    for part in (half, ~half):
        table = np.zeros((int(code.max()) + 1, classes))
        np.add.at(table, (code[part], ids[part]), 1)
        answer = np.where(table.sum(1) > 0, table.argmax(1), np.bincount(ids[part]).argmax())
        right[~part] = answer[code[~part]] == ids[~part]
    return right
