"""Which finding explains which: causes are left, symptoms and repetitions are not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from seqguard.core.finding import SEVERITIES, Finding

if TYPE_CHECKING:
    pass


def absorb(findings: Sequence[Finding], explains: Mapping[str, frozenset[str]]) -> tuple[Finding, ...]:
    """Leave the causes: a finding is dropped where one that explains its code stands at the same place.

    The same place is the same split and tensor, and the same feature where both name features. `explains` maps a
    code to the codes whose findings it absorbs.
    """

    def explained(finding: Finding) -> bool:
        return any(
            finding.code in explains.get(cause.code, ())
            and cause.split == finding.split
            and cause.tensor == finding.tensor
            and (not cause.features or not finding.features or set(finding.features) <= set(cause.features))
            for cause in findings
            if cause is not finding
        )

    return tuple(f for f in findings if not explained(f))


def fold_splits(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same fault at the same place in several splits is one finding that names them all."""
    kept: dict[tuple[object, ...], Finding] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for f in findings:
        fault = (f.code, f.tensor, f.features, f.severity)
        nth = seen[(f.split, *fault)]  # a second finding of the same kind in one split stays a finding of its own
        seen[(f.split, *fault)] += 1
        first = kept.get((nth, *fault))
        kept[(nth, *fault)] = f if first is None else replace(first, also_in=(*first.also_in, f.split))
    return tuple(kept.values())


def worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Errors, warnings, notes; within each by code, then as found."""
    return tuple(sorted(findings, key=lambda f: (SEVERITIES.index(f.severity or "info"), f.code)))
