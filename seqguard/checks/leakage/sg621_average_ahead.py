"""Features that average over values from after the window."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._ahead import Ahead, averages, periods, ranks, segments
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, listing, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample


@check(
    "SG621",
    severity="error",
    about="x",
    explains=("SG630",),
    aliases=(
        "look-ahead bias",
        "data leakage",
        "centred rolling mean",
        "rolling(center=True)",
        "resample labelled left",
        "weekly mean known on Monday",
        "smoothing over the whole series",
        "feature knows the future",
    ),
)
def average_ahead(
    plan: Input[Plan],
    sample: Input[Sample],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    exact: float = threshold(
        1e-9, 0, 1, source="123 sound sets: the least is 2e-5; centred means in float32: 6e-15 in 95 of 100"
    ),
    open_past: float = threshold(
        1e-4, 0, 1, source="judgement: a series that its own past tells to 1e-4 tells its future as well"
    ),
) -> Iterable[Finding]:
    """A feature averages over the target and what comes after it.

    Situation: A rolling mean is centred, or a weekly mean is known on Monday.
    Why: `rolling(center=True)`, a filter that runs both ways, and `resample().mean()` labelled by the first day of a
        period put later values into earlier rows. The network solves for the target, and in use those rows are missing.
    Evidence: the feature in the window's last row is a weighted sum of the targets of neighbouring windows, its own or
        later ones among them, to 1 - r² < 1e-9 on rows that it was not fitted on, while earlier targets alone leave
        1e-4 or more. Or it holds one value over each period, which is the mean, the highest, the lowest or the last
        target of that period, to the same; or each of its values is a target of the rows around, in ten rows or more a
        later one (a centred median, minimum or maximum). What leads by nature is never exact. Of 206 sound sets none;
        centred means over 3, 7 and 25 rows put into 256 sets were found in 236, 243 and 248.
    Remedy: let the average end at its row: `rolling(k)` without `center`, `resample(...).mean().shift(1)`.
    Limits: windows that slide by more than one row, sums that reach further than 40 rows to a side, and averages of
        another series than the target's are not seen; nor is what a series of whole numbers rounds away.
    """
    if y_plan.task not in ("regression", "ambiguous"):
        raise Missing("needs numbers as targets")
    parts = segments(plan, sample, y_sample.values[:, 0, 0].astype(np.float64))
    if not parts or np.ptp(np.concatenate([y for _, y in parts])) == 0:
        raise Missing("needs runs of neighbouring windows with finite targets that vary")
    found = [*averages(plan, parts, exact, open_past), *periods(parts, exact)]
    found += ranks(parts, {a.feature for a in found})
    for kind in dict.fromkeys((a.kind, a.lead, a.back) for a in found):
        same = [a for a in found if (a.kind, a.lead, a.back) == kind]
        yield _finding(plan, y_plan, same)


def _finding(plan: Plan, y_plan: Plan, same: list[Ahead]) -> Finding:
    worst = max(same, key=lambda a: a.rest)
    names = plan.names(dict.fromkeys(a.feature for a in same))
    return Finding(
        message=f"{listing(names)} in the last row of the window {_what(worst, y_plan)} "
        f"(1 - r² = {num(worst.rest)} over {_over(worst)}): it holds values from after the window, and "
        f"{y_plan.tensor} can be solved for.",
        remedy=_remedy(worst, names[0]),
        evidence={
            "one_minus_r2": evidence(worst.rest),
            "one_minus_r2_of_the_past": evidence(worst.past),
            "rows_after_the_target": worst.lead,
            "compared": worst.n,
        },
        features=names,
        steps=(plan.T - 1,),
    )


def _over(found: Ahead) -> str:
    return count(found.n, "row" if found.kind in ("sum", "rank") else "period")


def _what(found: Ahead, y_plan: Plan) -> str:
    if found.kind == "sum":
        after = f", and the {found.lead} after it" if found.lead > 1 else ", and the one after it" if found.lead else ""
        return f"is a weighted sum of {y_plan.tensor}, the {count(found.back, 'target')} before it{after}"
    if found.kind == "rank":
        return (
            f"is one of {y_plan.tensor} of the rows around it, as a centred median, minimum or maximum is; in "
            f"{count(found.length, 'row')} one that comes up to {count(found.lead, 'row')} after the target or is it"
        )
    return (
        f"is the {found.kind} {y_plan.tensor} of its period of {count(found.length, 'row')}, known from the period's "
        "first row on"
    )


def _remedy(found: Ahead, name: str) -> str:
    if found.kind in ("sum", "rank"):
        return f"Let the average of `{name}` end at its row: rolling(k) without center=True, or a causal filter."
    return f"Give `{name}` the value of the period before: resample(...).mean().shift(1), and then fill forward."


def _series(rng: np.random.Generator) -> np.ndarray:
    return random_walk(rng, 520, 1)[:, 0]


@average_ahead.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    mean = np.convolve(s, np.ones(7) / 7, "valid")  # mean[i] is centred at row i + 3
    X, y = cut(np.stack([s[3:-3], mean], 1), 24)
    return {"X": X, "y": y}


@average_ahead.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    week = s[:518].reshape(-1, 7).mean(1)
    X, y = cut(np.stack([s[:518], np.repeat(week, 7)], 1), 24)
    return {"X": X, "y": y}


@average_ahead.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    week = s[6:518:7]  # the last of each week, known from its first day on
    X, y = cut(np.stack([s[:518], np.repeat(week, 7)], 1), 24)
    return {"X": X, "y": y}


@average_ahead.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    highest = np.lib.stride_tricks.sliding_window_view(s, 7).max(1)  # centred at row i + 3
    X, y = cut(np.stack([s[3:-3], highest], 1), 24)
    return {"X": X, "y": y}


@average_ahead.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    highest = np.lib.stride_tricks.sliding_window_view(s, 7).max(1)
    X, y = cut(np.stack([s[6:], highest], 1), 24)
    return {"X": X, "y": y}


@average_ahead.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    mean = np.convolve(s, np.ones(7) / 7, "valid")  # mean[i] ends at row i + 6
    X, y = cut(np.stack([s[6:], mean], 1), 24)
    return {"X": X, "y": y}


@average_ahead.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    s = _series(rng)
    week = s[:518].reshape(-1, 7).mean(1)
    X, y = cut(np.stack([s[7:518], np.repeat(week[:-1], 7)], 1), 24)
    return {"X": X, "y": y}
