"""Steps of different lengths."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.splits import timed
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import agree, evidence, share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.stamps import Stamps
from seqguard.sources.base import SplitData


@check(
    "SG413", severity="info", aliases=("sampling rate changes", "recordings of two rates joined", "uneven time steps")
)
def irregular_sampling(
    data: Stamps,
    split: SplitData,
    *,
    off: float = threshold(0.1, 0, 1, source="formula: February lies 9.7 % below a month of 31 days"),
    least: float = threshold(0.1, 0, 1, source="judgement: fewer are single gaps, of which timestamp-gaps speaks"),
    other: float = threshold(0.15, 0, 1, source="formula: recorders of 50 and 60 Hz differ by a sixth"),
    held: float = threshold(0.98, 0.5, 1, source="judgement: a recorder keeps its rate; single gaps are the others"),
) -> Iterable[Finding]:
    """Steps in time have different lengths.

    Situation: The device logs every minute by day and every ten by night, and a step of the window means either.
    Why: a recurrent layer counts steps, not seconds: the same slope looks steep over a long step and flat over a
        short one.
    Evidence: exact: a tenth of the steps differ from the median by more than a tenth of it. Months do not. A warning
        where nearly all (98 %) of the steps before one row have one length and nearly all after it another.
    Remedy: resample to one step, or give the time since the step before as a feature.
    Limits: needs a time for each step; of a table only a change at one row is told. Events are irregular by nature:
        give the time between them.
    """
    usual = float(np.median(data.step)) if len(data.step) else 0.0
    if usual <= 0 or (data.steps == 1 and split.table is None):
        return
    away = np.flatnonzero(np.abs(data.step - usual) > off * usual)
    if len(away) < least * len(data.step):
        return
    if (changed := _changed(data, off, other, held)) is not None:
        yield changed
        return
    if data.steps == 1:
        return  # each row has one time, and may be an event
    low, high = np.quantile(data.step, [0.05, 0.95])
    sample, step = data.at(data.row[away[0]])
    yield Finding(
        message=f"{len(away):,} of {len(data.step):,} steps ({share(len(away), len(data.step))}) "
        f"{agree(len(away), 'is', 'are')} not about "
        f"{data.span(usual)} long; nine in ten lie "
        f"between {data.span(low)} and {data.span(high)}. The network counts steps, not time.",
        remedy="Resample to one step before the windows are cut, or add the time since the step before as a feature.",
        evidence={"irregular": len(away), "steps_of": len(data.step), "usual_step": evidence(usual)},
        steps=(step,),
        samples=(sample,),
    )


def _changed(data: Stamps, off: float, other: float, held: float) -> Finding | None:
    """The row at which one length of the steps gives way to another, where there is one."""
    ends = len(data.step) // 20 + 1
    first, last = float(np.median(data.step[:ends])), float(np.median(data.step[-ends:]))
    if min(first, last) <= 0 or abs(first - last) <= other * max(first, last):
        return None
    old = np.abs(data.step - first) <= off * first
    new = np.abs(data.step - last) <= off * last
    fits = np.r_[0, np.cumsum(old)] + np.r_[0, np.cumsum(new[::-1])][::-1]
    place = int(fits.argmax())
    if fits[place] < held * len(data.step):
        return None
    sample, step = data.at(data.row[place])
    return Finding(
        message=f"The step changes once, from {data.span(first)} to {data.span(last)}, at "
        f"{data.show(data.row[place] - 1)} (sample {sample}, step {step}): {place:,} steps before it, "
        f"{len(data.step) - place:,} from there on. Two recordings of different rates were joined; "
        "no rows are missing.",
        remedy="Resample both parts to one step before the windows are cut.",
        evidence={"before": evidence(first), "after": evidence(last), "at": place, "steps_of": len(data.step)},
        steps=(step,),
        samples=(sample,),
        severity="warning",
    )


@irregular_sampling.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return timed(rng, np.cumsum(np.r_[np.full(100, 1.0), np.full(400, 10.0)]))


@irregular_sampling.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return timed(rng, np.cumsum(rng.uniform(200, 280, 500)))


@irregular_sampling.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    month = np.arange("1980-01", "2020-01", dtype="datetime64[M]").astype("datetime64[s]")
    return timed(rng, month)
