"""Dates whose day was read as the month."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.checks.sequence._clock import out_of_order
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.plan import Array
from seqguard.core.text import count, evidence, num, share
from seqguard.core.thresholds import threshold
from seqguard.sources.base import SplitData, Table
from seqguard.sources.standing import swapped


@check(
    "SG443",
    severity="warning",
    explains=("SG440", "SG412", "SG413"),
    aliases=("dayfirst", "day and month swapped", "dd/mm read as mm/dd", "inconsistent date parsing"),
)
def day_month_exchanged(
    data: SplitData,
    *,
    unsorted: float = threshold(
        0.05, 0, 1, source="formula: of a year read so, 36 % of the days stand elsewhere; judgement below"
    ),
    left: float = threshold(0.1, 0, 1, source="judgement: what is left out of order has other causes, and is the less"),
    ratio: float = threshold(
        1.8,
        1,
        source="measured: 2.3 where days were exchanged; at most 1.47 under 325 sound series dated by day or hour",
    ),
    deviations: float = threshold(5.0, 0, source="formula: a coin falls so with a probability of 3e-7"),
) -> Iterable[Finding]:
    """Days up to the 12th fell into other months: dates were read month first that are written day first.

    Situation: `03/02/2024` was read as the 2nd of March in some rows and as the 3rd of February in others.
    Why: 3 April becomes 4 March. Sorted by that date, whole days stand in the wrong place of the year, and a window
        runs from one into another that was never its neighbour.
    Evidence: with day and month exchanged where the day is at most 12, rows that were out of order (5 % or more) fall
        into order but for a tenth of them. Or, where the rows were sorted since: values go on better into such days
        with both exchanged, in more of them than chance gives (5 deviations of a fair coin), and by 1.8 times in the
        mean.
    Remedy: pd.to_datetime(df["date"], dayfirst=True), or a format, where the file is read.
    Limits: needs a table with a column of dates, and one series. Values that do not go on from one day to the next tell
        nothing, and neither do two columns of dates.
    """
    rows = data.table
    if rows is None or rows.times is None or rows.times.dtype.kind != "M":
        raise Missing("no table with a column of dates was given")
    remedy = f"Read the dates day first: df[{rows.time!r}] = pandas.to_datetime(df[{rows.time!r}], dayfirst=True)."
    before, after = _order(rows.times, rows)
    if before >= max(unsorted * rows.rows, 1) and after <= left * before:
        yield Finding(
            message=f"{count(before, 'row')} of {rows.rows:,} ({share(before, rows.rows)}) are out of order by "
            f"`{rows.time}`, and {after:,} with day and month exchanged where the day is at most 12: the dates were "
            "read month first, and are written day first.",
            remedy=remedy,
            evidence={"unsorted": before, "unsorted_exchanged": after, "rows": rows.rows},
        )
        return
    turned = rows.exchanged
    if turned is None:
        return
    excess = (2 * turned.nearer - turned.days) / turned.days**0.5
    if excess < deviations or turned.ratio < ratio:
        return
    yield Finding(
        message=f"Into {turned.nearer:,} of {turned.days:,} days up to the 12th, `{turned.feature}` goes on better "
        "from the day before with day and month exchanged; as they stand, the jumps are "
        f"{num(turned.ratio)} times as large. "
        f"`{rows.time}` was read month first, and is written day first.",
        remedy=remedy,
        evidence={"nearer": turned.nearer, "days": turned.days, "ratio": evidence(turned.ratio)},
        features=(turned.feature,),
    )


def _order(times: Array, rows: Table) -> tuple[int, int]:
    """Rows out of order as they stand, and with day and month exchanged; nothing of several series."""
    if rows.groups != 1 or np.isnat(times).any():
        return 0, 0
    days = times.astype("M8[D]")
    return out_of_order(times), out_of_order(swapped(days)[2] + (times - days))


def _swapped_days(rng: np.random.Generator, order: bool) -> dict[str, Any]:
    """Two years by the hour whose dates were read month first."""
    frame = table(rng, 24 * 730)
    days = frame["date"].to_numpy().astype("M8[D]")
    frame["date"] = swapped(days)[2] + (frame["date"].to_numpy() - days)
    return as_windows(frame.sort_values("date", kind="stable") if order else frame)


@day_month_exchanged.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _swapped_days(rng, order=True)


@day_month_exchanged.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _swapped_days(rng, order=False)


@day_month_exchanged.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return as_windows(table(rng, 24 * 730))


@day_month_exchanged.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    frame = table(rng, 24 * 730)
    return as_windows(frame.assign(load=rng.normal(size=len(frame)), temp=0.0))  # values that do not go on
