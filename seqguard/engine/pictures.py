"""Figures for what was found, out of what is known: they are made last, and no verdict depends on them."""

from collections.abc import Sequence
from dataclasses import replace

from seqguard.core.figure import Pictures
from seqguard.core.finding import Baseline, Finding, Skipped
from seqguard.engine.resolve import AtHand, Known
from seqguard.figures import MOST_FIGURES, draw, pictures


def illustrated(findings: Sequence[Finding], known: Known) -> tuple[tuple[Finding, ...], tuple[Skipped, ...]]:
    """The findings with their figures, and those whose figure failed: a finding stands without it, and the reader is
    told."""
    source, drawn, failed = AtHand(known), list(findings), []
    for i, finding in enumerate(findings[:MOST_FIGURES]):
        try:
            drawn[i] = replace(finding, figure=draw(finding, source))
        except Exception as error:
            reason = f"its figure could not be drawn ({type(error).__name__}: {error})"
            failed.append(Skipped(finding.code, finding.slug, reason, finding.split))
    return tuple(drawn), tuple(failed)


def pictures_of(known: Known, baselines: Sequence[Baseline], *, shared: bool) -> Pictures:
    """Where the splits are, what training logged, and each feature at a glance."""
    source = AtHand(known)
    samples = [(name, len(data.inputs[0])) for name, data in known.splits.items() if source.names(name, "x")]
    return pictures(source, samples, baselines, shared)
