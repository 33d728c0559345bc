"""Why times repeat, are missing or go back: the changes of a clock, files joined end to end, newest first."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.plan import Array, Floats, Ints
from seqguard.core.text import count
from seqguard.facts.series.stamps import Stamps, seconds
from seqguard.sources.base import Table
from seqguard.sources.standing import swapped

HOUR, DAY = 3600.0, 86400.0
SUNDAY = 3
"""1970-01-01 was a Thursday: days since then are Sundays where they leave 3 by 7."""
LATEST = 3.5
"""Hours after midnight by which a clock that is changed has been changed, as its local time says."""
CHANGES = {
    3: ((8, 14, "second Sunday of March"), (25, 31, "last Sunday of March")),
    4: ((1, 7, "first Sunday of April"),),
    9: ((24, 30, "last Sunday of September"),),
    10: ((1, 7, "first Sunday of October"), (25, 31, "last Sunday of October")),
    11: ((1, 7, "first Sunday of November"),),
}
"""The Sundays on which clocks change: Europe, North America, Australia, New Zealand (IANA's tz database since 2007)."""
CAUSE = ", by the clock changes of daylight saving"
"""Ends the sentence that says what is irregular."""
WHOLE = 0.98
"""Share of the steps back at which a table stands newest first; the others are repeats."""


@dataclass(frozen=True)
class ClockChanges:
    """Hours of a local clock that is changed twice a year.

    Attributes:
        missing, doubled: the day of each hour that is left out, and of each that stands twice, in words.
    """

    missing: tuple[str, ...]
    doubled: tuple[str, ...]

    def sentence(self) -> str:
        """What the clock did, behind `CAUSE`."""
        parts = []
        for days, one, several in (
            (self.missing, "is missing", "are missing"),
            (self.doubled, "stands twice", "stand twice"),
        ):
            if days:
                doing = one if len(days) == 1 else several
                parts.append(f"{count(len(days), 'hour')} {doing}, on the {' and the '.join(dict.fromkeys(days))}")
        return f"{', and '.join(parts)}."

    def remedy(self, times: str = "df['time']", *, indexed: bool = False) -> str:
        """The call that makes UTC of times of a local clock, which `times` is the code of."""
        dot = "." if indexed else ".dt."
        first = "'infer'" if self.doubled else "np.ones(len(df), bool)"
        local = f"{times}{dot}tz_localize('Europe/Amsterdam', ambiguous={first})"
        return f"Use UTC: {local}{dot}tz_convert('UTC'), with your zone."


def clock_changes(times: Floats) -> ClockChanges | None:
    """The changes of daylight saving in times of one series, in seconds of a local clock; None where there are none.

    Nothing is read into a single one of them unless it is all that is irregular.
    """
    moments, often = np.unique(times[np.isfinite(times)], return_counts=True)
    steps = np.diff(moments)
    usual = float(np.median(steps)) if len(steps) else 0.0
    if not 0 < usual <= HOUR or HOUR % usual:
        return None
    gaps = np.flatnonzero(steps > usual * 1.5)
    skipped = [_sunday(moments[g] + usual) for g in gaps if steps[g] == usual + HOUR]
    twice = np.flatnonzero(often == 2)
    episodes = np.split(twice, np.flatnonzero(np.diff(twice) > 1) + 1) if len(twice) else []
    hours = [e for e in episodes if len(e) * usual == HOUR]
    repeated = [_sunday(moments[e[0]]) for e in hours]
    missing, doubled = [d for d in skipped if d], [d for d in repeated if d]
    found = len(missing) + len(doubled)
    if not found or (found == 1 and len(gaps) + len(episodes) > 1):
        return None
    return ClockChanges(tuple(missing), tuple(doubled))


def _sunday(moment: float) -> str | None:
    """The day of a clock change, in words, where a moment falls on one; in its first hours, or the last before it."""
    day = int((moment + HOUR) // DAY)
    if day % 7 != SUNDAY or moment + HOUR - day * DAY > (LATEST + 1) * HOUR:
        return None
    date = np.datetime64(day, "D")
    month, of_month, _ = swapped(np.array([date]))
    return next((words for low, high, words in CHANGES.get(int(month[0]), ()) if low <= of_month[0] <= high), None)


def table_clock(table: Table) -> ClockChanges | None:
    """The changes of daylight saving in a table; of several series in the first that has any."""
    if table.times is None or table.codes is None or table.times.dtype.kind != "M":
        return None
    times = seconds(table.times)
    for code in range(min(table.groups, 20)):
        if (found := clock_changes(times[table.codes == code])) is not None:
            return found
    return None


def series_clock(data: Stamps) -> ClockChanges | None:
    """The changes of daylight saving in the times of one series; None of several, which may share their times."""
    return clock_changes(data.time) if data.dates and data.starts.sum() == 1 else None


def newest_first(table: Table) -> bool:
    """Whether the rows of every group go back in time."""
    steps = _steps(table)
    return len(steps) > 2 and bool((steps < 0).mean() >= WHOLE)


def turned_back(table: Table) -> tuple[int, float] | None:
    """The row at which time goes back the only time, by whole hours, and by how many, where two clocks were joined."""
    if table.times is None or table.groups != 1 or table.times.dtype.kind != "M":
        return None
    steps = _steps(table)
    (back,) = np.nonzero(steps < 0)
    if len(back) != 1:
        return None
    usual = float(np.median(steps))
    lost = (usual - steps[back[0]]) / HOUR
    return (int(back[0]) + 1, lost) if 0 < usual <= HOUR and lost == round(lost) and 1 <= lost <= 14 else None


def _steps(table: Table) -> Floats:
    """From each row to the next of its group, in the order of the table, in seconds or the numbers of time."""
    if table.times is None or table.codes is None:
        return np.zeros(0)
    times = seconds(table.times) if table.times.dtype.kind == "M" else table.times.astype(float)
    order: Ints = np.argsort(table.codes, kind="stable")
    steps: Floats = np.diff(times[order])[np.diff(table.codes[order]) == 0]
    return steps[np.isfinite(steps)]


def out_of_order(times: Array) -> int:
    """Rows that stand below a later one."""
    return int((times < np.maximum.accumulate(times)).sum()) if len(times) else 0
