"""What a check says: a finding, that it was skipped, that it crashed; and the losses that learning must beat.

A check writes the argument of a `Finding` (message, remedy, evidence, place); the engine stamps what it knows better
(code, slug, split, tensor).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from seqguard.core.figure import Figure

Severity = Literal["error", "warning", "info"]


SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first: the order in which findings are shown."""


JsonValue = str | int | float | bool | None | Sequence["JsonValue"] | Mapping[str, "JsonValue"]


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What a fault is worth: the score of a cheap model on the data as given and with the fault removed.

    Attributes:
        metric: "R²", "AUC" or "accuracy", of which more is better, or "RMSE" in deviations of the target.
        as_given: the score with the fault.
        without: the score without it; of "RMSE" the error on samples that the fault does not touch.
        interval: the middle 90 % of what `without` comes to on resampled stretches of time.
        baseline: what is reached without learning, by the last value, the mean or the commonest class; None where that
            says nothing.
        model: the model of both scores: "ridge", "logistic", "kNN" or "ridge + kNN" (which remembers the residuals of
            the line); "any" of a bound for all.
        sentence: all of it in one sentence.
    """

    metric: str
    as_given: float
    without: float
    interval: tuple[float, float]
    baseline: float | None
    model: str
    sentence: str

    @property
    def size(self) -> float:
        """By how much the score looks better or worse than it is."""
        return abs(self.as_given - self.without)

    def saying(self, sentence: str) -> "Impact":
        """The same figures in another sentence."""
        return replace(self, sentence=sentence)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault at one place, with the numbers that prove it and the change to make.

    Attributes:
        message: what, where, how we know and what it does to training; whole sentences, numbers included.
        remedy: the change to make in this case, without a leading "Fix:".
        fix: the same as Python that runs, in the names of the call: `X`, `y`, of validation `X_val`, `y_val`; "" where
            somebody must look first. A check writes it by `seqguard.core.fixes`.
        evidence: the numbers behind the message beside their thresholds, as JSON values.
        features: names of the features (or target columns) it is about; empty when it is about the whole tensor.
        steps: timesteps, counted from 0 within the window; the first few.
        samples: sample numbers, counted from 0 within the split; the first few.
        severity: None stands for the severity of the check.
        tensor: None stands for the tensor that the check was run on.
        code, slug, split: stamped by the engine.
        also_in: other splits where the same check found the same place.
        absorbed: the findings that this one explains, as they were; they do not stand in the report by themselves.
        own_severity: what the check itself said, where one of those is worse and `severity` is theirs; else None.
        figure: what it looks like; drawn by the engine, None where there is nothing to see or nothing was to be drawn.
        impact: what the fault is worth, where it was asked for (`impact=True`) and can be told; else None.
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
    absorbed: tuple["Finding", ...] = ()
    own_severity: Severity | None = None
    fix: str = ""
    figure: Figure | None = field(default=None, repr=False)
    impact: Impact | None = None

    def __post_init__(self) -> None:
        if self.severity is not None and self.severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {', '.join(SEVERITIES)} or None, got {self.severity!r}")
        if isinstance(self.features, str):
            raise TypeError(f"features must be a tuple of names, got the string {self.features!r}")

    @property
    def argument(self) -> str:
        """The message, and what the fault is worth where that is known."""
        return self.message if self.impact is None else f"{self.message} {self.impact.sentence}"

    @property
    def fingerprint(self) -> str:
        """Identity without numbers, by which baselines and SARIF recognise a finding in a later run."""
        return "|".join((self.code, self.tensor or "", ",".join(self.features)))

    @property
    def splits(self) -> tuple[str, ...]:
        """The split it was found in, then the others."""
        return (self.split, *self.also_in)

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
class Baseline:
    """A loss that is reached without learning anything: `score` of always answering as `rule` says, on `split`."""

    rule: str
    metric: str
    score: float
    split: str
    tensor: str = "y"


MODEL = "model"
"""The tensor of findings about a model: their features are its layers."""


class Explained(NamedTuple):
    """A code that a cause absorbs at the same place: where it stands in a further split, and the cause in train, with
    `splits`; where it stands on another tensor, with `tensors`. What is `excused` is no fault there, and the cause does
    not take over its severity."""

    code: str
    splits: bool = False
    tensors: bool = False
    excused: bool = False


Explains = Mapping[str, frozenset[Explained]]
"""What each code absorbs, by the code of the cause."""
