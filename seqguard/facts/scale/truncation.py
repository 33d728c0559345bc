"""Whether whole numbers are scaled values whose fractions were cut off."""

import math
from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.statistics.sample import Sample

MAX_SHIFT = 24
"""Rows after the window within which the target is looked for; most forecasts are one row ahead."""
FEWEST = 5
PEAK_SHIFTS = 2
"""The last row of the window and the one after it, where a peak is looked for."""
LUCK = 0.02
"""Chance of ones that fall on a feature's peaks, of all features and shifts looked at; rare labels fall anywhere."""
RARE = 0.02
"""Ones in a min-max scaled column that was cut: the maximum and its equals."""
DEVIATIONS = (0.25, 2.5)
"""Of a standardised column that was cut; 0.74 for a normal one."""


@dataclass(frozen=True, eq=False, repr=False)
class Truncation(Readable):
    """The input and the target agree once both are cut or rounded to whole numbers, though one of them holds fractions.

    `shift` rows after the window's last row, `feature` agrees with the target in `share` of the `n` samples where
    either of them is not 0 then, and `changes` of those differ from the one before; `n` is 0 where the two cannot be
    compared. `peaks`: the target is 1 where a feature scaled to [0, 1] stands at 1, and 0 wherever it does not.
    """

    feature: int
    shift: int
    share: float
    n: int
    changes: int
    peaks: bool = False

    @property
    def proven(self) -> bool:
        """Whether enough agree, and change: a row number crosses one threshold, and so do sorted labels."""
        return (min(self.n, self.changes) >= FEWEST and self.share >= 0.98) or self.peaks


@fact
def truncation(plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]) -> Truncation:
    """The best agreement over features and shifts, where one side came as integers and the other holds fractions."""
    if plan.integral == y_plan.integral or plan.task == "tokens" or y_plan.layout == "one-hot":
        raise Missing("X and y are both integers, or both not")
    y = y_sample.values[:, 0, 0].astype(np.float64)
    cuts = _has_fractions(y[:, None] if plan.integral else sample.values[:, -1].astype(np.float64))
    if not cuts.any():
        raise Missing("neither X nor y holds fractions")
    best = Truncation(0, 0, 0.0, 0, 0)
    wholes = [(whole, whole(y)) for whole in (np.trunc, np.rint)]
    for shift in range(MAX_SHIFT + 1) if plan.step else (0,):
        there, here = _ahead(plan, sample, shift)
        rows = there.astype(np.float64)
        for whole, target in wholes:
            share, n, changes = _agreement(whole(rows), target[here])
            share = np.where(cuts, share, 0)  # what has no fraction loses nothing by cutting
            f = int(share.argmax())
            if n[f] >= FEWEST and share[f] > best.share:
                best = Truncation(f, shift, float(share[f]), int(n[f]), changes)
        peak = _peaks(there, y[here], cuts) if y_plan.integral and shift < PEAK_SHIFTS and not best.proven else None
        if peak is not None:
            best = Truncation(peak, shift, 1.0, int((y[here] == 1).sum()), changes, peaks=True)
    return best


def _peaks(rows: Array, y: Floats, cuts: Bools) -> int | None:
    """The feature in [0, 1] whose 1 is where y is 1, if so many ones do not get there by luck."""
    ones = int((y == 1).sum())
    if not 0 < ones < RARE * len(y) or ((y != 0) & (y != 1)).any():
        return None
    x = rows.astype(np.float64)
    scaled = cuts & (x.min(0) >= 0) & (x.max(0) == 1)
    same = scaled & ((x == 1) == (y[:, None] == 1)).all(0)
    lucky = PEAK_SHIFTS * int(scaled.sum()) / math.comb(len(y), ones)
    return int(same.argmax()) if same.any() and lucky < LUCK else None


def _has_fractions(values: Floats) -> Bools:
    """(F,): the columns in which some finite value is no whole number."""
    fractions: Bools = (np.isfinite(values) & (values != np.round(values))).any(0)
    return fractions


def _ahead(plan: Plan, sample: Sample, shift: int) -> tuple[Array, Bools]:
    """(m, F) rows `shift` after the last one of each window, and which windows those are."""
    x, k = sample.values, max(1, plan.step)
    ahead = -(-shift // k)
    here = np.zeros(len(x), bool)
    if ahead >= len(x) or ahead * k - shift >= plan.T:
        return x[:0, -1], here
    together = sample.index[ahead:] - sample.index[: len(x) - ahead] == ahead
    here[: len(x) - ahead] = together
    return x[ahead:][together, plan.T - 1 - (ahead * k - shift)], here


def _agreement(rows: Floats, y: Floats) -> tuple[Floats, Ints, int]:
    told = (rows != 0) | (y != 0)[:, None]
    n = np.count_nonzero(told, axis=0)
    changes = int(np.count_nonzero(y[1:] != y[:-1]))
    told &= rows == y[:, None]
    return np.count_nonzero(told, axis=0) / np.maximum(n, 1), n, changes


def looks_truncated(values: Array) -> bool:
    """Whether whole numbers have the shape of scaled values that were cut towards 0.

    Cutting makes the bin at 0 reach from -1 to 1, twice as wide as any other: more zeros than ones and minus ones
    together. Of min-max scaled values the maximum alone is left.
    """
    x = values.astype(np.float64)
    if not len(x):
        return False
    if x.min() >= 0:
        return bool(x.max() <= 1 and (x == 1).mean() < RARE)
    zeros, near = (x == 0).mean(), (np.abs(x) == 1).mean()
    return bool(x.max() > 0 and zeros > near and DEVIATIONS[0] <= x.std() <= DEVIATIONS[1])
