"""A feature in another unit, or scaled otherwise, than in the profile."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, scaled, shifted
from seqguard.checks.comparison._pairs import ALONE, BEYOND, apart, measured_features, place, say, times, unit_apart
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared, Figures

CONVERSIONS = {
    1.609344: ("miles", "km"), 1.8: ("degrees Celsius", "Fahrenheit"), 2.20462: ("kg", "pounds"),
    2.54: ("inches", "cm"), 3.28084: ("m", "feet"), 3.6: ("m/s", "km/h"), 4.184: ("calories", "joules"),
    6.89476: ("psi", "kPa"), 10.0: ("cm", "mm"), 24.0: ("days", "hours"), 57.29578: ("radians", "degrees"),
    60.0: ("minutes", "seconds"), 100.0: ("m", "cm"), 101.325: ("atmospheres", "kPa"), 133.322: ("mmHg", "Pa"),
    1e3: ("km", "m"), 3600.0: ("hours", "seconds"), 1e6: ("m", "micrometres"),
}  # fmt: skip
"""Factors between units that are exchanged."""
NAMED = 0.05
"""How far a factor may be off one of them to be called so: parts of a series differ by a few percent."""


@check("SG904", severity="error", explains=("SG910",))
def changed_unit(
    compared: Compared,
    *,
    beyond: float = threshold(
        BEYOND, 1, source="929 features of 206 sound sets, in halves: 1.11 at most in both figures"
    ),
    alone: float = threshold(
        ALONE, 1, source="929 features of 206 sound sets, in halves: steps 1.4, widths 1.9 at most"
    ),
    factor: float = threshold(
        2, 1, source="929 features of 206 sound sets, halves compared: two, with the spreads below"
    ),
    spreads: float = threshold(
        2, 0, source="929 features of 206 sound sets, halves compared: two, with the factor above"
    ),
    gridded: float = threshold(
        0.002, 0, 0.1, source="judgement: a grid is told to a thousandth; 2 % of sound halves differ, by whole factors"
    ),
) -> Iterable[Finding]:
    """A feature is in another unit, or was scaled otherwise, than in the profile.

    Situation: This month's export is in Fahrenheit, or went through another scaler.
    Why: the same number means another thing than in training, and the network answers as if it did not.
    Evidence: both data sets in 8 consecutive parts. The median size of the changes from row to row and the width from
        the 5 % to the 95 % quantile are, in every part of the new data, beyond every part of the old by a quarter;
        where only one of them can be told, by a factor of 3. Or the step of the grid of all values differs by the
        factor of a known conversion that is no whole number, such as 1.8 or 3.6. Drift moves parts one by one, and
        levels more than steps: of 929 features of 206 sound sets, second half against first, none. A warning where the
        parts meet, and both medians differ by a factor of 2 and twice the spread of the parts: two of them. A note from
        a factor of 1.5 and one spread on.
    Remedy: convert where the data are written, or scale with the scaler that train was scaled with.
    Limits: a factor below the spread of the feature's own parts is not told apart from it, unless a grid tells. An
        offset alone is a level. Fewer than 4 parts of 8 rows tell nothing.
    """
    for old, i, new, j in measured_features(compared):
        sizes = [(getattr(old, name)[i], getattr(new, name)[j]) for name in ("part_step", "part_width")]
        steps, widths = (apart(*pair) for pair in sizes)
        grid = float(new.grid[j] / old.grid[i])
        how = "part_step" if np.isfinite(steps) else "part_width"
        sure = unit_apart(old, i, new, j, beyond, alone) != 1
        level: Severity | None = "error" if sure else _likely([times(*pair) for pair in sizes], factor, spreads)
        if level != "error" and _converted(grid, gridded):
            how, level = "grid", "error"
        if level is None:
            continue
        by = float(np.nanmedian(getattr(new, how)[j]) / np.nanmedian(getattr(old, how)[i]))
        yield Finding(
            message=f"{say(new, j)} {_told(old, i, new, j, how)}: {SAID[level].format(num(by), _called(by))}",
            remedy=f"Convert it where it is written, or divide by {num(by)}; then profile it again."
            if level == "error"
            else "Look at where it is written: a unit or a scaler changes all of it by one factor, the world does not.",
            evidence={
                "factor": evidence(by),
                "changes_apart": evidence(steps),
                "widths_apart": evidence(widths),
                "told_by": how,
                "threshold": beyond,
            },
            severity=level,
            features=place(new, j),
            tensor=new.tensor,
        )


def _likely(differ: list[tuple[float, float]], factor: float, spreads: float) -> Severity | None:
    """How likely it is that a unit moved the medians of steps and widths, whose parts meet."""
    known = [(by, sure) for by, sure in differ if np.isfinite(by)]
    if len({by > 0 for by, _ in known}) != 1:
        return None
    by, sure = min(abs(by) for by, _ in known), min(sure for _, sure in known)
    if by >= np.log(factor) and sure >= spreads:
        return "warning"
    return "info" if by >= np.log(NOTED[0]) and sure >= NOTED[1] else None


SAID: dict[Severity, str] = {
    "error": "another unit or scaler, by a factor of {}{}. The network reads its numbers as the profile's.",
    "warning": "a factor of {}{}, twice what its own parts differ by. A unit or a scaler does that, or a large change.",
    "info": "a factor of {}{}, more than its own parts differ by. A unit or a scaler does that, and so does drift.",
}
NOTED = (1.5, 1.0)
"""Factor and spreads from which a note is made: 8 % of the features of sound halves, and 4 of 5 changes by 3.6."""
TOLD = {
    "grid": "lies on a grid of {}, and on one of {} in the profile",
    "part_step": "moves by {} from row to row, and by {} in the profile",
    "part_width": "is {} wide in its parts, and {} in the profile",
}


def _told(old: Figures, i: int, new: Figures, j: int, how: str) -> str:
    """The two figures that tell the unit."""
    return TOLD[how].format(num(np.nanmedian(getattr(new, how)[j])), num(np.nanmedian(getattr(old, how)[i])))


def _called(factor: float) -> str:
    """Units that differ by the factor, where it is that of a known conversion."""
    large = max(factor, 1 / factor)
    units = next((units for known, units in CONVERSIONS.items() if abs(large / known - 1) <= NAMED), None)
    if units is None:
        return ""
    one, other = units if factor > 1 else units[::-1]
    return f", as from {one} to {other}"


def _converted(ratio: float, off: float) -> bool:
    """Whether the ratio of two grids is a known conversion that subsets of one grid do not give."""
    if not np.isfinite(ratio) or ratio <= 0:
        return False
    large = max(ratio, 1 / ratio)
    return any(abs(large / known - 1) <= off for known in CONVERSIONS if known != round(known))


@changed_unit.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, scaled(old, 1, 1000.0))


@changed_unit.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, scaled(old, 2, 1 / 3.6))


@changed_unit.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, scaled(old, 1, 1.2))


@changed_unit.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, shifted(old, 1, 100.0))
