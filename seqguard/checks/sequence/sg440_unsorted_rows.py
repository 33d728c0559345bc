"""Rows of a table out of the order of time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.checks.sequence._clock import newest_first, table_clock, turned_back
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import agree, count, share
from seqguard.sources.base import SplitData, Table


@check(
    "SG440",
    severity="warning",
    aliases=("newest first", "descending dates", "rows not sorted by time", "files joined in two time zones"),
)
def unsorted_rows(data: SplitData) -> Iterable[Finding]:
    """The rows of the table are not in the order of time.

    Situation: The file lists the newest rows first, or its parts were joined in the wrong order.
    Why: seqguard sorted them before it cut the windows; code that cuts the table as it stands gives the network windows
        that jump back in time, and targets from the past.
    Evidence: exact: the row's time is earlier than that of some row above it, of the same group.
    Remedy: df = df.sort_values(time), or by [group, time], before windows are cut.
    Limits: needs a table, by `seqguard.windows` or as a file, with a time column. A table that is known to be sorted
        later is fine: ignore the check.
    """
    rows = data.table
    if rows is None or rows.time is None:
        raise Missing("no table with a time column was given")
    by = [rows.group, rows.time] if rows.group else rows.time
    sort = "df.sort_index()" if rows.indexed else f"df.sort_values({by!r})"
    if rows.unsorted and not _of_repeats(rows):
        yield Finding(
            message=_how(rows),
            remedy=f"Sort before the windows are cut: `df = {sort}`.",
            evidence={"unsorted": rows.unsorted, "rows": rows.rows, "first": list(rows.first_unsorted)},
        )
    if rows.untimed:
        yield Finding(
            message=f"{rows.untimed:,} of {count(rows.rows, 'row')} {agree(rows.untimed, 'has', 'have')} no time in "
            f"`{rows.time}` and "
            f"{agree(rows.untimed, 'was', 'were')} put at the end.",
            remedy=f"Drop them, `df = df.dropna(subset=[{rows.time!r}])`, or fix what wrote them.",
            evidence={"untimed": rows.untimed, "rows": rows.rows},
        )


def _of_repeats(rows: Table) -> bool:
    """Whether rows go back because times repeat, of which duplicate-row-times tells the cause: series, or an hour."""
    found = rows.repeats
    if found is None:
        return False
    return found.column is not None or (rows.unsorted <= rows.duplicated and table_clock(rows) is not None)


def _how(rows: Table) -> str:
    """What is out of order: everything, what comes after one row, or some rows."""
    if newest_first(rows):
        return (
            f"The {rows.rows:,} rows stand newest first by `{rows.time}`. They were sorted here; code that cuts the "
            "table as it stands trains on time that runs backwards, and predicts the past."
        )
    said = (
        f"{count(rows.unsorted, 'row')} of {rows.rows:,} ({share(rows.unsorted, rows.rows)}) stood below later ones of "
        f"`{rows.time}`: the first is row {rows.first_unsorted[0]:,}. "
    )
    turned = turned_back(rows)
    if turned is not None and not (rows.repeats and rows.repeats.copies == rows.duplicated):
        return (
            f"{said}Time goes back once, in row {turned[0]:,}, where {turned[1]:g} hours begin again with other "
            "values, as where files in two time zones were joined. They were sorted here, into one another."
        )
    return (
        f"{said}They were sorted here; code that cuts the table as it stands trains on windows that jump back in time."
    )


@unsorted_rows.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return as_windows(table(rng)[::-1])


@unsorted_rows.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    return as_windows(frame.take(np.r_[100:300, 0:100]))


@unsorted_rows.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    frame["town"] = np.arange(len(frame)) % 2  # two series that alternate are each in order
    return as_windows(frame, "town")
