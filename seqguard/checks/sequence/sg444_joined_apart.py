"""Two sources of which no row has both."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.tables import as_windows, table
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.sources.base import SplitData


@check(
    "SG444",
    severity="warning",
    explains_beside=("SG101",),
    aliases=("outer join", "merge on timestamps that never meet", "sources an interval apart", "half of the cells NaN"),
)
def joined_apart(data: SplitData) -> Iterable[Finding]:
    """Two columns never have a value in the same row: their sources were joined on times that do not meet.

    Situation: Two sources were joined on times that never meet, and half of the cells are NaN.
    Why: every row lacks one of the two, so whatever fills the holes (zeros, the last value, a mean) is half of what the
        network sees, and dropping rows with holes drops all.
    Evidence: exact: every row has a value of one of the two columns and none has both; each has a tenth of the rows.
    Remedy: pandas.merge_asof with a tolerance, or both sources resampled to one grid before they are joined.
    Limits: needs a table with a time column. Of two sources that meet in a few rows nothing is said, nor of two that
        were filled since.
    """
    rows = data.table
    if rows is None or rows.time is None:
        raise Missing("no table with a time column was given")
    if rows.apart is None:
        return
    one, other, offset = rows.apart.one, rows.apart.other, rows.apart.offset
    after = (
        "" if offset is None or not offset else f" A value of `{other}` comes {_length(offset)} after one of `{one}`."
    )
    yield Finding(
        message=f"None of {rows.rows:,} rows has both `{one}` and `{other}`, and each has one of them: two sources "
        f"were joined whose times never meet.{after}",
        remedy=f"Join by the nearest time: pandas.merge_asof(left, right, on={rows.time!r}, "
        "direction='nearest'), with a tolerance.",
        evidence={"rows": rows.rows},
        features=(one, other),
    )


def _length(offset: np.timedelta64 | float) -> str:
    """A time in words, or the difference of two numbers."""
    if not isinstance(offset, np.timedelta64):
        return f"{offset:g}"
    seconds = offset / np.timedelta64(1, "s")
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit[:-1] if seconds == size else unit}"
    return f"{seconds:.3g} s"


def _half(rng: np.random.Generator, rows: slice) -> dict[str, Any]:
    """Every second row has the load, and the rows of the temperature that are given have none."""
    frame = table(rng)
    frame.loc[1::2, "load"] = np.nan
    frame.loc[rows, "temp"] = np.nan
    return as_windows(frame)


@joined_apart.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _half(rng, slice(0, None, 2))


@joined_apart.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _half(rng, slice(0, None, 4))  # they meet in every fourth row
