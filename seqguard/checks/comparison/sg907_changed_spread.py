"""A feature that varies more, or less, than in the profile."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures, scaled
from seqguard.checks.comparison._pairs import apart, measured_features, place, say, unit_apart
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.facts.kept import Compared


@check("SG907", severity="warning", explains=("SG910",))
def changed_spread(
    compared: Compared,
    *,
    factor: float = threshold(2, 1, source="929 features of 206 sound sets: 1.9 at most"),
) -> Iterable[Finding]:
    """A feature varies several times as much as in the profile, or a fraction of it, and no unit tells why.

    Situation: A feature swings several times as far as when the model was trained.
    Why: values far outside, or all in the middle, of what the network was trained on.
    Evidence: the width from the 5 % to the 95 % quantile in 8 consecutive parts: in every part of the new data beyond
        every part of the profile by a factor of 2.
    Remedy: look for clipping, smoothing, averaging or noise that one of both data sets has.
    Limits: fewer than 4 parts of 8 rows tell nothing.
    """
    for old, i, new, j in measured_features(compared):
        widths = apart(old.part_width[i], new.part_width[j])
        if not np.isfinite(widths) or max(widths, 1 / widths) < factor or unit_apart(old, i, new, j) != 1:
            continue
        mine, theirs = np.nanmedian(new.part_width[j]), np.nanmedian(old.part_width[i])
        yield Finding(
            message=f"{say(new, j)} is {num(mine)} wide within its parts (5 % to 95 %), and {num(theirs)} in the "
            f"profile: {num(mine / theirs)} times, in every part.",
            remedy="Look for clipping, smoothing, averaging or noise that one of both has.",
            evidence={"widths_apart": evidence(widths), "ratio": evidence(mine / theirs), "threshold": factor},
            features=place(new, j),
            tensor=new.tensor,
        )


@changed_spread.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, replace(old, part_width=old.part_width * 0.2))


@changed_spread.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, scaled(old, 1, 1.5))
