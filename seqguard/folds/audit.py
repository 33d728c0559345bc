"""`audit`: the folds of a cross-validation against the windows that they were drawn from."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.core.finding import Finding, Impact, Skipped
from seqguard.core.options import Options, RuleOptions
from seqguard.core.plan import Ints
from seqguard.core.shapes import samples as size_of
from seqguard.core.version import __version__
from seqguard.engine.run import require_models
from seqguard.folds import drawing, words
from seqguard.folds.findings import findings_of
from seqguard.folds.given import Given, Samples, folds_of, named
from seqguard.folds.ground import Ground, read_ground
from seqguard.folds.judge import AuditedFold, judge
from seqguard.folds.remedy import Proposal, proposals
from seqguard.folds.scores import Stretch, compared, kept, stretch_of
from seqguard.report.report import Circumstances, FailOn, Report, check_fail_on
from seqguard.sources.gather import gather
from seqguard.sources.split import Split

RAN = (
    "class-missing-in-val", "empty-input", "few-independent-windows", "group-overlap", "interleaved-split",
    "split-without-gap", "train-val-overlap", "unseen-class-in-val", "val-before-train", "val-shift", "window-overlap",
)  # fmt: skip
"""The checks whose faults are looked for in every fold."""


@dataclass(frozen=True, eq=False, repr=False)
class Audit:
    """What `seqguard.audit` returns: one report over all folds. Prints as text, and as HTML in a notebook.

    Attributes:
        splitter: what was audited.
        report: the findings, of each the fold that has most of it; `report.run` says how long it took.
        folds: the numbers of each fold.
        notes: what the samples were read as.
        needed: rows from the beginning of one window to that of another with which it shares none; None where samples
            share no rows.
        code: the splitter that fits the data, as lines that run; "" where nothing is wrong with the one given, or none
            was found that fits better.
        proof: the audit of that splitter; None without one.
        starts: (n,) the row at which each window begins; None where samples share no rows.
        series: (n,) the number of each window's series; None likewise.
        order: (n,) the samples in the order of time; None where they stand in it, or it is not known.
        copies: (n,) a number that equal samples have in common, and no other; None without copies.
        impact: with `impact=True`, what cheap models score in these folds and in those proposed; else None.
    """

    splitter: str
    report: Report
    folds: tuple[AuditedFold, ...]
    notes: tuple[str, ...] = ()
    needed: int | None = None
    code: str = ""
    proof: "Audit | None" = None
    starts: Ints | None = None
    series: Ints | None = None
    order: Ints | None = None
    copies: Ints | None = field(default=None)
    impact: Impact | None = None

    def fails(self, fail_on: FailOn = "error") -> bool:
        """Whether a gate at this level is closed."""
        return self.report.fails(fail_on)

    def raise_for(self, fail_on: FailOn = "error") -> "Audit":
        """Return the audit itself, or raise `PreflightError` when `fails(fail_on)`; `.report` has the findings."""
        if self.report.fails(fail_on):
            self.report.raise_for(fail_on)
        return self

    def to_dict(self) -> dict[str, Any]:
        """The audit as JSON values: the report by docs/report.schema.json, the folds, the code and its proof."""
        return {
            "splitter": self.splitter,
            "notes": list(self.notes),
            "needed": self.needed,
            "folds": [fold.to_dict() for fold in self.folds],
            "report": self.report.to_dict(),
            "code": self.code,
            "impact": vars(self.impact) if self.impact is not None else None,
            "proof": self.proof.to_dict() if self.proof is not None else None,
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The audit as JSON text."""
        return words.as_json(self.to_dict(), indent)

    def to_html(self) -> str:
        """The audit as one self-contained HTML page with its figure: no script and nothing fetched."""
        return words.page(self)

    def figure(self) -> str:
        """All folds on the time axis, as SVG: what trains, what validates, what shares rows, and the gaps."""
        return drawing.svg(self.splitter, self.folds)

    def __str__(self) -> str:
        return words.text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return words.fragment(self)


def audit(
    cv: Any,
    X: Any,
    y: Any = None,
    *,
    groups: Any = None,
    timestamps: Any = None,
    horizon: int | None = None,
    fail_on: FailOn = "never",
    **options: Any,
) -> Audit:
    """Look at all folds of a split before anything is trained on them. The data are read once, whatever the folds.

    Args:
        cv: a splitter of scikit-learn or sktime, or anything with such a `split`; the share that Keras cuts off as
            `validation_split` (0.2); a number of folds, as scikit-learn reads it; stored fold numbers (n,), -1 for
            samples that never validate; a dict of name to (train, validation) or an iterable of such pairs, of indices,
            of masks, or of darts series, whose times are looked up in `timestamps`.
        X, y: as for `seqguard.inspect`.
        groups, timestamps: as for `seqguard.Split`.
        horizon: rows after a window that its target takes; None tells it from y, where y is a feature of X.
        fail_on: the severity at which to raise: "error", "warning" or "never".
        **options: those of `seqguard.inspect` that say what the data are (task, tokens, mask_value, names), with
            `select` and `ignore`; `impact=True` scores cheap models in these folds and in those proposed.

    Returns:
        The audit. It prints as text, and as HTML in a notebook.

    Raises:
        PreflightError: a finding reached `fail_on`; `.report` has the findings.
        TypeError, ValueError: an argument is not what is described above; the message names it.
    """
    check_fail_on(fail_on)
    if horizon is not None and (isinstance(horizon, bool) or not isinstance(horizon, int)):
        raise TypeError(f"horizon must be a whole number or None, got {shown(horizon)}")
    if horizon is not None and horizon < 0:
        raise ValueError(f"horizon must be 0 or more, got {horizon}")
    asked = _options(options)
    require_models(asked)
    started = time.perf_counter()
    split = _split(X, y, groups, timestamps)
    data = gather(split)[0]
    ground = read_ground(data, asked.data, horizon)
    samples = Samples(
        split.X, _labels(split.y, ground), data.groups, ground.times, ground.n, ground.classes is not None
    )
    stretch = stretch_of(data, ground.plans, ground) if asked.running.impact else None
    parts: list[tuple[Ints, Ints]] = []
    folds = tuple(_judged(fold, ground, stretch, parts) for fold in folds_of(cv, samples))
    made = _made(named(cv), folds, ground, asked.rules)
    if not _sound(made):
        made, fair = _with_remedy(made, ground, asked.rules)
        if stretch is not None and fair is not None:
            made = replace(made, impact=compared(stretch, parts, kept(stretch, fair.given()), fair.made))
    run = replace(made.report.run, seconds=round(time.perf_counter() - started, 4))
    return replace(made, report=replace(made.report, run=run)).raise_for(fail_on)


def _judged(fold: Given, ground: Ground, stretch: Stretch | None, parts: list[tuple[Ints, Ints]]) -> AuditedFold:
    """The numbers of a fold; of the fold itself nothing is held but what lies in the stretch that is scored."""
    if stretch is not None:
        parts += kept(stretch, [fold])
    return judge(fold, ground)


def fold_pairs(cv: Any, X: Any, y: Any = None, groups: Any = None, timestamps: Any = None) -> list[tuple[Ints, Ints]]:
    """The folds that `audit` would look at, as pairs of indices: a splitter without a seed gives others each time."""
    split = _split(X, y, groups, timestamps)
    n = size_of(split.X) or 0
    times = None if split.timestamps is None or split.timestamps.ndim == 1 else split.timestamps[:, -1]
    samples = Samples(split.X, split.y, split.groups, split.timestamps if times is None else times, n, False)
    return [(fold.train, fold.validation) for fold in folds_of(cv, samples)]


def _options(words: Mapping[str, Any]) -> Options:
    made = Options.of(**words)
    wrong = sorted(words.keys() & {"checks", "thresholds", "schema"})
    if wrong:
        raise TypeError(f"audit takes no {wrong[0]}=: it runs no checks but its own; seqguard.inspect takes it")
    return made


def _asked_for(finding: Finding, rules: RuleOptions) -> bool:
    """Whether `select` and `ignore` leave a finding in."""

    def among(names: Iterable[str]) -> bool:
        return any(finding.slug == name or finding.code.startswith(name) for name in names)

    return (rules.select is None or among(rules.select)) and not among(rules.ignore)


def _split(X: Any, y: Any, groups: Any, timestamps: Any) -> Split:
    if not isinstance(X, Split):
        return Split(X, y, groups=groups, timestamps=timestamps)
    for name, own, said in (("y", X.y, y), ("groups", X.groups, groups), ("timestamps", X.timestamps, timestamps)):
        if said is not None and own is not None:
            raise TypeError(f"{name} must be None where X is a seqguard.Split that brings its own")
    return replace(X, y=X.y if y is None else y, groups=X.groups if groups is None else groups,
                   timestamps=X.timestamps if timestamps is None else timestamps)  # fmt: skip


def _labels(y: Any, ground: Ground) -> Any:
    """The targets as a splitter takes them: one-hot labels by number, and one column where there are several."""
    if ground.classes is not None:
        return ground.classes
    return y if isinstance(y, list) or (isinstance(y, np.ndarray) and y.ndim == 1) or hasattr(y, "iloc") else None


def _made(name: str, folds: tuple[AuditedFold, ...], ground: Ground, rules: RuleOptions) -> Audit:
    places = ground.places
    skipped = tuple(Skipped("SG004", "non-numeric", reason) for reason in dict.fromkeys(ground.unread))
    report = Report(
        findings=tuple(f for f in findings_of(folds, ground) if _asked_for(f, rules)),
        skipped=skipped,
        ran=RAN,
        run=Circumstances(seqguard=__version__),
    )
    return Audit(
        name,
        report,
        folds,
        notes=ground.notes,
        needed=ground.width if places is not None else None,
        starts=places.starts if places is not None else None,
        series=places.series if places is not None else None,
        order=ground.order,
        copies=ground.copies,
    )


def _with_remedy(made: Audit, ground: Ground, rules: RuleOptions) -> tuple[Audit, Proposal | None]:
    """The audit with the first splitter whose own folds are sound."""
    for proposal in proposals(ground, len(made.folds)):
        folds = tuple(judge(fold, ground) for fold in proposal.given())
        proof = _made(proposal.made, folds, ground, rules)
        if _sound(proof):
            return replace(made, code=proposal.code, proof=proof), proposal
    return made, None


def _sound(made: Audit) -> bool:
    """Whether nothing is wrong with the folds: no error, no warning, and no row in both parts."""
    return not made.report.fails("warning") and not any(f.slug == "split-without-gap" for f in made.report)
