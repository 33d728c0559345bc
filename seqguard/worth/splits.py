"""Faults of a split: windows, samples or groups of training in validation."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from seqguard.core.arguments import DataOptions
from seqguard.core.finding import Finding, Impact
from seqguard.core.plan import Array, Ints
from seqguard.core.text import count
from seqguard.measures.windows import places, read_hashed
from seqguard.reading.plans import plan_splits
from seqguard.sources.base import Given, SplitData
from seqguard.sources.gather import gather
from seqguard.worth.arena import (
    FEWEST,
    TRAIN,
    VALIDATION,
    Pair,
    columns_of,
    kind_of,
    labels_of,
    pair_of,
    part_of,
    persistence,
    read,
    spread,
)
from seqguard.worth.contest import Contest, decided, floor_of, impact_of
from seqguard.worth.models import Kind, blocks_of

SHARES = 0.1, 0.4
"""Shares of the windows that the clean validation may take."""


class Bout(NamedTuple):
    """The two sides of a finding on splits: what trains, and what is validated on."""

    train: Pair
    validation: Pair
    data: tuple[SplitData, SplitData]
    task: str


class Joined:
    """The samples of training, then those of validation, as one source."""

    def __init__(self, parts: tuple[Given, Given]) -> None:
        self.parts = [p.source for p in parts if p.source is not None]
        self.sizes = [len(p) for p in parts]
        self.shape = (sum(self.sizes), *parts[0].shape[1:])
        self.dtype = np.result_type(*(s.dtype for s in self.parts))

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""
        border, first = self.sizes[0], self.sizes[0]
        pieces = []
        if start < border or start == stop:
            pieces.append(self.parts[0].read(min(start, border), min(stop, border)))
        if stop > border:
            pieces.append(self.parts[1].read(max(start, first) - border, stop - border))
        return np.concatenate(pieces).astype(self.dtype, copy=False) if len(pieces) > 1 else pieces[0]


def pooled(bout: Bout) -> Pair | None:
    """Both parts below each other, planned anew."""
    given = []
    for a, b in ((bout.train.x, bout.validation.x), (bout.train.y, bout.validation.y)):
        if a.shape[1:] != b.shape[1:]:
            return None
        source = Joined((a, b))
        given.append(Given(a.name, "train", a.role, source.shape, str(source.dtype), source))
    data = SplitData("train", (given[0],), (given[1],))
    return _planned(data, bout.task)


def _planned(data: SplitData, task: str) -> Pair | None:
    known = task if task in ("regression", "classification") else "regression"
    return pair_of(data, plan_splits({"train": data}, DataOptions(task=known))["train"], None, None)


def overlap(bout: Bout, finding: Finding) -> Impact | None:
    """Score as split, against the score where the windows after a gap validate and the ones before it train."""
    pool = pooled(bout)
    if pool is None:
        return None
    found = places(pool.x, pool.x_plan, read_hashed(pool.x, pool.x_plan), pool.x_plan.T + pool.ahead)
    if found is None:
        return None
    n, border = len(pool.x), len(bout.train.x)
    order = np.argsort(found.starts, kind="stable")[-(TRAIN + VALIDATION) :]
    ordered = _in_memory(pool, order, bout.task)
    kind = kind_of(ordered) if ordered is not None else None
    if ordered is None or kind is None:
        return None
    width = ordered.x_plan.T + ordered.ahead
    trains = order < border
    given = _contest(ordered, np.flatnonzero(trains), np.flatnonzero(~trains), width, kind)
    apart = _apart(found.starts[order], found.series[order], (n - border) / n, width)
    clean = _contest(ordered, *apart, width, kind)
    if given is None or clean is None:
        return None
    outcome = decided(kind, given[0], clean[0], memory=True)
    if outcome is None:
        return None
    last = persistence(ordered, clean[1])
    floor = floor_of(kind, clean[0], last)
    told = f"the last {count(len(order), 'window')} of {n:,}" if len(order) < n else ""
    return impact_of(kind, outcome, floor, "As split", "on windows that share no row with train", told)


def _apart(starts: Ints, series: Ints, share: float, width: int) -> tuple[Ints, Ints]:
    """(what trains, what validates) of windows in their order, without a row in common, and about that share of them.

    A whole stretch of the series where one is of such a length: the border lay there, or no row leads over it. Else
    the end, after a gap.
    """
    share = min(max(share, SHARES[0]), SHARES[1])
    pieces, sizes = np.unique(series, return_counts=True)
    fits = np.flatnonzero((sizes >= SHARES[0] * len(series)) & (sizes <= SHARES[1] * len(series)))
    if len(fits):
        held = series == pieces[fits[np.abs(sizes[fits] - share * len(series)).argmin()]]
        return np.flatnonzero(~held), np.flatnonzero(held)
    cut = int(len(starts) * (1 - share))
    return np.flatnonzero(starts <= starts[cut] - width), np.arange(cut, len(starts))


def _in_memory(pool: Pair, order: Ints, task: str) -> Pair | None:
    """Some samples in this order, planned as what they are."""
    X, y = (read(t, p, order).reshape(-1, *t.shape[1:]) for t, p in ((pool.x, pool.x_plan), (pool.y, pool.y_plan)))
    return _planned(gather(X, y)[0], task)


def _contest(pair: Pair, train: Ints, validation: Ints, width: int, kind: Kind) -> tuple[Contest, Ints] | None:
    """Two parts of one pair, and the numbers of the samples that validate; both in bounds."""
    train = train[spread(len(train), TRAIN)]
    apart = max(1, len(validation) // VALIDATION)
    validation = validation[spread(len(validation), VALIDATION)]
    if min(len(train), len(validation)) < FEWEST:
        return None
    steps, features = columns_of(pair.x_plan)
    labels = labels_of(pair, kind)
    trained, _ = part_of(pair, train, steps, features, labels)
    held, validation = part_of(pair, validation, steps, features, labels)
    if min(len(trained), len(held)) < FEWEST:
        return None
    step = max(1, pair.x_plan.step) if pair.x_plan.sliding else width
    return Contest(trained, held, blocks_of(len(held), -(-width // (step * apart)))), validation


def copies(bout: Bout, finding: Finding) -> Impact | None:
    """Score on all of validation, against the score on the samples that train does not hold."""
    ours, theirs = bout.train, bout.validation
    kind = kind_of(ours)
    if kind is None or ours.x.shape[1:] != theirs.x.shape[1:]:
        return None
    trained = read_hashed(ours.x, ours.x_plan).key
    held = read_hashed(theirs.x, replace(theirs.x_plan, still=ours.x_plan.still)).key
    keys, first = np.unique(trained, return_index=True)
    at = np.minimum(np.searchsorted(keys, held), len(keys) - 1)
    copied = keys[at] == held
    chosen = spread(len(held), VALIDATION)
    train = np.union1d(first[at[chosen][copied[chosen]]], spread(len(trained), TRAIN))
    steps, features = columns_of(ours.x_plan)
    labels = labels_of(ours, kind)
    fitted, _ = part_of(ours, train, steps, features, labels)
    validation, chosen = part_of(theirs, chosen, steps, features, labels)
    new = ~copied[chosen]
    if new.sum() < FEWEST or new.all() or len(fitted) < FEWEST:
        return None
    width = -(-theirs.step * len(chosen) // len(held)) if theirs.x_plan.sliding else 1
    given = Contest(fitted, validation, blocks_of(len(chosen), width))
    clean = Contest(fitted, validation.take(new), blocks_of(int(new.sum()), width))
    outcome = decided(kind, given, clean, memory=True)
    if outcome is None:
        return None
    last = persistence(theirs, chosen[new])
    told = f"{count(len(chosen), 'sample')} of {len(held):,}" if len(chosen) < len(held) else ""
    floor = floor_of(kind, clean, last)
    return impact_of(kind, outcome, floor, "With the copies", "on the samples that train does not hold", told)


def groups(bout: Bout, finding: Finding) -> Impact | None:
    """Score as split, against the score on groups that are kept out of training."""
    own, other = bout.data[0].groups, bout.data[1].groups
    pool = pooled(bout)
    kind = kind_of(pool) if pool is not None else None
    if own is None or other is None or pool is None or kind is None:
        return None
    _, number = np.unique(np.concatenate([own.astype(str), other.astype(str)]), return_inverse=True)
    border, total = len(own), int(number.max()) + 1
    drawn = np.random.default_rng(0).permutation(total)
    share = min(max(len(other) / len(number), SHARES[0]), SHARES[1])
    out = drawn[: max(1, round(total * share))]
    held = np.isin(number, out)
    given = _contest(pool, np.arange(border), np.arange(border, len(number)), 1, kind)
    clean = _contest(pool, np.flatnonzero(~held), np.flatnonzero(held), 1, kind)
    if given is None or clean is None:
        return None
    _, blocks = np.unique(number[clean[1]], return_inverse=True)
    fair = Contest(clean[0].train, clean[0].validation, blocks.astype(np.int64))
    outcome = decided(kind, given[0], fair, memory=True)
    if outcome is None:
        return None
    floor = floor_of(kind, fair, persistence(pool, clean[1]))
    return impact_of(kind, outcome, floor, "As split", "on groups that train does not hold")


SPLITS: dict[str, Any] = {
    "window-overlap": overlap,
    "interleaved-split": overlap,
    "train-val-overlap": copies,
    "group-overlap": groups,
}
"""By the slug of the finding."""
