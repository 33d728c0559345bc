"""What is said of the folds: one finding for each fault, with the folds that have it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from seqguard.core.finding import SEVERITIES, Finding, Severity
from seqguard.core.text import count, evidence, share
from seqguard.folds.ground import Ground
from seqguard.folds.judge import AuditedFold

CERTAIN, LEAST = 0.5, 0.2
"""Shares of the validation windows from which shared rows are an error and a warning: those of window-overlap."""
OUTSIDE = 0.1
"""Share of the targets outside of the training range that is worth a note."""
FEW_TRAIN, FEW_VALIDATION = 50, 10
"""Windows side by side below which a note says so: of training as few-independent-windows; of validation a fifth."""
SCATTERED = 0.2
"""Pieces to a validation sample from which they were drawn at random: a random tenth gives .9, blocks under .01."""
FEWEST = 10
"""Validation samples from which their pieces tell."""

Rule = Callable[[AuditedFold, Ground], Finding | None]


def findings_of(folds: Sequence[AuditedFold], ground: Ground) -> tuple[Finding, ...]:
    """The faults of all folds, worst first: of each the fold that has most of it, and the others by name."""
    made = [found for rule in RULES for found in _over(rule, folds, ground)]
    return tuple(sorted(made, key=lambda f: (SEVERITIES.index(f.severity or "info"), f.code)))


def _over(rule: Rule, folds: Sequence[AuditedFold], ground: Ground) -> Iterator[Finding]:
    found = [(fold, said) for fold in folds if (said := rule(fold, ground)) is not None]
    if not found:
        return
    worst = min(found, key=lambda pair: (SEVERITIES.index(pair[1].severity or "info"), -_part(pair[1])))[1]
    others = tuple(fold.name for fold, said in found if said is not worst)
    message = worst.message
    if len(folds) > 1:
        message = f"{'In ' if len(found) == 1 else f'In {len(found)} of '}{count(len(folds), 'fold')}: {message}"
        if len(found) == 1:
            message = f"In 1 of {len(folds)} folds: {worst.message}"
    yield replace(worst, message=message, also_in=others, evidence={**worst.evidence, "folds": len(found)})


def _part(finding: Finding) -> float:
    value = finding.evidence.get("share", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def _finding(
    fold: AuditedFold,
    code: str,
    slug: str,
    severity: Severity,
    message: str,
    remedy: str,
    hits: int,
    samples: tuple[int, ...] = (),
) -> Finding:
    return Finding(
        message=message,
        remedy=remedy,
        evidence={"share": evidence(hits / max(1, fold.validation)), "samples": hits, "of": fold.validation},
        samples=samples,
        severity=severity,
        tensor="X",
        code=code,
        slug=slug,
        split=fold.name,
    )


def empty(fold: AuditedFold, ground: Ground) -> Finding | None:
    """A part without a sample."""
    if fold.train and fold.validation:
        return None
    part = "training" if not fold.train else "validation"
    message = f"{fold.name} has no {part} sample."
    return _finding(fold, "SG002", "empty-input", "error", message, "Ask for fewer folds, or a smaller gap.", 0)


def both(fold: AuditedFold, ground: Ground) -> Finding | None:
    """The same sample trains and validates."""
    if not fold.both:
        return None
    message = (
        f"{fold.both:,} of {count(fold.validation, 'validation sample')} of {fold.name} "
        f"({share(fold.both, fold.validation)}) train too. The score on them measures memory."
    )
    return _finding(
        fold, "SG604", "train-val-overlap", "error", message, "Take the validation samples out of train.", fold.both
    )


def copies(fold: AuditedFold, ground: Ground) -> Finding | None:
    """A validation sample is equal to one that trains."""
    if not fold.copies or fold.copy is None:
        return None
    here, there = fold.copy
    message = (
        f"{fold.copies:,} of {count(fold.validation, 'validation sample')} of {fold.name} "
        f"({share(fold.copies, fold.validation)}) are equal to a training sample: X[{here}] is X[{there}]. "
        "The score on them measures memory."
    )
    remedy = "Drop the copies before the split, or keep them in one fold: GroupKFold with groups=audit.copies."
    severity: Severity = "error" if fold.copies >= LEAST * fold.validation else "warning"
    return _finding(fold, "SG604", "train-val-overlap", severity, message, remedy, fold.copies, (here,))


def shared_rows(fold: AuditedFold, ground: Ground) -> Finding | None:
    """Validation windows hold rows of training windows."""
    if fold.pair is None:
        return None
    here, there, apart = fold.pair
    where = f"begins {count(abs(apart), 'row')} {'after' if apart > 0 else 'before'}" if apart else "begins with"
    pair = f"X[{here}] {where} X[{there}], which trains"
    reach = f"{ground.T} steps" + (f" and {count(ground.ahead, 'row')} ahead" if ground.ahead else "")
    part = f"{fold.sharing:,} of {count(fold.validation, 'validation window')} of {fold.name}"
    counted = f"{part} ({share(fold.sharing, fold.validation)})"
    if fold.told >= LEAST * fold.validation:
        severity: Severity = "error" if fold.told >= CERTAIN * fold.validation else "warning"
        what = "their targets stand in training windows" if ground.ahead else "by half at least"
        message = (
            f"{counted} share rows with training windows, {fold.told:,} of them so that {what}: {pair}. "
            if ground.ahead
            else f"{counted} share rows with training windows, {fold.told:,} {what}: {pair}. "
        ) + "The score measures memory."
        remedy = "Split in the order of time with a gap, or keep each stretch of the series in one fold."
        return _finding(fold, "SG603", "window-overlap", severity, message, remedy, fold.sharing, (here,))
    memory = f", {fold.told:,} of them so that their targets stand in training windows" if fold.told else ""
    message = (
        f"{counted} share rows with training windows where the parts meet{memory}: {pair}. "
        f"A window and its target reach over {reach}."
    )
    remedy = f"Leave {gap_words(ground)} between the parts."
    return _finding(
        fold, "SG618", "split-without-gap", "warning" if fold.told else "info", message, remedy, fold.sharing, (here,)
    )


def gap_words(ground: Ground) -> str:
    """The gap that these windows need."""
    step = ground.places.step if ground.places is not None else 0
    return f"a gap of {count(gap_of(ground), 'window')}" if step else f"a gap of {count(ground.width - 1, 'row')}"


def gap_of(ground: Ground) -> int:
    """Windows to leave out, so that no row of input or target is shared."""
    step = max(1, ground.places.step if ground.places is not None else 1)
    return max(0, -(-ground.width // step) - 1)


def same_groups(fold: AuditedFold, ground: Ground) -> Finding | None:
    """A group stands in both parts."""
    if not fold.groups:
        return None
    message = (
        f"{count(fold.groups, 'group')} of the validation part of {fold.name} train{'s' if fold.groups == 1 else ''} "
        f"too, such as {fold.group}: {fold.grouped:,} of {count(fold.validation, 'validation sample')} "
        f"({share(fold.grouped, fold.validation)}). The score is about groups that were trained on."
    )
    remedy = "Split by group: GroupKFold. Where each group is forecast from its own past, give no groups here."
    return _finding(fold, "SG610", "group-overlap", "error", message, remedy, fold.grouped)


def order(fold: AuditedFold, ground: Ground) -> Finding | None:
    """Validation lies before training, or among it."""
    if not fold.earlier:
        return None
    scattered = fold.validation >= FEWEST and fold.pieces >= SCATTERED * fold.validation
    if scattered and ground.times is not None and ground.groups is None:
        message = (
            f"{fold.earlier:,} of {count(fold.validation, 'validation sample')} of {fold.name} "
            f"({share(fold.earlier, fold.validation)}) lie before training samples in time, in "
            f"{count(fold.pieces, 'piece')}: the samples were drawn at random. What changes with time is known already."
        )
        remedy = "Sort by time and split with TimeSeriesSplit."
        return _finding(fold, "SG612", "interleaved-split", "warning", message, remedy, fold.earlier)
    if scattered or fold.earlier < fold.validation:
        return None
    message = f"All {fold.validation:,} validation samples of {fold.name} lie before samples that train."
    remedy = "Use TimeSeriesSplit where the model will be asked about what comes after its training."
    return _finding(fold, "SG611", "val-before-train", "info", message, remedy, fold.earlier)


def unseen_class(fold: AuditedFold, ground: Ground) -> Finding | None:
    """A class of validation has no training sample."""
    if not fold.unseen:
        return None
    named = ", ".join(fold.unseen[:5])
    message = (
        f"{fold.name} validates on {count(len(fold.unseen), 'class', 'classes')} without a training sample: {named}."
    )
    remedy = "Use StratifiedKFold, or StratifiedGroupKFold where samples belong to groups."
    return _finding(fold, "SG512", "unseen-class-in-val", "warning", message, remedy, len(fold.unseen))


def absent_class(fold: AuditedFold, ground: Ground) -> Finding | None:
    """Validation lacks classes, or holds one alone, of which no score can tell it apart from others."""
    if not fold.absent:
        return None
    alone = fold.held == 1
    named = ", ".join(fold.absent[:5])
    missing = f"{count(len(fold.absent), 'class that trains', 'classes that train')}"
    message = f"{fold.name} validates without {missing}: {named}."
    if alone:
        message += " One class is left, and AUC is not defined on it."
    remedy = "Use StratifiedKFold, or StratifiedGroupKFold where samples belong to groups."
    severity: Severity = "warning" if alone else "info"
    return _finding(fold, "SG511", "class-missing-in-val", severity, message, remedy, len(fold.absent))


def outside(fold: AuditedFold, ground: Ground) -> Finding | None:
    """Targets that training does not span."""
    if fold.outside < OUTSIDE * fold.validation or not fold.outside:
        return None
    message = (
        f"{fold.outside:,} of {count(fold.validation, 'validation target')} of {fold.name} "
        f"({share(fold.outside, fold.validation)}) lie outside the range of its training targets."
    )
    remedy = "Predict differences or ratios, or compare with the last value: a network does not extrapolate."
    return _finding(fold, "SG616", "val-shift", "info", message, remedy, fold.outside)


def few(fold: AuditedFold, ground: Ground) -> Finding | None:
    """Hardly any independent window is left in a part."""
    for part, windows, least in (
        ("validation", fold.validation_windows, FEW_VALIDATION),
        ("training", fold.train_windows, FEW_TRAIN),
    ):
        if 0 < windows < least:
            samples = fold.validation if part == "validation" else fold.train
            message = (
                f"{count(samples, f'{part} window')} of {fold.name} hold as many rows as {count(windows, 'window')} "
                "side by side."
                if not ground.independent
                else f"{fold.name} has {count(samples, f'{part} sample')}."
            )
            remedy = "Report the spread over the folds beside the mean, or ask for fewer folds."
            return _finding(fold, "SG431", "few-independent-windows", "info", message, remedy, windows)
    return None


RULES: tuple[Rule, ...] = (
    empty, both, copies, shared_rows, same_groups, order, unseen_class, absent_class, outside, few,
)  # fmt: skip
