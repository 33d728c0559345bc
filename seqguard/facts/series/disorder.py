"""Whether samples are windows of one series after all, but with their axes exchanged, backwards or out of order."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan, bits
from seqguard.core.shifts import fits, last_change, same_order, window_hashes
from seqguard.statistics.sample import Sample

PAIRS = 512
"""Consecutive samples that are compared."""
FEWEST_PAIRS = 4
FEWEST_VALUES = 3
"""Different values that an overlap must hold to prove anything."""
FEWEST_ROWS = 4
"""Rows in one order that windows which slide in part must share, beside half of what they have in common: of rows that
were shuffled two or three stand side by side by luck."""
SOME = 0.05
"""Share of the pairs that must be copies under a shift for it to be weighed."""

LAGGED, LONGEST, ALWAYS, CHOSEN = 128, 128, 0.9, 0.7
"""Pairs and steps that are compared for lags that were chosen, the share in which they stand at the same steps, and
that of the rows in common below which they are some lags and no window."""


@dataclass(frozen=True, eq=False, repr=False)
class Slid:
    """Pairs of consecutive samples that are shifted copies of each other in some reading of the axes.

    `share` of the informative `pairs` agree under a shift by `step`; `sample` is the first of the first such pair.
    """

    share: float
    pairs: int
    step: int
    sample: int


@dataclass(frozen=True, eq=False, repr=False)
class Disorder(Readable):
    """What consecutive samples have in common where they are not windows that slide forward along the timesteps.

    Attributes:
        backwards: shifted against the order of the timesteps; None where no shift fits any pair.
        features: shifted along the features: the last axis is time.
        reshaped: shifted along the last axis of the same memory read as (samples, features, timesteps).
        runs_on: each row of the last axis goes on in the next row, as in a reshaped tensor and not in a transposed one.
        forward: share of the pairs that slide forward as windows should, each by its own shift, in whole or in part.
        parts: share of the pairs that slide in part: the rows of an encoder do while those of a decoder hold still.
        common: share of the pairs that have as many rows in common, in whatever order, as nine in ten pairs have (a
            third of the rows at least), where samples far apart hardly ever have; else 0.
        pairs: pairs that were compared for it.
        out_of_order: the first samples (at most 16) that slide neither from the one before nor into the one after,
            though they have rows in common with it; `out_of_order_share` of the compared ones.
    """

    backwards: Slid | None
    features: Slid | None
    reshaped: Slid | None
    runs_on: bool
    forward: float
    parts: float
    common: float
    pairs: int
    out_of_order: tuple[int, ...]
    out_of_order_share: float


@fact
def disorder(plan: Plan, sample: Sample) -> Disorder:
    """Compare consecutive samples in each reading, by their bits."""
    at = _pairs(sample)
    x = sample.values
    if plan.sliding or plan.task == "tokens" or len(at) < FEWEST_PAIRS:
        return Disorder(None, None, None, False, 1.0, 0.0, 0.0, len(at), (), 0.0)
    a, b, first = x[at], x[at + 1], sample.index[at]
    F, T = plan.F, plan.T
    swapped = F >= 4
    memory = (len(at), F, T)
    overlap = _overlaps(a, b)
    common, disordered, parts = _rows_in_common(x, at, overlap) if T > 3 else (0.0, np.zeros(0, int), 0)
    return Disorder(
        backwards=_shifted(a[:, ::-1], b[:, ::-1], first) if T > 2 else None,
        features=_shifted(a.swapaxes(1, 2), b.swapaxes(1, 2), first) if swapped else None,
        reshaped=_along_last(a.reshape(memory), b.reshape(memory), first) if swapped and T > 3 else None,
        runs_on=T > 3 and F > 1 and bool((b[:, :-1, -1] == a[:, 1:, 0]).mean() > 1 / 3),
        forward=float(((overlap > 0).sum() + parts) / len(at)),
        parts=parts / len(at),
        common=common,
        pairs=len(at),
        out_of_order=tuple(sample.index[disordered[:16]].tolist()),
        out_of_order_share=len(disordered) / len(at),
    )


def _pairs(sample: Sample) -> Ints:
    """Positions of samples whose successor was sampled too, at most `PAIRS`, in unbroken stretches."""
    at = np.flatnonzero(sample.follows[1:])
    if len(at) <= PAIRS:
        return at
    starts = np.linspace(0, len(at) - 64, PAIRS // 64).astype(int)
    return at[np.unique(starts[:, None] + np.arange(64))]


def _along_last(a: Array, b: Array, first: Ints) -> Slid | None:
    return _shifted(a.swapaxes(1, 2), b.swapaxes(1, 2), first)


def _shifted(a: Array, b: Array, first: Ints) -> Slid | None:
    """Under which shift along axis 1 most pairs are copies: `b` is `a` so much later."""
    a, b = _comparable(a, b)
    same = fits(window_hashes(a), window_hashes(b))
    shifts = 1 + np.flatnonzero(same.mean(0) >= SOME)
    if not len(shifts):  # mostly none: the sort of every step is then spared
        return None
    needed, length = rich_from(b), b.shape[1]
    best: Slid | None = None
    for k in shifts.tolist():
        rich = needed <= length - k
        if rich.sum() < FEWEST_PAIRS:
            continue
        agree = same[:, k - 1] & rich
        share = float(agree.sum() / rich.sum())
        if agree.any() and (best is None or share > best.share):
            best = Slid(share, int(rich.sum()), k, int(first[agree.argmax()]))
        if share >= 0.6:
            break
    return best


def _comparable(a: Array, b: Array) -> tuple[Array, Array]:
    """Bits of the features that move in time; all of them where none does."""
    moves = (a != a[:, :1]).any((0, 1)) | (b != b[:, :1]).any((0, 1))
    some = moves.any() and not moves.all()
    x, y = (bits(np.ascontiguousarray(v[..., moves] if some else v)) for v in (a, b))
    return x, y


def rich_from(words: Array, fewest: int = FEWEST_VALUES) -> Ints:
    """(samples,) steps from the beginning that hold so many different values in some feature, one more than there are
    where none has: once for all shifts, since a sort for each takes minutes where thousands of shifts fit."""
    steps = words.shape[1]
    order = np.argsort(words, 1, kind="stable")
    ordered = np.take_along_axis(words, order, 1)
    new = np.ones(words.shape, bool)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first = np.zeros(words.shape, bool)
    np.put_along_axis(first, order, new, 1)
    enough: Bools = np.any(first.cumsum(1, dtype=np.int32) >= fewest, axis=2)
    needed: Ints = np.where(np.any(enough, axis=1), np.argmax(enough, axis=1) + 1, steps + 1)
    return needed


def _overlaps(a: Array, b: Array) -> Ints:
    """(pairs,) the rows by which each pair overlaps when it slides forward, each by its own shift, since windows of
    which some were left out follow at any distance; 0 where none fits."""
    overlap = np.zeros(len(a), int)
    x, y = _comparable(a, b)
    T = x.shape[1]
    if T < 2:
        return overlap
    here, shifts = window_hashes(x), np.arange(1, T)
    same = fits(here, window_hashes(y)) & ((shifts < last_change(here)[:, None]) | (shifts == T - 1))
    slides = same.any(1)
    if not slides.any():
        return overlap
    needed = np.full(len(y), T + 1)
    needed[slides] = rich_from(y[slides])
    for k in (1 + np.flatnonzero(same.any(0))).tolist():
        at = np.flatnonzero((overlap == 0) & same[:, k - 1])
        rich = needed[at] <= T - k if T - k >= FEWEST_VALUES else rich_from(y[at, :-k], T - k) <= T - k
        overlap[at[rich]] = T - k
    return overlap


def _rows_in_common(x: Array, at: Ints, overlap: Ints) -> tuple[float, Ints, int]:
    """`Disorder.common`, the positions of the samples that are out of order, and the pairs that slide in part."""
    m, T, _ = x.shape
    here, after, away = (window_hashes(x[k]) for k in (at, at + 1, (at + m // 2) % m))
    near, far = _in_common(here, after), _in_common(here, away)
    rich = _distinct(here) >= max(FEWEST_VALUES, T / 2)
    none = 0.0, np.zeros(0, int), 0
    if rich.sum() < FEWEST_PAIRS:
        return none
    usual = max(1 / 3, float(np.quantile(near[rich], 0.1)))
    if (far[rich] >= usual).mean() > 0.05:
        return none
    shares = near >= usual
    links = overlap >= near * T / 3  # one row that meets another by luck explains no more than itself
    parts = np.zeros(len(at), bool)
    for i in np.flatnonzero(shares & ~links & (overlap == 0)):
        parts[i] = same_order(here[i], after[i]) >= max(FEWEST_ROWS, near[i] * T / 2)
    links |= parts
    into = dict(zip(at.tolist(), (links | ~shares).tolist(), strict=True))
    stray = [i for i in at[shares & ~links].tolist() if not into.get(i - 1, False)]
    if stray and _lags(here[shares], after[shares]):
        stray = []
    return float(shares[rich].mean()), np.array(stray, int), int(parts.sum())


def _lags(here: Array, after: Array) -> bool:
    """Whether each sample holds the same chosen lags of a series: what one shares with the next stands at the same
    steps in every pair, and always to one side of where it stood, or is a part of its rows alone."""
    some = np.linspace(0, len(here) - 1, min(len(here), LAGGED)).astype(int)
    if not len(here) or here.shape[1] > LONGEST:
        return False
    same = here[some, :, None] == after[some, None, :]
    fixed = same.mean(0) >= ALWAYS
    moves = np.subtract(*np.nonzero(fixed))
    if not len(moves) or same[:, fixed].sum() < ALWAYS * same.sum():
        return False
    chosen = float(_in_common(here, after).mean()) < CHOSEN  # all rows in one order of their own are shuffled rows
    return chosen or bool((moves > 0).all() or (moves < 0).all())


def _in_common(a: Array, b: Array) -> Floats:
    """Share of the different rows of each sample of `a` that stand in the sample of `b` as well."""
    both = _distinct(np.concatenate([a, b], 1))
    here, there = _distinct(a), _distinct(b)
    return (here + there - both) / here


def _distinct(hashes: Array) -> Ints:
    ordered = np.sort(hashes, 1)
    return (ordered[:, 1:] != ordered[:, :-1]).sum(1) + 1  # type: ignore[no-any-return]  # NumPy types the sum as Any
