"""A feature at another level than in the profile."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, shifted
from seqguard.checks.comparison._pairs import beyond, measured_features, moved, place, say, unit_apart
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared


@check("SG905", severity="warning", explains=("SG910",))
def moved_level(
    compared: Compared,
    *,
    widths: float = threshold(
        0.25, 0, source="929 features of 206 sound sets, halves compared: 2 beyond, both moved, with the range below"
    ),
    ranges: float = threshold(
        0.5, 0, source="929 features of 206 sound sets, halves compared: 2 beyond, both moved, with the width above"
    ),
) -> Iterable[Finding]:
    """A feature lies at another level than in the profile.

    Situation: A sensor has moved to another level since the model was trained.
    Why: a sensor was exchanged, an offset added, a season left: nothing was learnt there.
    Evidence: the medians of 8 consecutive parts of each. All of the new data lie beyond all of the profile by a
        quarter of its usual width (5 % to 95 % within a part), and by half of the range that its own parts span:
        further than it drifts by itself. A note where it moved by 1.5 deviations, and by 1.5 times what the medians of
        parts differ by.
    Remedy: look for what changed; where it is the world, train anew and keep a new profile.
    Limits: a profile of less than a season calls the next season a level. Fewer than 4 parts of 8 rows tell nothing.
    """
    for old, i, new, j in measured_features(compared):
        if unit_apart(old, i, new, j) != 1:
            continue  # a unit moves the level too
        gap, span = beyond(old.part_level[i], new.part_level[j])
        width = float(np.nanmedian(old.part_width[i])) if np.isfinite(gap) else 0.0
        by, sure = moved(old, i, new, j)
        far = bool(gap) and abs(gap) >= widths * width and abs(gap) >= ranges * span
        if not np.isfinite(gap) or not (far or (abs(by) >= NOTED[0] and sure >= NOTED[1])):
            continue
        levels, mine = old.part_level[i], new.part_level[j]
        where = f"{num(abs(gap))} {'above' if gap > 0 else 'below'} all of them"
        drifts = f"{num(abs(by))} deviations {'above' if by > 0 else 'below'}, as a series that drifts may be"
        yield Finding(
            message=f"{say(new, j)} has its median at {num(np.nanmin(mine))} to {num(np.nanmax(mine))} in the parts of "
            f"the new data, and at {num(np.nanmin(levels))} to {num(np.nanmax(levels))} in those of the profile: "
            f"{where if far else drifts}.",
            remedy="Look for an exchanged sensor, an added offset or another scaler; where the world changed, train "
            "anew.",
            evidence={
                "beyond": evidence(gap),
                "width": evidence(width),
                "range_of_levels": evidence(span),
                "moved": evidence(by),
                "thresholds": [widths, ranges],
            },
            features=place(new, j),
            tensor=new.tensor,
            severity=None if far else "info",
        )


NOTED = (1.5, 1.5)
"""Deviations of the profile, and spreads of the parts' medians, from which a note is made: 9 % of the features of sound
halves, which drift."""


@moved_level.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, shifted(old, 0, 10.0))


@moved_level.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, shifted(old, 0, 1.0))
