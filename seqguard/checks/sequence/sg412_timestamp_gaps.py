"""Holes in time that were closed by joining the ends."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.splits import timed
from seqguard.checks.sequence._clock import CAUSE, ClockChanges, series_clock, table_clock
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Train
from seqguard.core.plan import Ints
from seqguard.core.text import count, evidence, share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.stamps import Stamps
from seqguard.sources.base import SplitData


@check(
    "SG412",
    severity="warning",
    explains=("SG413",),
    aliases=("missing rows", "holes in time", "daylight saving", "a skipped hour"),
)
def timestamp_gaps(
    data: Stamps,
    train_data: Train[Stamps],
    split: SplitData,
    *,
    times: float = threshold(1.5, 1, source="formula: between months of 31 and 28 days (1.11) and one missing row (2)"),
    most: float = threshold(0.1, 0, 1, source="that of irregular-sampling: a tenth of the steps"),
    holes: float = threshold(5.0, 1, source="formula: exponential waiting times exceed it with a probability of 3e-7"),
    regular: float = threshold(0.8, 0, 1, source="judgement: holidays break one in five of the weekends and nights"),
) -> Iterable[Finding]:
    """Rows are missing within the windows, and the ends were joined.

    Why: a window across a hole of thirty hours looks like any other; the jump in it is what the network takes for
        dynamics.
    Evidence: exact: steps in time longer than 1.5 times the usual one (the median). Where more than a tenth of the
        steps are, time is irregular (see irregular-sampling), and only steps five times as long as 95 % of all are
        holes. A note where four in five of the gaps come at one distance from each other, as weekends and nights do,
        or half of them at the distance that is train's, and where each sample has one time only. Hours that are left
        out on the Sundays of clock changes are said to be that, and a warning of a table.
    Remedy: put the missing rows in (df.asfreq) and mark them, or drop the windows that cross a gap.
    Limits: needs timestamps. Months are 28 to 31 days and no gap.
    """
    usual = float(np.median(data.step)) if len(data.step) else 0.0
    if usual <= 0:
        return
    gaps = np.flatnonzero(data.step > times * usual)
    distance, often = _rhythm(gaps)
    ours, kept = _rhythm(np.flatnonzero(train_data.step > times * usual))
    periodic = often >= (regular / 2 if kept >= regular and ours == distance else regular)
    longer = len(gaps)
    if not periodic and longer > most * len(data.step):
        gaps = np.flatnonzero(data.step > holes * np.quantile(data.step, 0.95))
    if not len(gaps):
        return
    rows = data.row[gaps]
    order = np.argsort(-data.step[gaps], kind="stable")
    largest = rows[order[0]]
    sample, step = data.at(largest)
    more = ""
    if periodic:
        more = f" They come every {distance} rows, as closed hours and weekends do."
    elif len(gaps) < longer:
        more = f" So are {longer - len(gaps):,} others, less far: the steps are irregular."
    changes = table_clock(split.table) if split.table else series_clock(data)
    clock = changes if changes is not None and changes.missing else None
    named = "" if clock is None else CAUSE
    more += " The windows run across as if nothing were missing." if clock is None else f" {clock.sentence()}"
    yield Finding(
        message=f"{count(len(gaps), 'step is', 'steps are')} longer than the usual {data.span(usual)}, of "
        f"{len(data.step):,} ({share(len(gaps), len(data.step))}){named}: "
        f"the longest is {data.span(data.step.max())}, up to {data.show(largest)} (sample {sample}, step "
        f"{step}).{more}",
        remedy="Put the missing rows in with `df.asfreq` and mark them, or drop the windows that cross a gap."
        if clock is None
        else clock.remedy(),
        evidence={
            "gaps": len(gaps),
            "steps_of": len(data.step),
            "usual_step": evidence(usual),
            "longest": evidence(float(data.step.max())),
        },
        steps=() if data.steps == 1 else (step,),
        samples=tuple(dict.fromkeys(data.at(r)[0] for r in rows[order[:5]])),
        severity="info" if periodic or (data.steps == 1 and not _alone(split, clock)) else None,
    )


def _alone(split: SplitData, changes: ClockChanges | None) -> bool:
    """Whether a table lacks hours of a local clock and has none twice, of which duplicate-row-times would speak."""
    return split.table is not None and changes is not None and not changes.doubled


def _rhythm(gaps: Ints) -> tuple[int, float]:
    """The commonest distance between gaps, and the share of it; nothing of fewer than five gaps, or of neighbours."""
    distance, often = np.unique(np.diff(gaps), return_counts=True)
    if len(gaps) < 5 or distance[often.argmax()] == 1:
        return 0, 0.0
    return int(distance[often.argmax()]), float(often.max() / often.sum())


@timestamp_gaps.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    time = np.arange(500) * 3600.0
    time[200:] += 30 * 3600
    return timed(rng, time)


@timestamp_gaps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    day = np.arange(700)
    return timed(rng, day[day % 7 < 5] * 86400.0)  # working days


@timestamp_gaps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return timed(rng, np.cumsum(rng.exponential(3600, 500)))  # events
