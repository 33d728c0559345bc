"""Rows of a table that share a time."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import count, share
from seqguard.sources.base import SplitData


@check("SG441", severity="warning", explains=("SG411",))
def duplicate_row_times(data: SplitData) -> Iterable[Finding]:
    """Several rows of the table have the same time.

    Why: a window of 24 rows is then no day: it holds one hour twice and ends an hour early, and the row after the
        window may be the same hour again, whose value the network has just seen.
    Evidence: exact: rows with the group and time of another row, first occurrences not counted.
    Remedy: df.drop_duplicates([group, time]), or group= where several series stand in one table.
    Limits: needs a table with a time column. Events that truly share a time, such as trades within a second, are
        reported as well.
    """
    rows = data.table
    if rows is None or rows.time is None:
        raise Missing("no table with a time column was given")
    if not rows.duplicated:
        return
    columns = [*([rows.group] if rows.group else []), rows.time]
    drop = "df[~df.index.duplicated()]" if rows.indexed else f"df.drop_duplicates({columns!r})"
    yield Finding(
        message=f"{count(rows.duplicated, 'row')} of {rows.rows:,} ({share(rows.duplicated, rows.rows)}) repeat a time "
        f"of `{rows.time}`: the first is row {rows.first_duplicated[0]:,}. A window holds such a time twice, and the "
        "target may be a time that the window has already seen.",
        remedy=f"df = {drop}" + ("." if rows.group else ", or group= where several series stand in one table."),
        evidence={"duplicated": rows.duplicated, "rows": rows.rows, "first": list(rows.first_duplicated)},
    )


@duplicate_row_times.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    return as_windows(frame.take(np.r_[0:200, 190:300]))


@duplicate_row_times.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng)
    frame["town"] = np.arange(len(frame)) // 150
    frame["date"] = np.tile(frame["date"][:150], 2)  # the same times, in two towns
    return as_windows(frame, "town")
