"""Which feature of new data is which of a profile, and how far apart the same figure of both is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from seqguard.core.plan import Floats, Ints
from seqguard.facts.kept import LEVELS, Codes, Compared, Figures

MOST = 256
"""Features among which those that are missing are looked for by their values; more take seconds."""
FEWEST_PARTS = 4
"""Parts of which a range can be told."""


@dataclass(frozen=True)
class Matched:
    """The features of two tensors: pairs of (old, new), and those that only one of them has; by their place among the
    kept ones. `guessed`: they have no names, and values told which are missing."""

    pairs: tuple[tuple[int, int], ...]
    lost: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    guessed: bool = False


def matched(old: Figures, new: Figures) -> Matched:
    """By their names where both have some, by their numbers where both have as many, else by their values."""
    if old.named and new.named:
        there = {name: j for j, name in enumerate(new.names)}
        pairs = tuple((i, there[name]) for i, name in enumerate(old.names) if name in there)
        if len(old) == old.F and len(new) == new.F:
            known = set(old.names)
            lost = tuple(i for i, name in enumerate(old.names) if name not in there)
            return Matched(pairs, lost, tuple(j for j, name in enumerate(new.names) if name not in known))
        return Matched(pairs)
    if old.F == new.F:
        _, i, j = np.intersect1d(old.numbers, new.numbers, return_indices=True)
        return Matched(tuple(zip(i.tolist(), j.tolist(), strict=True)))
    if max(old.F, new.F) > MOST or (len(old), len(new)) != (old.F, new.F):
        return Matched(())
    few, many, swapped = (new, old, False) if new.F < old.F else (old, new, True)
    at = _in_order(_distances(few, many))
    missing = tuple(sorted(set(range(many.F)) - set(at.tolist())))
    pairs = tuple((j, i) if swapped else (i, j) for j, i in enumerate(at.tolist()))
    if swapped:
        return Matched(tuple(enumerate(at.tolist())), (), missing, True)
    return Matched(pairs, missing, (), True)


def compared_features(compared: Compared) -> Iterator[tuple[Figures, int, Figures, int]]:
    """Every pair of features that are held side by side."""
    for old, new in compared.pairs:
        for i, j in matched(old, new).pairs:
            yield old, i, new, j


def measured_features(compared: Compared) -> Iterator[tuple[Figures, int, Figures, int]]:
    """Those that hold measurements: codes, classes and token ids have no unit and no level."""
    for old, i, new, j in compared_features(compared):
        if old.task not in ("classification", "multilabel", "tokens") and old.kinds[i] in ("quantised", "continuous"):
            yield old, i, new, j


def _distances(few: Figures, many: Figures) -> Floats:
    """(K, L): how unlike each feature is each of the other tensor: its place and width beside each other, its steps,
    how often it rests, and its kind."""
    low, middle, high = np.searchsorted(LEVELS, (0.05, 0.5, 0.95)).tolist()
    (a, b), unit = (f.quantiles for f in (few, many)), 1e-300
    width = [q[:, high] - q[:, low] for q in (a, b)]
    both = width[0][:, None] + width[1] + unit
    with np.errstate(invalid="ignore", over="ignore"):
        ends = [np.abs(a[:, k, None] - b[:, k]) / both for k in (low, middle, high)]
        logs = [np.log10(np.nan_to_num(np.maximum(v, 1e-12))) for v in (*width, few.step, many.step)]
    terms = [*ends, np.abs(logs[0][:, None] - logs[1]), np.abs(logs[2][:, None] - logs[3])]
    terms += [np.abs(few.rest[:, None] - many.rest), 1.0 * (np.array(few.kinds)[:, None] != np.array(many.kinds))]
    out: Floats = np.sum([np.minimum(np.nan_to_num(t, nan=1.0), 1.0) for t in terms], axis=0)
    return out


def _in_order(cost: Floats) -> Ints:
    """(K,): a column for each row, ascending, that makes the sum least."""
    rows, columns = cost.shape
    best = np.full((rows + 1, columns + 1), np.inf)
    best[0] = 0
    for i in range(1, rows + 1):
        taken = best[i - 1, :-1] + cost[i - 1]
        best[i, 1:] = np.minimum.accumulate(taken)
    at, j = np.zeros(rows, np.int64), columns
    for i in range(rows, 0, -1):
        while best[i, j - 1] == best[i, j]:
            j -= 1
        at[i - 1] = j = j - 1
    return at


def apart(old: Floats, new: Floats) -> float:
    """By which factor the sizes in all parts of the new data lie beyond those in all parts of the old: above 1 larger,
    below 1 smaller, 1 where the ranges meet; NaN where there are too few parts."""
    old, new = (values[np.isfinite(values) & (values > 0)] for values in (old, new))
    if min(len(old), len(new)) < FEWEST_PARTS:
        return float("nan")
    if new.min() > old.max():
        return float(new.min() / old.max())
    return float(new.max() / old.min()) if new.max() < old.min() else 1.0


BEYOND, ALONE = 1.25, 3.0
"""By how much all parts lie apart where a unit moved them: steps and widths both, or the one that can be told. Of 929
features of 206 sound sets, second half against first, both lay 1.11 apart at most, the steps 1.4, the widths 1.9."""


def unit_apart(old: Figures, i: int, new: Figures, j: int, beyond: float = BEYOND, alone: float = ALONE) -> float:
    """The factor by which a unit or a scaler moved a feature: all parts of both data sets lie apart; 1 where not."""
    sizes = [(getattr(old, name)[i], getattr(new, name)[j]) for name in ("part_step", "part_width")]
    told = [(v, pair) for v, pair in ((apart(*pair), pair) for pair in sizes) if np.isfinite(v)]
    most = beyond if len(told) == len(sizes) else alone
    factors = [v for v, _ in told]
    if not told or not (min(factors) >= most or max(factors) <= 1 / most):
        return 1.0
    before, now = told[0][1]
    return float(np.nanmedian(now) / np.nanmedian(before))


def times(old: Floats, new: Floats) -> tuple[float, float]:
    """The logarithm of the factor between the median sizes of the parts, and how often that is what parts of one data
    set differ by (standard deviations of their logarithms, of 5 % at least); NaN where there are too few."""
    old, new = (np.log(values[np.isfinite(values) & (values > 0)]) for values in (old, new))
    if min(len(old), len(new)) < FEWEST_PARTS:
        return float("nan"), float("nan")
    factor = float(np.median(new) - np.median(old))
    return factor, abs(factor) / float(np.sqrt(old.var() + new.var() + 0.05**2))


def beyond(old: Floats, new: Floats) -> tuple[float, float]:
    """By how much all levels of the new data lie beyond all of the old, with its sign, and the range of the old."""
    old, new = (values[np.isfinite(values)] for values in (old, new))
    if min(len(old), len(new)) < FEWEST_PARTS:
        return float("nan"), float("nan")
    gap = max(0.0, float(new.min() - old.max())) - max(0.0, float(old.min() - new.max()))
    return gap, float(np.ptp(old))


def moved(old: Figures, i: int, new: Figures, j: int) -> tuple[float, float]:
    """By how many deviations of the old data the median moved, and how often that is what medians of parts of one data
    set differ by (a tenth of their width at least); NaN where there are too few parts."""
    a, b = (v[np.isfinite(v)] for v in (old.part_level[i], new.part_level[j]))
    if min(len(a), len(b)) < FEWEST_PARTS or not old.std[i] > 0:
        return float("nan"), float("nan")
    by = float(new.quantile(j, 0.5) - old.quantile(i, 0.5)) / float(old.std[i])
    spread = np.sqrt(a.var() + b.var() + (0.1 * float(np.nanmedian(old.part_width[i]))) ** 2)
    return by, float(abs(b.mean() - a.mean()) / spread) if spread > 0 else float("nan")


def distance(old: Figures, i: int, new: Figures, j: int) -> float:
    """Kolmogorov-Smirnov distance of two features, as far as their kept quantiles tell."""
    a, b = old.quantiles[i], new.quantiles[j]
    if not (np.isfinite(a).all() and np.isfinite(b).all()):
        return float("nan")
    shares = np.array(LEVELS)
    there = np.interp(a, b, shares, left=0, right=1)
    here = np.interp(b, a, shares, left=0, right=1)
    return float(max(np.abs(there - shares)[1:-1].max(), np.abs(here - shares)[1:-1].max()))


def new_values(old: Codes, new: Codes) -> tuple[Floats, int]:
    """Values of the new data that the old ones never had, and how often they stand."""
    unseen = ~np.isin(new.values, old.values)
    return new.values[unseen], int(new.counts[unseen].sum())


def say(figures: Figures, feature: int) -> str:
    """A feature in a sentence; of a tensor of one column the tensor."""
    return f"`{figures.names[feature]}`" if place(figures, feature) else figures.tensor


def place(figures: Figures, feature: int) -> tuple[str, ...]:
    """The features of a finding on one of them."""
    names = (figures.names[feature],)
    return names if figures.F > 1 or (figures.named and names != (figures.tensor,)) else ()
