"""Gaps filled by holding the last or the next reading."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.imputation._filled import gappy
from seqguard.checks.imputation._holds import Hold, Holds
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.places import Each
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.core.text import count, listing, share


@check(
    "SG305",
    severity="info",
    aliases=(
        "forward fill",
        "held values",
        "stale readings",
    ),
)
def ffill_imputation(tensor_plan: Each[Plan], tensor: Each[Holds]) -> Iterable[Finding]:
    """A feature holds values for longer than chance explains: filled forward or backward.

    Why: a held value is no reading. Last-value baselines look better than they are, the network learns to copy, and a
        backward fill brings the future into the past.
    Evidence: runs of one value (the lowest, the highest and zero left out) are longer than independent repeats would
        make them: begun * rate ** (length - 2) < 0.05 expected, with the number of runs begun and their share of all
        runs; two such runs, or one a thousandth as likely. Here or as a flatline, 89 to 100 % of the fills of ten
        rows and more are found. It is a note, since sensors with thresholds, prices without trades and reports of
        last week hold values as well: 10 of 60 sound sets do. A warning where values of a continuous feature hardly
        ever repeat otherwise, three runs hold different values, one of them for eight rows, and the series has moved
        on when such runs end (forward fill) or begin (backward fill), z of 3.
    Remedy: mark held rows with a 0/1 feature, fill only gaps of a few rows, and never backward.
    Limits: forward and backward fill differ only in the side of the jump, which few runs do not show; both have this
        name.
    """
    held = [h for h in tensor.table if h.runs >= 2 or h.chance < 1e-3]
    held.sort(key=lambda h: -h.repeats / h.rows)
    if not held:
        return
    plan, worst = tensor_plan, held[0]
    sample, step = divmod(worst.cells[0], plan.T)
    others = f" So do {listing([plan.features[h.feature] for h in held[1:]])}." if held[1:] else ""
    yield Finding(
        message=f"`{plan.features[worst.feature]}` repeats itself in {count(worst.runs, 'run')} of {worst.limit} rows "
        f"or more, longer than chance makes: {worst.repeats:,} of {worst.rows:,} rows "
        f"({share(worst.repeats, worst.rows)}), the longest {worst.longest} rows at "
        f"{plan.at(sample, step, worst.feature)}.{others} {_side(worst)}, and copying the last value looks better on "
        "them than it is.",
        remedy=f"Look at the raw rows behind {plan.at(sample)}; mark held rows with a 0/1 feature, and fill forward "
        "over a few "
        "rows at most.",
        evidence={
            "repeats": sum(h.repeats for h in held),
            "features": {
                plan.features[h.feature]: {"runs": h.runs, "limit": h.limit, "longest": h.longest} for h in held[:20]
            },
        },
        features=plan.names(h.feature for h in held),
        steps=(step,),
        samples=tuple(dict.fromkeys(cell // plan.T for cell in worst.cells)),
        severity=_severity(held),
    )


def _side(hold: Hold) -> str:
    if hold.leave >= 3 > hold.enter:
        return "The series has moved on when they end: filled forward"
    if hold.enter >= 3 > hold.leave:
        return "The series jumps where they begin: filled backward, with readings from the future"
    return "A forward or backward fill looks like this, and so does a sensor that reports changes only"


def _severity(held: list[Hold]) -> Severity | None:
    def certain(h: Hold) -> bool:
        rare = h.kind == "continuous" and h.limit <= 5 and h.runs >= 3 and h.longest >= 8 and h.values >= 0.7 * h.runs
        return rare and h.repeats >= 0.01 * h.rows and (h.leave >= 3) != (h.enter >= 3)

    return "warning" if any(certain(h) for h in held) else None


@ffill_imputation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    def forward(values: Floats, missing: Bools) -> Floats:
        last = np.maximum.accumulate(np.where(missing, 0, np.arange(len(values))))
        return values[last]

    return gappy(rng, forward, rows=900, block=6)


@ffill_imputation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.round(random_walk(rng, 600, 2)), 12)  # whole numbers repeat by chance
    return {"X": X, "y": y}
