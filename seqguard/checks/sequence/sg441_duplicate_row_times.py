"""Rows of a table that share a time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.checks.sequence._clock import CAUSE, table_clock
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import agree, count, listing, share
from seqguard.sources.base import SplitData, Table
from seqguard.sources.tables import windows


@check(
    "SG441",
    severity="warning",
    explains=("SG411",),
    aliases=(
        "missing group",
        "several series below each other",
        "a join that multiplies rows",
        "many-to-many merge",
        "daylight saving",
        "an hour counted twice",
        "rows written twice",
    ),
)
def duplicate_row_times(data: SplitData) -> Iterable[Finding]:
    """Several rows of the table have the same time.

    Situation: A merge multiplied rows, or several series stand below each other and no `group=` tells them apart.
    Why: a window of 24 rows is then no day: it holds one hour twice and ends an hour early, and the row after the
        window may be the same hour again, whose value the network has just seen.
    Evidence: exact: rows with the group and time of another row, first occurrences not counted. The cause is told where
        the table tells it: an hour twice on the Sundays of clock changes, a column of few labels that tells the rows of
        each time apart, whole rows that are copies, columns that agree in the rows of a time beside some that do not.
    Remedy: times in UTC; group= where several series stand in one table; df.drop_duplicates(); the other side of a
        join aggregated to one row for each time.
    Limits: needs a table with a time column. Events that truly share a time, such as trades within a second, are
        reported as well.
    """
    rows = data.table
    if rows is None or rows.time is None:
        raise Missing("no table with a time column was given")
    if not rows.duplicated:
        return
    named, why, remedy = _cause(rows)
    yield Finding(
        message=f"{rows.duplicated:,} of {count(rows.rows, 'row')} ({share(rows.duplicated, rows.rows)}) "
        f"{agree(rows.duplicated, 'repeats', 'repeat')} a time "
        f"of `{rows.time}`{named}: the first is row {rows.first_duplicated[0]:,}. {why}",
        remedy=remedy,
        evidence={"duplicated": rows.duplicated, "rows": rows.rows, "first": list(rows.first_duplicated)},
    )


def _cause(rows: Table) -> tuple[str, str, str]:
    """Why times repeat, as far as the table tells, in a clause and a sentence, and what to do about that."""
    columns = [*([rows.group] if rows.group else []), rows.time]
    drop = "df = df[~df.index.duplicated()]" if rows.indexed else f"df = df.drop_duplicates({columns!r})"
    found = rows.repeats
    if (changes := table_clock(rows)) is not None and changes.doubled:
        times = "df.index" if rows.indexed else f"df[{rows.time!r}]"
        return CAUSE, changes.sentence(), changes.remedy(times, indexed=rows.indexed)
    if found is not None and found.column is not None:
        each = f"Each time occurs {found.each:,} times" if found.each else "Times stand several times"
        return (
            f", since {found.labels:,} series stand below each other without group=",
            f"{each}, and `{found.column}` tells the rows of a time apart. Windows run from one series into the next.",
            f"Say so: group={found.column!r} (--group {found.column}).",
        )
    if found is not None and found.copies == rows.duplicated:
        return (
            ", since rows were written twice",
            f"{'It is' if rows.duplicated == 1 else 'They are'} the same in every cell, as after files that "
            "overlap were joined.",
            "Drop them before the windows are cut: `df = df.drop_duplicates()`.",
        )
    if found is not None and found.same and found.other and not found.copies:
        return (
            ", since a join multiplied rows",
            f"Rows of one time agree in {listing(found.same)} and differ in {listing(found.other)}, as after a join "
            "with a table that has several rows for one time.",
            f"Aggregate that table before the join: other.groupby({rows.time!r}).mean().",
        )
    if found is not None and found.each and not rows.group:
        return (
            f", since {found.each:,} series stand below each other without group=",
            f"Each time occurs {found.each:,} times, and no column of few labels tells the series apart.",
            "Add a column that names the series, and say group= (--group).",
        )
    return (
        "",
        "A window holds such a time twice, and the target may be a time that the window has already seen.",
        f"{drop}" + ("." if rows.group else ", or group= where several series stand in one table."),
    )


@duplicate_row_times.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    return as_windows(frame.take(np.r_[0:200, 190:300]))


@duplicate_row_times.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng).assign(town=np.arange(300) // 150)
    frame["date"] = np.tile(frame["date"][:150], 2)  # two towns, and nobody said so
    return {"X": windows(frame, window=12, target="load", time="date", features=["load", "temp"])}


@duplicate_row_times.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    frame["town"] = np.arange(len(frame)) // 150
    frame["date"] = np.tile(frame["date"][:150], 2)  # the same times, in two towns
    return as_windows(frame, "town")
