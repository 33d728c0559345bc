"""Windows of a split that hold rows of another split, the base, on another scale: each split, or window, scaled for
itself."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.hashing import row_hashes
from seqguard.core.places import Base, Other, Readable
from seqguard.core.plan import Array, Bools, Ints, Plan, Words
from seqguard.facts.splits.overlap import Pair
from seqguard.measures.chance import lookup
from seqguard.statistics.sample import Sample

BASE_WINDOWS, OTHER_WINDOWS = 2048, 1024
"""Windows that are compared at most."""
LATER = (1, 2, 3, 4, 6, 8, 12, 24)
"""Steps by which the window of the base may be the later one."""
FEWEST_STEPS = 6
"""Below it, a shape would be three steps of which two are 0 and 1 by construction."""
CELLS = 32
"""Values in a compared shape at most."""
LEVELS = 500
"""Levels that a shape is rounded to: float32 rounding moves a value by a fraction of one."""
RANKED = 256
"""Windows of the base by which the features are ranked: a calendar of a year by the hour shows it in a week."""
SEEN = 0.75
"""Share of the steps of a shape that must lie on different ones of 100 levels, in some feature."""


@dataclass(frozen=True, eq=False, repr=False)
class Rescaled(Readable):
    """Of `compared` windows, `matched` end in the shape of some steps of a window of the base.

    `by_chance` is the share that chance gives, from shapes at the same place of both windows, or that the base itself
    repeats: a calendar, such as the hour as sine and cosine, comes again by nature. `coverage` is the share
    of the base's windows that were compared. Tokens, short windows and features of few values have no shape: nothing is
    compared.
    """

    compared: int
    matched: int
    by_chance: float
    coverage: float
    pair: Pair | None

    @property
    def share(self) -> float:
        return self.matched / max(1, self.compared)


@fact
def rescaled(plan: Other[Plan], base_sample: Base[Sample], sample: Other[Sample], base_kinds: Base[Kinds]) -> Rescaled:
    """Compare the last steps of each window with steps of the base's, each feature brought to [0, 1] within them.

    Of many features those are compared whose shapes repeat least in the base, wherever they stand.
    """
    rows = max(4, min(12, plan.T // 2))
    features = np.flatnonzero(base_kinds.among("quantised", "continuous") & ~base_kinds.columns.static).tolist()
    if plan.task == "tokens" or plan.T < FEWEST_STEPS or not features:
        return Rescaled(0, 0, 0.0, 0.0, None)
    there, here = base_sample.values[:BASE_WINDOWS], sample.values[:OTHER_WINDOWS]
    features = _least_repeated(there[:, plan.T - rows :], features, max(1, CELLS // rows))
    tails, rich = _shapes(here[:, plan.T - rows :, features])
    same, rich_there = _shapes(there[:, plan.T - rows :, features])
    alike = _match(tails, same) >= 0
    shifts = [s for s in LATER if s <= plan.T - rows]
    found = np.full((len(shifts), len(here)), -1)
    for i, shift in enumerate(shifts):
        found[i] = _match(tails, _shapes(there[:, plan.T - rows - shift : plan.T - shift, features])[0])
    hit = rich & (found >= 0).any(0)
    compared = max(1, int(rich.sum()))
    pair = None
    if hit.any():
        i = int(np.flatnonzero(hit)[0])
        at = int((found[:, i] >= 0).argmax())
        base_index = int(base_sample.index[found[at, i]])
        pair = Pair(int(sample.index[i]), plan.T - 1, base_index, plan.T - 1 - shifts[at], rows)
    by_chance = min(1.0, max(len(shifts) * float((alike & rich).sum()) / compared, _repeated(same, rich_there)))
    coverage = base_sample.share * len(there) / len(base_sample.values)
    return Rescaled(int(rich.sum()), int(hit.sum()), by_chance, coverage, pair)


def _least_repeated(windows: Array, features: list[int], most: int) -> list[int]:
    """The features, `most` of them, whose shapes repeat least from window to window, in their order."""
    if len(features) <= most:
        return features
    few = windows[np.unique(np.linspace(0, len(windows) - 1, min(len(windows), RANKED)).astype(int))]
    repeated = [_repeated(*_shapes(few[:, :, [f]])) for f in features]
    return sorted(features[i] for i in np.argsort(repeated, kind="stable")[:most])


def _repeated(shapes: tuple[Words, Words], rich: Bools) -> float:
    """The share of the shapes that stand more than once on one of the grids; all of them where none has levels."""
    if not rich.any():
        return 1.0
    twice = np.zeros(int(rich.sum()), bool)
    for grid in shapes:
        _, group, count = np.unique(grid[rich], return_inverse=True, return_counts=True)
        twice |= count[group] > 1
    return float(twice.mean())


def _shapes(windows: Array) -> tuple[tuple[Words, Words], Bools]:
    """Hashes of each (n, rows, F) window's shape on two grids half a level apart, and whether it has enough levels."""
    values = windows.astype(np.float64)
    low = values.min(1, keepdims=True)
    width = values.max(1, keepdims=True) - low
    values = (values - low) / np.where(width > 0, width, 1)
    finite = np.isfinite(values).all((1, 2))
    values[~finite] = 0
    rows = values.shape[1]
    levels = np.sort(np.floor(values * 100), 1)
    rich = ((levels[:, 1:] != levels[:, :-1]).sum(1) + 1).max(1) >= max(4, SEEN * rows)
    flat = values.reshape(len(values), -1) * LEVELS
    first, second = (row_hashes(np.floor(flat + offset)) for offset in (0.25, 0.75))
    return (first, second), rich & finite


def _match(here: tuple[Words, Words], there: tuple[Words, Words]) -> Ints:
    """The window of `there` that has each shape of `here` on either grid, -1 where none has."""
    found = np.full(len(here[0]), -1)
    for mine, theirs in zip(here, there, strict=True):
        order = np.argsort(theirs)
        at = lookup(mine, theirs[order])
        found = np.where((found < 0) & (at >= 0), order[at], found)
    return found
