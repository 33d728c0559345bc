"""When an injected fault counts as found: a new finding, at its own severity, where the fault was put."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from _corpus import Injected
from _vocabulary import POSITIONS, RELATIONS

from seqguard import Finding

SEVERITIES = ("error", "warning", "info")
CLEARLY_LARGER = 1.25
"""A finding that was there before counts as new when a count in its evidence grew by a quarter."""

Place = tuple[str, str, str, str]


def reaches(severity: str | None, level: str) -> bool:
    """Whether a severity is `level` or worse."""
    return SEVERITIES.index(severity or "info") <= SEVERITIES.index(level)


def said(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings and what they explain: an absorbed finding is said, by its cause and by name."""
    for finding in findings:
        yield from (finding, *finding.absorbed)


def places(finding: Finding) -> Iterable[Place]:
    """(slug, severity, split, tensor) of a finding, once for each split that it names."""
    for split in (finding.split, *finding.also_in):
        yield finding.slug, finding.severity or "info", split, finding.tensor or ""


def counts(finding: Finding) -> dict[str, int]:
    """What the evidence counts: its whole numbers, but for places and totals."""
    return {
        name: value
        for name, value in finding.evidence.items()
        if isinstance(value, int) and not isinstance(value, bool) and name.rsplit("_", 1)[-1] not in POSITIONS
    }


class Before:
    """The findings of the untouched case, against which a finding is new or not."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.known: dict[Place, dict[str, dict[str, int]]] = {}
        for finding in said(findings):
            for place in places(finding):
                features = self.known.setdefault(place, {})
                for feature in finding.features or ("",):
                    old = features.setdefault(feature, {})
                    for name, value in counts(finding).items():
                        old[name] = max(value, old.get(name, 0))

    def fresh(self, finding: Finding) -> frozenset[str]:
        """The features in which the finding is new ("" where it names none); empty when nothing is new."""
        now = counts(finding)
        new: set[str] = set()
        for place in places(finding):
            known = self.known.get(place, {})
            for feature in finding.features or ("",):
                old = known.get(feature)
                if old is None or any(now[name] > CLEARLY_LARGER * old[name] for name in now.keys() & old.keys()):
                    new.add(feature)
        return frozenset(new)


@dataclass(frozen=True)
class Counted:
    """How one injected fault came out. `own` is None where no check has the fault's slug.

    `new` holds what was new, whether it counts or not, as `slug (severity)`.
    """

    own: bool | None
    accepted: bool
    loose: bool
    new: tuple[str, ...] = ()


def at_place(finding: Finding, fresh: frozenset[str], injected: Injected) -> bool:
    """Whether a finding meets the place of the fault.

    Its tensor is one that changed, or the slug is a relation between X and y, or it names no tensor. In X its new
    features meet the fault's; a finding or a fault about the whole tensor has no features to miss.
    """
    tensor = finding.tensor or ""
    if tensor and tensor not in injected.tensors and finding.slug not in RELATIONS:
        return False
    if tensor != "X" or not injected.features or fresh == {""}:
        return True
    return bool(fresh & injected.features)


def counted(findings: Sequence[Finding], before: Before, injected: Injected, severities: Mapping[str, str]) -> Counted:
    """Own slug, own or accepted slug, or any new finding above info. `severities` are those of the checks, by slug."""
    new = [(f, fresh) for f in said(findings) if (fresh := before.fresh(f))]
    named = {
        f.slug
        for f, fresh in new
        if f.slug in severities and reaches(f.severity, severities[f.slug]) and at_place(f, fresh, injected)
    }
    fault = injected.fault
    return Counted(
        own=fault.slug in named if fault.slug in severities else None,
        accepted=bool(named & set(fault.expected)),
        loose=any(reaches(f.severity, "warning") for f, _ in new),
        new=tuple(sorted({f"{f.slug} ({f.severity})" for f, _ in new})),
    )


def stronger_half(strengths: Sequence[Any], weakening: bool) -> tuple[Any, ...]:
    """The stronger half of the strengths, the middle one included."""
    ordered = tuple(reversed(strengths)) if weakening else tuple(strengths)
    return ordered[len(ordered) // 2 :]
