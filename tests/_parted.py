"""A threshold set just inside of what a check measured, and just outside."""

from collections.abc import Callable, Mapping
from typing import Any

from _facts import CHECKS, Given

import seqguard
from seqguard.report.report import Finding

Measured = Callable[[Mapping[str, Any], Given], float]
BELOW, ABOVE = "below", "above"


def told(key: str) -> Measured:
    return lambda evidence, _: float(evidence[key])


def said(slug: str, data: Given, **settings: Any) -> tuple[Finding, ...]:
    report = seqguard.inspect(**data, select=[slug], checks=[CHECKS[slug].configured(**settings)])
    assert not report.crashed
    return tuple(f for f in report.findings if f.split == ("validation" if "validation_data" in data else "train"))


def parts(slug: str, name: str, make: Callable[[], Given], measured: Measured, side: str) -> None:
    """What was measured lies on one side of the threshold, and a threshold on its other side is silent or lower."""
    data, limit = make(), CHECKS[slug].thresholds[name]
    (found, *_) = said(slug, data)
    value = measured(found.evidence, data)
    assert (value < limit.value) if side == BELOW else (value >= limit.value)  # the default lies on its side
    whole = isinstance(limit.value, int)
    nudge = 1.0 if whole else 1e-4 * abs(value)
    inside, outside = (value, value + nudge) if side == ABOVE else (value + nudge, value - nudge)
    inside = inside - (0 if whole else nudge if side == ABOVE else 0)
    kind = type(limit.value)
    same = said(slug, data, **{name: kind(inside)})
    assert [f.severity for f in same[:1]] == [found.severity]
    other = said(slug, data, **{name: kind(outside)})
    assert [f.severity for f in other[:1]] != [found.severity]
