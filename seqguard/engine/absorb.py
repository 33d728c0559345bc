"""Which finding explains which: causes are left, symptoms and repetitions are not."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from seqguard.core.finding import MODEL, SEVERITIES, Explained, Explains, Finding


def absorb(
    findings: Sequence[Finding], explains: Explains, same: Callable[[Finding, Finding], bool] | None = None
) -> tuple[Finding, ...]:
    """Leave the causes, each with what it explains in `absorbed` and the worst severity of all of them.

    So a gate is closed with absorption exactly where it is without, but for what a cause excuses, such as NaN that the
    model takes. The same place is the same split and tensor, and
    the same feature where both name features; `Explained` says where a cause reaches further.

    Args:
        findings: in the order of the checks; what is ignored or filtered is to be left out before, it absorbs nothing.
        explains: what each code absorbs, causes of causes included.
        same: whether the second finding is the first once more, said of another tensor.
    """
    causes = [
        next(
            (
                j
                for j, cause in enumerate(findings)
                if i != j and (_explained(cause, f, explains) or (same is not None and same(cause, f)))
            ),
            None,
        )
        for i, f in enumerate(findings)
    ]
    taken: dict[int, list[Finding]] = {i: [] for i, cause in enumerate(causes) if cause is None}
    for i, f in enumerate(findings):
        root = i
        while (above := causes[root]) is not None:
            root = above
        if root != i:
            taken[root] += _alone(f)
    return tuple(_with(findings[i], symptoms, explains) for i, symptoms in taken.items())


def _explained(cause: Finding, finding: Finding, explains: Explains) -> bool:
    codes = explains.get(cause.code, frozenset())
    here = cause.tensor == finding.tensor
    splits = not {*cause.splits}.isdisjoint(finding.splits)
    for splits_too, tensors_too in ((False, False), (True, False), (False, True), (True, True)):
        if codes.isdisjoint(Explained(finding.code, splits_too, tensors_too, excused) for excused in (False, True)):
            continue
        apart = here and cause.tensor != MODEL  # what is wrong with one layer shows in the layers behind it
        features = not (apart and cause.features and finding.features) or {*finding.features} <= {*cause.features}
        if (splits or (splits_too and "train" in cause.splits)) and (here or tensors_too) and features:
            return True
    return False


def _alone(finding: Finding) -> list[Finding]:
    """A finding as its check said it, and after it what it had absorbed."""
    own = replace(finding, severity=finding.own_severity or finding.severity, absorbed=(), own_severity=None)
    return [own, *finding.absorbed]


def _with(cause: Finding, symptoms: Sequence[Finding], explains: Explains) -> Finding:
    if not symptoms:
        return cause
    own = cause.own_severity or cause.severity or "info"
    excused = {e.code for e in explains.get(cause.code, ()) if e.excused}
    faults = [s for s in symptoms if s.code not in excused]
    worst = min([cause, *faults], key=lambda f: SEVERITIES.index(f.severity or "info")).severity
    return replace(
        cause,
        severity=worst,
        absorbed=(*cause.absorbed, *symptoms),
        own_severity=own if own != worst else None,
    )


def without(findings: Sequence[Finding], known: Callable[[Finding], bool], explains: Explains) -> tuple[Finding, ...]:
    """The findings but for those that are `known`. What these had absorbed comes back, unless it is known as well, or
    another one explains it."""
    left: list[Finding] = []
    for finding in findings:
        own, *symptoms = _alone(finding)
        symptoms = [s for s in symptoms if not known(s)]
        left += symptoms if known(own) else [_with(own, symptoms, explains)]
    return worst_first(fold_splits(absorb(left, explains)))


def fold_splits(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The same fault at the same place in several splits is one finding that names them all."""
    kept: dict[tuple[object, ...], Finding] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for f in findings:
        fault = (f.code, f.tensor, f.features, f.severity, f.own_severity)
        nth = seen[(f.split, *fault)]  # a second finding of the same kind in one split stays a finding of its own
        seen[(f.split, *fault)] += 1
        first = kept.get((nth, *fault))
        kept[(nth, *fault)] = (
            f
            if first is None
            else replace(
                first,
                also_in=(*first.also_in, *f.splits),
                absorbed=(*first.absorbed, *f.absorbed),
                fix=first.fix if f.fix in first.fix else f"{first.fix}\n{f.fix}" if first.fix else f.fix,
            )
        )
    return tuple(kept.values())


def worst_first(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Errors, warnings, notes; within each by code, then as found."""
    return tuple(sorted(findings, key=lambda f: (SEVERITIES.index(f.severity or "info"), f.code)))
