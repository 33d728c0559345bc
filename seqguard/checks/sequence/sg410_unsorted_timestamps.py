"""Times that go back."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.splits import timed
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, share
from seqguard.facts.series.stamps import Stamps


@check("SG410", severity="warning", explains=("SG411", "SG413"))
def unsorted_timestamps(data: Stamps) -> Iterable[Finding]:
    """Times go back within the windows.

    Situation: The rows were not sorted by time before the windows were cut.
    Why: a window that jumps back in time shows the network an order that never was. Where all of them go back, the
        windows run from the newest reading to the oldest.
    Evidence: exact: a row's time is earlier than that of the row before in the same window or series. An error where
        most steps go back. With one time for each sample a note, since shuffled samples are sound.
    Remedy: df.sort_values(time) before the windows are cut; look for clock changes and joined files.
    Limits: needs timestamps.
    """
    back = np.flatnonzero(data.step < 0)
    if not len(back):
        return
    rows = data.row[back]
    sample, step = data.at(rows[0])
    steps = len(data.step)
    alone = data.steps == 1
    what = "samples" if alone else "rows"
    yield Finding(
        message=f"{count(len(back), 'time is', 'times are')} earlier than the one before, of {steps:,} steps between "
        f"{what} ({share(len(back), steps)}): "
        f"{data.show(rows[0])} at sample {sample} follows {data.show(rows[0] - 1)}.",
        remedy="The samples are not in the order of time: sound for training, not for a split by position."
        if alone
        else "Sort the rows by time before the windows are cut, and drop the windows that cross the jump.",
        evidence={"back": len(back), "steps_of": steps, "largest": float(-data.step.min())},
        steps=() if alone else (step,),
        samples=tuple(dict.fromkeys(data.at(r)[0] for r in rows[:5])),
        severity="info" if alone else "error" if len(back) > steps / 2 else None,
    )


@unsorted_timestamps.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    time = np.arange(500) * 300.0
    time[250:] -= 3300  # the clock was set back
    return timed(rng, time)


@unsorted_timestamps.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return timed(rng, np.cumsum(rng.integers(1, 5, 500)))
