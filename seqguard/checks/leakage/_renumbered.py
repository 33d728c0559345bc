"""Whether codes mean the same in two splits: class ids by a simple classifier, token ids by what they go with."""

from dataclasses import dataclass
from math import log

import numpy as np

from seqguard.core.plan import Array, Bools, Floats, Ints

FEATURES, SAMPLES = 16, 640
"""Features and samples that are summed up; nearest class means need no more."""
CLIP = 8.0
"""Deviations to which a summary counts: one outlier moves no class mean."""
MOST_CLASSES = 60


@dataclass(frozen=True)
class Renumbered:
    """A renaming of a split's classes, found on one half of it and judged on the other.

    `own` is the share that a classifier fitted on half of train tells in the other half; `as_given` and `renamed` the
    shares of the split that train's classes tell; `usual` that of its most frequent class. `log_chance` bounds the
    decimal logarithm of the chance of so many more. `renaming` holds (class in the split, class in train) that differ.
    """

    own: float
    as_given: float
    renamed: float
    usual: float
    log_chance: float
    renaming: tuple[tuple[int, int], ...]
    n: int


def renumbered(x: Array, y: Ints, other: Array, other_y: Ints) -> Renumbered | None:
    """None where there are too few classes or samples to compare."""
    classes, there = np.unique(y), np.unique(other_y)
    if not (2 <= len(classes) <= MOST_CLASSES and 2 <= len(there) <= MOST_CLASSES) or len(other_y) < 20:
        return None
    (x, y), (other, other_y) = _some(x, y), _some(other, other_y)
    a, b = summary(x), summary(other)
    mean, deviation = a.mean(0), a.std(0) + 1e-9
    a, b = (np.clip((s - mean) / deviation, -CLIP, CLIP) for s in (a, b))
    order = np.random.default_rng(0).permutation(len(a))
    half, rest = order[::2], order[1::2]
    own = float((nearest(a[half], y[half], a[rest]) == y[rest]).mean())
    told = nearest(a, y, b)
    mix = np.random.default_rng(1).permutation(len(b))
    seek, judge = mix[::2], mix[1::2]
    renaming = _best(other_y[seek], told[seek])
    wanted = np.array([renaming.get(int(c), int(c)) for c in other_y[judge]])
    right, same = wanted == told[judge], other_y[judge] == told[judge]
    counts = np.unique(other_y[judge], return_counts=True)[1]
    return Renumbered(
        own,
        float(same.mean()),
        float(right.mean()),
        float(counts.max() / len(judge)),
        _log_chance(int((right & ~same).sum()), int((same & ~right).sum())),
        tuple((c, d) for c, d in sorted(renaming.items()) if c != d),
        len(judge),
    )


def _some(x: Array, y: Ints) -> tuple[Array, Ints]:
    at = np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int)
    return x[at], y[at]


def summary(x: Array) -> Floats:
    """(n, 3 F): mean, deviation and mean step of each feature over time."""
    x = x[:, :, :FEATURES].astype(np.float64)
    steps = np.abs(np.diff(x, axis=1)).mean(1) if x.shape[1] > 1 else np.zeros((len(x), x.shape[2]))
    summed: Floats = np.nan_to_num(np.concatenate([x.mean(1), x.std(1), steps], 1))
    return summed


def nearest(a: Floats, y: Ints, b: Floats) -> Ints:
    """The class whose mean in `a` lies nearest to each row of `b`, in deviations within the classes."""
    classes, group = np.unique(y, return_inverse=True)
    centres = np.stack([a[y == c].mean(0) for c in classes])
    within = np.sqrt(((a - centres[group]) ** 2).mean(0)) + 1e-3  # what varies within a class tells little of it
    centres, b = centres / within, b / within
    found: Ints = classes[((centres**2).sum(1) - 2 * b @ centres.T).argmin(1)]
    return found


def _best(given: Ints, told: Ints) -> dict[int, int]:
    """The one-to-one renaming of the given classes under which most are told, by the largest counts first."""
    pairs, counts = np.unique(np.stack([given, told]), axis=1, return_counts=True)
    renaming: dict[int, int] = {}
    taken: set[int] = set()
    for i in np.argsort(-counts, kind="stable"):
        c, d = int(pairs[0, i]), int(pairs[1, i])
        if c not in renaming and d not in taken:
            renaming[c] = d
            taken.add(d)
    return renaming


def _log_chance(more: int, fewer: int) -> float:
    """Chernoff's bound of the chance that a fair coin falls so unevenly (McNemar)."""
    n = more + fewer
    if more <= fewer:
        return 0.0
    p = more / n
    return -n * (p * log(2 * p) + ((1 - p) * log(2 * (1 - p)) if p < 1 else 0.0)) / log(10)


COMMON = 60
"""Most frequent tokens of train, whose successors are compared."""
EXPECTED = 2.0
"""Successors expected of a pair of tokens for it to be compared."""
SEEN_HALF, SEEN, SEEN_THERE = 10, 20, 10
"""Samples with a token, in each half of train, in train and in the split, for its log-odds to be compared."""


@dataclass(frozen=True)
class Meaning:
    """How alike two parts are in what their tokens go with: correlation of `own` halves of train, of train and `other`,
    over so many `tokens` (or pairs of them)."""

    own: float
    other: float
    tokens: int


def log_odds(x: Ints, y: Bools, other: Ints, other_y: Bools, padding: int) -> Meaning | None:
    """Whether tokens speak for the same of two classes in both splits."""
    size = int(max(x.max(), other.max())) + 1
    half = np.arange(len(x)) % 2 == 0
    parts = [(x[half], y[half]), (x[~half], y[~half]), (x, y), (other, other_y)]
    odds, seen = zip(*(_odds(values, labels, size) for values, labels in parts), strict=True)
    inside = (seen[0] >= SEEN_HALF) & (seen[1] >= SEEN_HALF)
    both = (seen[2] >= SEEN) & (seen[3] >= SEEN_THERE)
    inside[padding] = both[padding] = False
    if min(inside.sum(), both.sum()) < 2:
        return None
    return Meaning(
        _alike(odds[0][inside], odds[1][inside]),
        _alike(odds[2][both], odds[3][both]),
        int(min(inside.sum(), both.sum())),
    )


def _odds(x: Ints, y: Bools, size: int) -> tuple[Floats, Ints]:
    """(size,) log-odds of the class in samples that hold a token, and how many samples do."""
    once = np.sort(x, axis=1)
    new = np.concatenate([np.ones((len(x), 1), bool), once[:, 1:] != once[:, :-1]], 1)
    yes, no = (np.bincount(once[part][new[part]], minlength=size) for part in (y, ~y))
    odds: Floats = np.log((yes + 1) / (y.sum() + 2)) - np.log((no + 1) / ((~y).sum() + 2))
    return odds, yes + no


def successors(x: Ints, other: Ints, padding: int, *, slides: bool) -> Meaning | None:
    """Whether the most frequent tokens follow one another alike in both splits."""
    size = int(max(x.max(), other.max())) + 1
    counts = np.bincount(x.ravel(), minlength=size)
    counts[padding] = 0
    place = np.full(size, -1)
    common = np.argsort(-counts, kind="stable")[:COMMON]
    place[common[counts[common] > 0]] = np.arange(int((counts[common] > 0).sum()))
    half = _first_of_two(len(x), slides)
    lifts, expected = zip(*(_lift(place[p]) for p in (x[half], x[~half], x, other)), strict=True)
    inside = (expected[0] >= EXPECTED) & (expected[1] >= EXPECTED)
    both = (expected[2] >= EXPECTED) & (expected[3] >= EXPECTED)
    if min(inside.sum(), both.sum()) < 2:
        return None
    return Meaning(
        _alike(lifts[0][inside], lifts[1][inside]),
        _alike(lifts[2][both], lifts[3][both]),
        int(min(inside.sum(), both.sum())),
    )


def _first_of_two(n: int, slides: bool) -> Bools:
    """(n,): samples of one of two parts to hold against each other; windows that slide share their tokens with their
    neighbours, so that of those it is the first half."""
    first: Bools = np.arange(n) < n // 2 if slides else np.arange(n) % 2 == 0
    return first


def shares(x: Ints, other: Ints, padding: int, *, slides: bool) -> Meaning | None:
    """Whether tokens are as frequent in both splits, by the logarithms of their counts, where either has enough."""
    size = int(max(x.max(), other.max())) + 1
    half = _first_of_two(len(x), slides)
    one, two, whole, there = (np.bincount(v.ravel(), minlength=size) for v in (x[half], x[~half], x, other))
    inside = one + two >= SEEN
    both = (whole >= SEEN) & (there >= SEEN_THERE)
    inside[padding] = both[padding] = False
    if min(inside.sum(), both.sum()) < 2:
        return None
    logs = [np.log1p(counts.astype(np.float64)) for counts in (one, two, whole, there)]
    return Meaning(
        _alike(logs[0][inside], logs[1][inside]),
        _alike(logs[2][both], logs[3][both]),
        int(min(inside.sum(), both.sum())),
    )


def _lift(place: Ints) -> tuple[Floats, Floats]:
    """(COMMON, COMMON) of how much more often one token follows another than by chance, and the count by chance."""
    a, b = place[:, :-1].ravel(), place[:, 1:].ravel()
    told = (a >= 0) & (b >= 0)
    pairs = np.bincount(a[told] * COMMON + b[told], minlength=COMMON**2).reshape(COMMON, COMMON).astype(np.float64)
    expected = pairs.sum(1, keepdims=True) * pairs.sum(0, keepdims=True) / max(1.0, pairs.sum())
    return np.log((pairs + 0.5) / (expected + 0.5)), expected


def like_numbers(x: Ints, padding: int) -> float:
    """Correlation of neighbouring ids: words have none, while counts and readings move on from where they were."""
    a, b = x[:, :-1].ravel(), x[:, 1:].ravel()
    told = (a != padding) & (b != padding)
    return _alike(a[told].astype(np.float64), b[told].astype(np.float64))


def _alike(a: Floats, b: Floats) -> float:
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return 0.0
    return float(np.corrcoef(a, b)[0, 1])
