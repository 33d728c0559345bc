"""How the rows of a table stood: their order, times that repeat, and what else can be told before it is cut."""

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.plan import Array, Bools, Floats, Ints
from seqguard.sources.base import Apart, Exchanged, Repeats, Table

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5
"""Places of unsorted or duplicated rows that are kept."""
COMMON = 0.8
"""Share of the times that must repeat equally often: series that begin later or end earlier leave the others."""
LABELS = 5
"""A column that tells series apart has at most so many times more labels than a time has rows."""
COLUMNS = 16
"""Columns that are looked at for whether they go on across the days; a seventeenth would say what these say."""


@dataclass(frozen=True)
class Asked:
    """What a table was cut by: time and group, how the time is called, and rows of a window with its horizon."""

    time: Hashable | None
    called: str | None
    group: Hashable | None
    length: int


def standing(
    frame: "pd.DataFrame", codes: Ints, times: Array | None, asked: Asked, values: Array, names: Sequence[str]
) -> Table:
    """How the rows stood in the table, each group by itself. `values`: (rows, features) of the features `names`."""
    sizes = np.bincount(codes)
    group = None if asked.group is None else str(asked.group)
    apart = _apart(values, names, times)
    table = Table(len(codes), asked.called, group, len(sizes), int((sizes < asked.length).sum()), apart=apart)
    if times is None:
        return table
    missing = np.isnat(times) if times.dtype.kind == "M" else np.isnan(times.astype(float))
    early = _early(codes, times)
    order = np.lexsort((times, codes))
    again = order[1:][(np.diff(codes[order]) == 0) & (times[order][1:] == times[order][:-1])]
    return replace(
        table,
        unsorted=int(early.sum()),
        first_unsorted=tuple(np.flatnonzero(early)[:SHOWN].tolist()),
        duplicated=len(again),
        first_duplicated=tuple(np.sort(again)[:SHOWN].tolist()),
        untimed=int(missing.sum()),
        indexed=asked.time is None or asked.time not in frame.columns,
        times=times,
        codes=codes,
        repeats=_repeats(frame, codes, times, asked, order) if len(again) else None,
        exchanged=_exchanged(times, order, values, names) if len(sizes) == 1 and not missing.any() else None,
    )


def runs(codes: Ints) -> list[tuple[int, int]]:
    """First and one past the last row of each run of equal codes."""
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    return list(itertools.pairwise(edges)) if len(codes) else []


def _early(codes: Ints, times: Array) -> Bools:
    """(rows,) whether a later row of its group stood above."""
    apart = np.argsort(codes, kind="stable")
    when = times[apart]
    early = np.zeros(len(when), bool)
    for a, b in runs(codes[apart]):
        early[apart[a:b]] = when[a:b] < np.fmax.accumulate(when[a:b])
    return early


def _repeats(frame: "pd.DataFrame", codes: Ints, times: Array, asked: Asked, order: Ints) -> Repeats:
    """What the rows of one time have in common."""
    first = np.r_[True, (np.diff(codes[order]) != 0) | (times[order][1:] != times[order][:-1])]
    moment = np.empty(len(order), np.int64)
    moment[order] = np.cumsum(first) - 1
    often = np.bincount(moment)
    usual = int(np.bincount(often).argmax())
    each = usual if usual > 1 and (often == usual).mean() >= COMMON else 0
    column, labels = None, 0
    if asked.group is None:
        column, labels = _telling(frame, moment, int(often.max()), asked)
    twice = np.flatnonzero((often > 1)[moment])
    rows = frame.iloc[twice[np.argsort(moment[twice], kind="stable")]]
    pairs = np.diff(np.sort(moment[twice])) == 0
    same: list[str] = []
    other: list[str] = []
    copied = pairs.copy()
    for name in frame.columns:
        if name == asked.time:
            continue
        equal = _equal(rows[name])
        copied &= equal
        (same if equal[pairs].all() else other).append(str(name))
    return Repeats(each, column, labels, int(copied.sum()), tuple(same), tuple(other))


def _equal(cells: "pd.Series[Any]") -> Bools:
    """(rows - 1,) whether a cell is that of the row before; two missing ones are equal."""
    codes, _ = _coded(cells)
    equal: Bools = np.diff(codes) == 0
    return equal


def _coded(cells: "pd.Series[Any]") -> tuple[Ints, Any]:
    """The number of each cell's value, and the values; of lists and dicts, which pandas does not compare, by how they
    are written."""
    try:
        return cells.factorize(use_na_sentinel=False)
    except TypeError:
        return cells.map(repr).factorize(use_na_sentinel=False)


def _telling(frame: "pd.DataFrame", moment: Ints, most: int, asked: Asked) -> tuple[str | None, int]:
    """The column whose labels tell the rows of each time apart, text before numbers, and how many labels it has."""
    found = []
    for name in frame.columns:
        cells = frame[name]
        if name == asked.time or cells.dtype.kind in "fM":
            continue
        codes, labels = _coded(cells)
        if not 1 < len(labels) <= LABELS * most:
            continue
        if len(np.unique(moment * len(labels) + codes)) == len(moment):
            found.append((cells.dtype.kind in "iub", len(labels), str(name)))
    return (min(found)[2], min(found)[1]) if found else (None, 0)


def _exchanged(times: Array, order: Ints, values: Array, names: Sequence[str]) -> Exchanged | None:
    """How the values go on from day to day as they stand, and with the day and the month of each exchanged."""
    if times.dtype.kind != "M" or not len(times) or not values.shape[1]:
        return None
    days = times[order].astype("M8[D]")
    first = np.flatnonzero(np.r_[True, days[1:] != days[:-1]])
    last = np.r_[first[1:], len(days)] - 1
    day, first, last = days[first], order[first], order[last]
    month, of_month, other = swapped(day)
    free = (of_month <= 12) & (of_month != month)
    if free.sum() < 2:
        return None
    best: Exchanged | None = None
    for f in range(min(values.shape[1], COLUMNS)):
        as_is = _jumps(values[first, f], values[last, f], day)
        turned = _jumps(values[first, f], values[last, f], other)
        asked = free & np.isfinite(as_is) & np.isfinite(turned) & (as_is != turned)
        if not asked.any() or not turned[asked].sum():
            continue
        nearer = int((turned[asked] < as_is[asked]).sum())
        made = Exchanged(names[f], int(asked.sum()), nearer, float(as_is[asked].sum() / turned[asked].sum()))
        if best is None or made.nearer * best.days > best.nearer * made.days:
            best = made
    return best


def swapped(days: Array) -> tuple[Ints, Ints, Array]:
    """Month and day of the month of dates, and the dates with both exchanged where the day can be a month."""
    months = days.astype("M8[M]")
    month = months.astype(np.int64) % 12 + 1
    of_month = (days.astype("M8[D]") - months.astype("M8[D]")).astype(np.int64) + 1
    years = days.astype("M8[Y]")
    other = (years.astype("M8[M]") + (of_month - 1)).astype("M8[D]") + (month - 1)
    return month, of_month, np.where(of_month <= 12, other, days.astype("M8[D]"))


def _jumps(first: Array, last: Array, days: Array) -> Floats:
    """(days,) from the last value of the day before, in the order of `days`, to the first of each; first NaN."""
    order = np.argsort(days, kind="stable")
    jumps = np.full(len(days), np.nan)
    jumps[order[1:]] = np.abs(first[order[1:]].astype(float) - last[order[:-1]].astype(float))
    return jumps


def _apart(values: Array, names: Sequence[str], times: Array | None) -> Apart | None:
    """Two features of which no row has both, each with a tenth of the rows or more, that fill the rows together."""
    if values.dtype.kind != "f" or values.shape[1] < 2 or len(values) < 20:
        return None
    there = ~np.isnan(values)
    share = there.mean(0)
    half = [f for f in range(len(names)) if 0.1 <= share[f] <= 0.9][:COLUMNS]
    for i, one in enumerate(half):
        for other in half[i + 1 :]:
            if (there[:, one] ^ there[:, other]).all():
                offset = None if times is None else _offset(times[there[:, one]], times[there[:, other]])
                return Apart(names[one], names[other], len(values), offset)
    return None


def _offset(one: Array, other: Array) -> Any:
    """The commonest time from one's rows to the next row of the other."""
    one, other = np.sort(one), np.sort(other)
    place = np.searchsorted(other, one)
    inside = place < len(other)
    if not inside.any():
        return None
    steps, often = np.unique(other[place[inside]] - one[inside], return_counts=True)
    return steps[often.argmax()]
