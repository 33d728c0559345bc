"""One feature in two units."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.checks.scaling._units import GAP, UnitChange, UnitChanges
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import has_features, number
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num


@check("SG206", severity="warning", explains=("SG111", "SG201", "SG202", "SG203"))
def mixed_units(plan: Input[Plan], unit_changes: Input[UnitChanges]) -> Iterable[Finding]:
    """In one stretch of samples a feature is larger, or smaller, by orders of magnitude.

    Why: a unit that changed (kW for W, a new logger, a file in other units) sets the scale; on it one of the two parts
        is a point, and the network learns which file a sample came from.
    Evidence: of each window in which the feature moves, the median magnitude of what is not 0, and the range. Either
        their logarithms leave a gap of 1.5 decades (0.7, where the groups are 2 apart) in which no window lies, and one
        of the groups is one unbroken run; or both jump by 1.5 decades and five times what is usual between neighbours,
        once there and once back at most. Both numbers change by the same factor within ten: a unit moves level and
        range alike, an event one of them. A stretch of fewer than three windows, end to end, that the windows slide
        into and out of is a burst; one that no window slides into or out of, nor would in the other unit, is a group of
        a panel: a note. Values that lie on one grid in both parts had one unit (silence before speech). On 60 real sets
        it never spoke; a factor of 1000 in 1, 10 and 30 % of the samples is found in 1.00, .96 and .95.
    Remedy: convert the stretch before windows are cut.
    Limits: factors under about 30 (Celsius and Fahrenheit) are not seen, nor units that change more than once. A
        machine that is switched on once looks the same. Looked for in the sampled blocks.
    """
    for s in unit_changes.found:
        name = plan.features[s.feature]
        direction = f"{num(s.factor)} times larger" if s.factor > 1 else f"{num(1 / s.factor)} times smaller"
        decade = 10.0 ** round(np.log10(s.factor))
        yield Finding(
            message=f"`{name}` is {direction} in samples {s.first} to {s.last} ({s.samples:,} of {s.of:,} compared) "
            "than in all others, in level and in range. "
            + ("It is a series of its own." if s.apart else "The unit seems to change there."),
            remedy=f"Compare the raw rows behind {plan.at(s.first)} and {plan.at(max(0, s.first - 1))}; divide the "
            f"stretch by its factor (near {num(decade)}) before windows are cut and scalers fitted.",
            fix=_divided(plan, s, decade),
            evidence={
                "factor": evidence(s.factor),
                "first_sample": s.first,
                "last_sample": s.last,
                "samples": s.samples,
                "threshold": GAP,
            },
            features=(name,),
            samples=(s.first, s.last),
            severity="info" if s.apart else None,
        )


def _divided(plan: Plan, stretch: UnitChange, factor: float) -> str:
    """Of samples that share no rows: a window across the border holds both units."""
    if stretch.apart or plan.sliding or not has_features(plan) or np.dtype(plan.dtype).kind != "f":
        return ""
    samples = f"X[{stretch.first} : {stretch.last + 1}, :, {stretch.feature}]"
    return f"X = X.copy()\n{samples} /= {number(factor)}"


@mixed_units.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][100:160, :, 1] *= 1000
    return data


@mixed_units.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 1] = np.exp(data["X"][..., 1])  # several decades, all of them inhabited
    return data
