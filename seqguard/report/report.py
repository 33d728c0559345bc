"""What a run found: findings, what was skipped and why, what crashed, and what was read as what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from seqguard.core.errors import shown
from seqguard.core.figure import Figure, Pictures
from seqguard.core.finding import SEVERITIES, Baseline, Crash, Finding, JsonValue, Severity, Skipped

if TYPE_CHECKING:
    import pandas as pd


FailOn = Literal["error", "warning", "never"]
Level = Literal["error", "warning", "all"]
LEVELS: Mapping[str, tuple[Severity, ...]] = {
    "error": ("error",),
    "warning": ("error", "warning"),
    "all": ("error", "warning", "info"),
}
"""What `Report.show` lists at each level."""


@dataclass(frozen=True)
class Reading:
    """What one tensor was read as: the first line of every report, since most wrong reports begin with a wrong reading.

    `notes` are short phrases in reading order: "sliding windows of one series (step 1)", "pre-padded with 0 (31 % of
    the steps)". `kinds` counts the features by kind (constant, binary, discrete, quantised, continuous). `why` holds a
    sentence for each decision (order, padding, tokens, alignment, task), with the numbers that decided it.
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
    why: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Unseen:
    """What was given and not read: a report without it would pass for one that found nothing in it.

    Attributes:
        split: "train", or the name of a further split.
        given: what was handed in: "x is a generator".
        reason: why it was not read.
        call: the call that would read it; "" where there is none.
    """

    split: str
    given: str
    reason: str
    call: str = ""


class PreflightError(ValueError):
    """Data or model reached the level of `fail_on`. `.report` is the whole report."""

    def __init__(self, report: "Report", message: str) -> None:
        super().__init__(message)
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.report, self.args[0])


PreflightError.__module__ = "seqguard"  # a traceback names it where it is imported from


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What varies from run to run and never decides a finding; None where it is not known, or does not apply.

    Attributes:
        seconds: how long the inspection took.
        seqguard, numpy, python, keras, backend: versions, and Keras's backend where a model was at hand.
        sampled: share of the rows that sampled statistics read, by split and tensor.
        baseline: what a file of known findings took out of the report, and its entries that no longer occur.
    """

    seconds: float | None = None
    seqguard: str | None = None
    numpy: str | None = None
    python: str | None = None
    sampled: Mapping[str, float] | None = None
    keras: str | None = None
    backend: str | None = None
    baseline: Mapping[str, JsonValue] | None = None

    def to_dict(self) -> dict[str, Any]:
        """What is known, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Drawn:
    """A figure that a notebook shows; `svg` is a file of its own, and it prints as a line of characters."""

    figure: Figure

    @property
    def svg(self) -> str:
        """The figure as SVG, light or dark as its surroundings are."""
        return str(_format("svg").svg(self.figure, alone=True))

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return str(_format("strip").strip(self.figure))

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Report:
    """What `seqguard.inspect` returns. Prints as text in a terminal and as HTML in a notebook.

    Attributes:
        findings: worst first, causes only: what another finding explains has been absorbed by it.
        skipped: checks that did not run, with the reason.
        crashed: checks that raised; the gate fails on any of them.
        readings: what each tensor was read as.
        unseen: what was given and not read.
        unchecked: checks that were asked for by name and ran nowhere, with the reason; where no check ran at all, why.
        allow_unseen: whether the gate stays open over what is `unseen` or `unchecked`.
        baselines: losses that are reached without learning anything.
        ran: slugs of the checks that ran.
        run: what varies from run to run and never decides a finding: seconds, versions, what was sampled.
        pictures: where the splits are, what training logged, and each feature at a glance; empty with figures=False.
    """

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    crashed: tuple[Crash, ...] = ()
    readings: tuple[Reading, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    ran: tuple[str, ...] = ()
    run: Circumstances = field(default_factory=Circumstances)
    unseen: tuple[Unseen, ...] = ()
    unchecked: tuple[Skipped, ...] = ()
    allow_unseen: bool = False
    pictures: Pictures = field(default_factory=Pictures)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings with which training is meaningless or unsound."""
        return self.of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings at which a person should look."""
        return self.of("warning")

    @property
    def notes(self) -> tuple[Finding, ...]:
        """The findings that are worth knowing, `info`; `print` names them, `show("all")` lists them."""
        return self.of("info")

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings of one severity."""
        if not isinstance(severity, str) or severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {', '.join(map(repr, SEVERITIES))}, got {shown(severity)}")
        return tuple(f for f in self.findings if f.severity == severity)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        """How many findings there are."""
        return len(self.findings)

    def __bool__(self) -> bool:
        """True, whatever was found: `if report` asks whether there is one."""
        return True

    def fixes(self) -> str:
        """The changes that the findings propose as one script, to be read before it is run: nothing is changed here.

        `X`, `y`, `X_val` and `y_val` stand for the arrays that were inspected. What somebody must look at first is a
        comment.
        """
        return str(_format("script").script(self))

    def show(self, level: Level = "all") -> None:
        """Print the report with its findings down to a level: "error", "warning", or "all" with the notes, why each
        tensor was read as it was, and what was skipped and why."""
        if not isinstance(level, str) or level not in LEVELS:
            raise ValueError(f"level must be one of {', '.join(map(repr, LEVELS))}, got {shown(level)}")
        print(_format("terminal").for_stdout(self, shown=LEVELS[level]))

    def fails(self, fail_on: FailOn = "error") -> bool:
        """Whether a gate at this level is closed: a finding that reaches it, any check that crashed, and, unless
        `allow_unseen`, anything that was not read or not checked as asked."""
        check_fail_on(fail_on)
        if fail_on == "never":
            return False
        levels = ("error",) if fail_on == "error" else ("error", "warning")
        blind = not self.allow_unseen and bool(self.unseen or self.unchecked)
        return blind or bool(self.crashed) or any(f.severity in levels for f in self.findings)

    def raise_for(self, fail_on: FailOn = "error") -> "Report":
        """Return the report itself, or raise `PreflightError` when `fails(fail_on)`."""
        if self.fails(fail_on):
            raise PreflightError(self, f"seqguard: the data did not pass the gate (fail_on={fail_on!r})\n\n{self}")
        return self

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON values; the schema is docs/report.schema.json."""
        made: dict[str, Any] = _format("json").to_dict(self)
        return made

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as JSON text."""
        return str(_format("json").to_json(self, indent=indent))

    @staticmethod
    def from_json(text: str | bytes) -> "Report":
        """The report whose `to_json()` this is, of this or an earlier release; what a later one added is left out.

        Raises:
            TypeError: `text` is no text.
            ValueError: it is no JSON, no report, or of another schema version.
        """
        made: Report = _format("reading").from_json(text)
        return made

    def since(self, earlier: "Report") -> "Changes":
        """What is new, gone and changed against an earlier report: findings are known again by code, tensor and
        features."""
        if not isinstance(earlier, Report):
            raise TypeError(f"earlier must be a seqguard.Report, got {type(earlier).__name__}")
        made: Changes = _format("changes").changes(earlier, self)
        return made

    def to_html(self) -> str:
        """The report as one self-contained HTML page: no script and nothing fetched."""
        return str(_format("html").page(self))

    def to_markdown(self) -> str:
        """The report as Markdown: for an issue, a pull request, a model card."""
        return str(_format("markdown").section(self))

    def figure(self, finding: Finding) -> Drawn | None:
        """What a finding looks like; None where it has no figure, or none were made (figures=False).

        Raises:
            TypeError: it is no finding.
        """
        if not isinstance(finding, Finding):
            raise TypeError(f"finding must be one of the report's findings, got {shown(finding)}")
        return None if finding.figure is None else Drawn(finding.figure)

    def to_frame(self) -> "pd.DataFrame":
        """One row a finding; needs pandas."""
        import pandas as pd

        columns = list(Finding.__dataclass_fields__)
        rows = [
            {c: getattr(f, c) for c in columns} | {"absorbed": tuple(a.slug for a in f.absorbed)} for f in self.findings
        ]
        return pd.DataFrame(rows, columns=columns)

    def __str__(self) -> str:
        return str(_format("terminal").for_stdout(self))

    def __format__(self, spec: str) -> str:
        """Without colour, in an f-string: what is put together with other words may go to a log."""
        return format(str(_format("terminal").text(self, call=_format("terminal").CALL)), spec)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return str(_format("html").fragment(self))


@dataclass(frozen=True)
class Changes:
    """What one report says that an earlier one did not. Prints as text.

    Attributes:
        new, gone: findings that only the later one has, only the earlier one.
        changed: (before, now) of findings that both have, with another severity, split or message.
        same: how many are as they were.
        read: what was read otherwise: (place, before, now).
    """

    new: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()
    changed: tuple[tuple[Finding, Finding], ...] = ()
    same: int = 0
    read: tuple[tuple[str, str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, each finding as in a report."""
        made: dict[str, Any] = _format("changes").to_dict(self)
        return made

    def __str__(self) -> str:
        return str(_format("changes").text(self))


def _format(name: str) -> Any:
    """A module of the formats, loaded by name: a report is data, and they are written over it."""
    return import_module(f"seqguard.report.formats.{name}")


def check_fail_on(fail_on: str) -> None:
    """Raise ValueError unless `fail_on` is one of the three levels of a gate."""
    if not isinstance(fail_on, str) or fail_on not in ("error", "warning", "never"):
        raise ValueError(f"fail_on must be 'error', 'warning' or 'never', got {shown(fail_on)}")
