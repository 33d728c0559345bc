"""Times that stand twice."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.splits import timed
from seqguard.checks.sequence._clock import CAUSE, series_clock
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, share
from seqguard.facts.series.stamps import Stamps


@check("SG411", severity="warning")
def duplicate_timestamps(data: Stamps) -> Iterable[Finding]:
    """Consecutive rows have the same time.

    Situation: Two rows have the same time: daylight saving, or two devices in one table.
    Why: two rows of one moment are two sources joined, an hour counted twice when the clock changes, or a row written
        twice; to the network they are two steps.
    Evidence: exact: a row's time equals that of the row before in the same window or series.
    Remedy: df[~df.index.duplicated()], or aggregate the rows of one moment, before the windows are cut.
    Limits: needs a time for each step; with one time for each sample equal times are sound.
    """
    if data.steps == 1:
        return
    twice = np.flatnonzero(data.step == 0)
    if not len(twice):
        return
    changes = series_clock(data)
    cause, more = ("", "") if changes is None else (CAUSE, f" {changes.sentence()}")
    rows = data.row[twice]
    sample, step = data.at(rows[0])
    yield Finding(
        message=f"{count(len(twice), 'row has', 'rows have')} the time of the row before, of {len(data.step):,} steps "
        f"({share(len(twice), len(data.step))}){cause}: the first is {data.show(rows[0])} at sample {sample}, step "
        f"{step}.{more}",
        remedy=changes.remedy()
        if changes is not None
        else "Drop or aggregate the rows of one moment before the windows are cut: `df[~df.index.duplicated()]`.",
        evidence={"twice": len(twice), "steps_of": len(data.step)},
        steps=(step,),
        samples=tuple(dict.fromkeys(data.at(r)[0] for r in rows[:5])),
    )


@duplicate_timestamps.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    time = np.arange(500) * 3600.0
    time[200:] -= 3600  # an hour stands twice
    return timed(rng, time)


@duplicate_timestamps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return timed(rng, np.arange(500) * 3600.0)
