"""Gaps filled by straight lines."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.imputation._filled import gappy
from seqguard.checks.imputation._ramps import Ramp, Ramps
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Bools, Floats, Plan
from seqguard.core.text import count, listing, share


@check("SG306", severity="warning")
def linear_interpolation(tensor_plan: Each[Plan], tensor: Each[Ramps]) -> Iterable[Finding]:
    """Readings lie on exact straight lines between others.

    Why: an interpolated row holds the next true reading: a window that ends on the line tells what comes, and no live
        system will know it. The loss on such rows is near zero for the wrong reason.
    Evidence: second differences that are zero to the rounding of the data while the slope is not, at values and with
        a slope that stand hardly anywhere else: a quantised series meets its own levels on straight lines, a line
        between readings lies off them, and a counter rises by the same steps everywhere. Three lines of four readings
        or more with one of five, or one line of six; a third of the slopes differ; at most 60 % of all rows lie on
        any line, as those of trends do. On 60 sound sets the longest such line has five readings (a population figure
        between two censuses).
    Remedy: mark interpolated rows with a 0/1 feature, and do not let a window end on one.
    Limits: gaps of one or two rows give no line of four readings. A trend that is a straight line by nature is left
        alone. Splines are not seen.
    """
    plan = tensor_plan
    lines = [r for r in tensor.table if _drawn(r)]
    lines.sort(key=lambda r: -r.readings / r.rows)
    if not lines:
        return
    worst = lines[0]
    sample, step = divmod(worst.cells[0], plan.T)
    others = f" So do readings of {listing([plan.features[r.feature] for r in lines[1:]])}." if lines[1:] else ""
    yield Finding(
        message=f"{worst.readings:,} of {worst.rows:,} readings of `{plan.features[worst.feature]}` "
        f"({share(worst.readings, worst.rows)}) lie on {count(worst.lines, 'exact straight line')} between others; "
        "the longest, at "
        f"{plan.at(sample, step, worst.feature)}, has {worst.longest} readings.{others} They were interpolated with "
        "a reading "
        "that comes later, so a window that ends on one holds its own future.",
        remedy=f"Mark interpolated rows with a 0/1 feature (`df[{plan.features[worst.feature]!r}].isna()` before they "
        "are filled), "
        "and drop the windows that end on one.",
        evidence={
            "readings": sum(r.readings for r in lines),
            "features": {
                plan.features[r.feature]: {"lines": r.lines, "longest": r.longest, "slopes": r.slopes}
                for r in lines[:20]
            },
        },
        features=plan.names(r.feature for r in lines),
        steps=(step,),
        samples=tuple(dict.fromkeys(cell // plan.T for cell in worst.cells)),
    )


def _drawn(ramp: Ramp, *, counter: float = 0.35, everywhere: float = 0.6) -> bool:
    """Whether the lines were drawn by somebody rather than by a counter or a trend."""
    if ramp.straight > everywhere * ramp.rows or ramp.slopes < counter * ramp.lines:
        return False
    return ramp.longest >= (7 if ramp.lines == 1 else 6) or (
        ramp.longest >= 5 and ramp.lines >= 3 and ramp.readings >= 8
    )


@linear_interpolation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    def between(values: Floats, missing: Bools) -> Floats:
        row = np.arange(len(values))
        return np.asarray(np.interp(row, row[~missing], values[~missing]))

    return gappy(rng, between, rows=900, block=6)


@linear_interpolation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 600, 2)
    series[:, 1] = np.cumsum(rng.integers(0, 3, 600))  # a counter rises by the same few steps
    X, y = cut(series, 12)
    return {"X": X, "y": y}
