"""What a run found: findings, what was skipped and why, what crashed, and what was read as what.

A `Finding` is one fault at one place. Checks write its argument (message, remedy, evidence, place); the engine
stamps what it knows better (code, slug, split, tensor). A `Report` is what `seqguard.inspect` returns.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first: the order in which findings are shown."""

FailOn = Literal["error", "warning", "never"]

JsonValue = str | int | float | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault at one place, with the numbers that prove it and the change to make.

    Attributes:
        message: what, where, how we know and what it does to training; whole sentences, numbers included.
        remedy: the change to make in this case, without a leading "Fix:".
        evidence: the numbers behind the message beside their thresholds, as JSON values.
        features: names of the features (or target columns) it is about; empty when it is about the whole tensor.
        steps: timesteps, counted from 0 within the window; the first few.
        samples: sample numbers, counted from 0 within the split; the first few.
        severity: None stands for the severity of the check.
        tensor: None stands for the tensor that the check was run on.
        code, slug, split: stamped by the engine.
        also_in: other splits where the same check found the same place.
    """

    message: str
    remedy: str
    evidence: Mapping[str, JsonValue] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    samples: tuple[int, ...] = ()
    severity: Severity | None = None
    tensor: str | None = None
    code: str = ""
    slug: str = ""
    split: str = ""
    also_in: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Identity without numbers, by which baselines and SARIF recognise a finding in a later run."""
        return "|".join((self.code, self.tensor or "", ",".join(self.features)))

    @property
    def place(self) -> str:
        """`X · humidity`, `validation y`: where a person should look."""
        tensor = self.tensor or ""
        head = tensor if self.split in ("", "train") else f"{self.split} {tensor}".strip()
        return " · ".join([head, *self.features[:5]]) + (
            f" and {len(self.features) - 5} more" if len(self.features) > 5 else ""
        )


@dataclass(frozen=True)
class Skipped:
    """A check that did not run, and what it would have needed. "Not run" is never shown as "passed"."""

    code: str
    slug: str
    reason: str
    split: str = ""


@dataclass(frozen=True)
class Crash:
    """A check or fact that raised: the other checks went on, and the gate fails."""

    code: str
    slug: str
    error: str
    traceback: str
    split: str = ""


@dataclass(frozen=True)
class Reading:
    """What one tensor was read as: the first line of every report, since most wrong reports begin with a wrong reading.

    `notes` are short phrases in reading order: "sliding windows of one series (step 1)", "pre-padded with 0 (31 % of
    the steps)". `kinds` counts the features by kind (constant, binary, discrete, quantised, continuous).
    """

    split: str
    tensor: str
    shape: tuple[int, ...]
    dtype: str
    role: Literal["x", "y"]
    task: str
    notes: tuple[str, ...] = ()
    kinds: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Baseline:
    """A loss that is reached without learning anything: `score` of always answering as `rule` says, on `split`."""

    rule: str
    metric: str
    score: float
    split: str
    tensor: str = "y"


class PreflightError(ValueError):
    """Data or model reached the level of `fail_on`. `.report` is the whole report."""

    def __init__(self, report: "Report", message: str) -> None:
        super().__init__(message)
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.report, self.args[0])


class SeqguardWarning(UserWarning):
    """The warnings of a report that passed its gate, as one Python warning."""


@dataclass(frozen=True)
class Report:
    """What `seqguard.inspect` returns. Prints as text in a terminal and as HTML in a notebook.

    Attributes:
        findings: worst first, causes only: what another finding explains has been absorbed by it.
        skipped: checks that did not run, with the reason.
        crashed: checks that raised; the gate fails on any of them.
        readings: what each tensor was read as.
        baselines: losses that are reached without learning anything.
        ran: slugs of the checks that ran.
        run: what varies from run to run and never decides a finding: seconds, versions, what was sampled.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    crashed: tuple[Crash, ...] = ()
    readings: tuple[Reading, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    ran: tuple[str, ...] = ()
    run: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self.of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return self.of("warning")

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        return tuple(f for f in self.findings if f.severity == severity)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def fails(self, fail_on: FailOn = "error") -> bool:
        """Whether a gate at this level is closed: a finding that reaches it, or any check that crashed."""
        check_fail_on(fail_on)
        if fail_on == "never":
            return False
        levels = ("error",) if fail_on == "error" else ("error", "warning")
        return bool(self.crashed) or any(f.severity in levels for f in self.findings)

    def raise_for(self, fail_on: FailOn = "error") -> "Report":
        """Return the report itself, or raise `PreflightError` when `fails(fail_on)`."""
        if self.fails(fail_on):
            raise PreflightError(self, f"seqguard: the data did not pass the gate (fail_on={fail_on!r})\n\n{self}")
        return self

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values; the schema is docs/report.schema.json."""
        from seqguard.render.json import to_dict

        return to_dict(self)

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as JSON text."""
        from seqguard.render.json import to_json

        return to_json(self, indent=indent)

    def to_html(self) -> str:
        """The report as one self-contained HTML page: no script and nothing fetched."""
        from seqguard.render.html import page

        return page(self)

    def to_frame(self) -> "pd.DataFrame":
        """One row a finding; needs pandas."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        return pd.DataFrame([{c: getattr(f, c) for c in columns} for f in self.findings], columns=columns)

    def __str__(self) -> str:
        from seqguard.render.terminal import text

        return text(self)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from seqguard.render.html import fragment

        return fragment(self)


def check_fail_on(fail_on: str) -> None:
    """Raise ValueError unless `fail_on` is one of the three levels of a gate."""
    if fail_on not in ("error", "warning", "never"):
        raise ValueError(f"fail_on must be 'error', 'warning' or 'never', got {fail_on!r}")


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
