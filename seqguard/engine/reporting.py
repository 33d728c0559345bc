"""facts -> checks -> Report: the checks run on what is known, and the causes are left."""

import platform
import time
from collections.abc import Mapping, Sequence

import numpy as np

from seqguard.core.declare import Check
from seqguard.core.figure import Pictures
from seqguard.core.finding import Finding, Skipped
from seqguard.core.options import Auto
from seqguard.core.owners import KINDS
from seqguard.core.version import __version__
from seqguard.engine.absorb import absorb, fold_splits, worst_first
from seqguard.engine.clock import MORE_TIME, Clock
from seqguard.engine.held import not_judged
from seqguard.engine.outcome import Outcome
from seqguard.engine.pictures import illustrated, pictures_of
from seqguard.engine.registry import broken, current, explained
from seqguard.engine.resolve import TRAIN, Known, needs
from seqguard.engine.summary import baselines_of, readings_of
from seqguard.engine.wanted import NONE_BY_NAME, Wanted
from seqguard.report.report import Circumstances, Report, Unseen


def report_on(
    known: Known,
    chosen: Sequence[Check],
    silent: Mapping[str, Sequence[str]],
    started: float,
    wanted: Wanted = NONE_BY_NAME,
    figures: Auto = "auto",
) -> Report:
    """Run the checks on what is known, and leave the causes.

    A check that needs more than data (a model, a training log, a contract) is offered where that is at hand; else it
    is skipped with the way to it where it was selected, and not spoken of where nobody asked.
    """
    outcome = Outcome()
    silent = {current(chosen, pattern): features for pattern, features in silent.items()}
    late: list[str] = []
    for check in chosen:
        if known.clock.over:
            outcome.skipped.append(Skipped(check.code, check.slug, known.clock.said))
            late.append(check.slug)
            continue
        if absent := needs(check.function).outside - known.given.keys():
            if check.code in wanted.selected:
                ways = dict.fromkeys(KINDS[kind].needs for kind in sorted(absent, key=lambda k: k.__name__))
                outcome.skipped.append(Skipped(check.code, check.slug, "; ".join(ways)))
            continue
        places = known.places(check.function)
        if not places or (check.compares and len(known.splits) == 1):
            outcome.skipped.append(Skipped(check.code, check.slug, "no validation data were given"))
            continue
        for scope in places:
            if not outcome.told(check, scope):
                outcome.run(check, known, scope)
    heard = [f for f in outcome.findings if not is_silent(f, silent)]
    explains = explained(chosen, everywhere=bool(known.given))
    causes = absorb(heard, explains, lambda cause, finding: _of_feature(cause, finding, known))
    skipped = tuple(dict.fromkeys((*outcome.skipped, *not_judged(known))))
    late_now = known.clock.over
    findings, baselines = worst_first(fold_splits(causes)), () if late_now else baselines_of(known)
    undrawn: tuple[Skipped, ...] = ()
    pictures = Pictures()
    if figures and not late_now:
        findings, undrawn = illustrated(findings, known)
        pictures = pictures_of(known, baselines, shared=figures is True)
    return Report(
        findings=findings,
        skipped=(*skipped, *undrawn),
        unchecked=wanted.missed(skipped, outcome),
        allow_unseen=wanted.open_gate,
        crashed=(*broken(), *outcome.crashed),
        readings=readings_of(known),
        baselines=baselines,
        pictures=pictures,
        unseen=(*known.unread, *_not_checked(late, len(chosen), known.clock)),
        ran=tuple(sorted(outcome.ran)),
        run=_circumstances(known, time.perf_counter() - started),
    )


def _not_checked(late: Sequence[str], total: int, clock: Clock) -> tuple[Unseen, ...]:
    """What is said of the checks for which no time was left: a gate must not stay open over them."""
    return (Unseen(TRAIN, f"{len(late)} of {total} checks", clock.said, MORE_TIME),) if late else ()


def _of_feature(cause: Finding, finding: Finding, known: Known) -> bool:
    """Whether the finding is on a target that is a feature some rows on, and the same check says it of that feature."""
    if (cause.code, cause.split) != (finding.code, finding.split) or cause.tensor == finding.tensor:
        return False
    plan = known.plans.get(finding.split, {}).get(finding.tensor or "")
    inputs = known.splits[finding.split].inputs if finding.split in known.splits else ()
    if plan is None or plan.role != "y" or plan.origin is None or plan.origin.shift < 1 or not inputs:
        return False
    name = known.plans[plan.split][inputs[0].name].features[plan.origin.feature]
    return cause.tensor == inputs[0].name and (not cause.features or name in cause.features)


def is_silent(finding: Finding, silent: Mapping[str, Sequence[str]]) -> bool:
    """Whether all that a finding is about was named beside its slug or code."""
    names = {
        name
        for pattern, features in silent.items()
        if pattern == finding.slug or finding.code.startswith(pattern)
        for name in features
    }
    return bool(names) and set(finding.features or (finding.tensor or "",)) <= names


def _circumstances(known: Known, seconds: float) -> Circumstances:
    sampled = {
        f"{split} {tensor}": round(profile[sample].share, 6)
        for split, tensors in known.profiles.items()
        for tensor, profile in tensors.items()
        for sample in profile
        if sample.__name__ == "Sample"
    }
    return Circumstances(
        seconds=round(seconds, 4),
        seqguard=__version__,
        numpy=np.__version__,
        python=platform.python_version(),
        sampled=sampled,
    )
