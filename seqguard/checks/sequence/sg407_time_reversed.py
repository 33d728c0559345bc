"""Windows that run backwards."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.checks.sequence._direction import Direction
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.disorder import Disorder


@check(
    "SG407",
    severity="error",
    explains=("SG420",),
    aliases=(
        "reversed-time",
        "newest first",
    ),
)
def time_reversed(
    plan: Input[Plan],
    x: Input[Disorder],
    ahead: Input[Direction],
    *,
    fits: float = threshold(
        0.6, 0, 1, source="benchmarks/detection.py: reversed windows found in .95 of 22 sets, on no sound set"
    ),
    certain: float = threshold(0.9, 0.5, 1, source="judgement: one sample in ten may repeat a value by chance"),
) -> Iterable[Finding]:
    """Every window runs backwards in time.

    Why: the last step that a recurrent layer sees is the oldest one, and what it should remember best lies farthest
        from what it should predict.
    Evidence: exact, by geometry: each sample is the next one shifted towards its end, bit by bit, in 60 % of the
        pairs that hold three different values or more; and the target lies ahead, in the sample after its own, in
        nine of ten samples that can tell. So the samples go forward and the steps within them go back. Where the
        target lies in the sample before, the samples are sorted newest first, which is sound. Where it is in neither,
        a note says that one of both goes back.
    Remedy: X[:, ::-1], or cut lags in the order oldest first.
    Limits: a series that is sorted newest first before it is cut runs backwards as a whole, and only times can tell:
        see unsorted-timestamps.
    """
    found = x.backwards
    if found is None or found.share < fits or x.forward >= 0.5 or ahead.before >= certain:
        return
    a, b, k = found.sample, found.sample + 1, found.step
    yield Finding(
        message=f"{plan.label}[{b}, {k}:] is {plan.label}[{a}, :{-k}], and so on in {share(found.share, 1)} of "
        f"{found.pairs:,} consecutive samples: "
        + (
            "from sample to sample time goes forward, within each it goes back. The network reads the newest step "
            "first "
            "and the oldest last."
            if ahead.after >= certain
            else "either the samples go forward in time and the steps back, or the other way round."
        ),
        remedy="Turn the windows round, or build the lags oldest first.",
        fix="X = X[:, ::-1]",
        evidence={"share": round(found.share, 6), "threshold": fits, "shift": k, "pairs_of": found.pairs},
        samples=(a, b),
        severity=None if ahead.after >= certain else "info",
    )


@time_reversed.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": data["X"][:, ::-1].copy(), "y": data["y"]}


@time_reversed.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": data["X"][::-1].copy(), "y": data["y"][::-1].copy()}  # the latest window first
