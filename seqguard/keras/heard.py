"""What `fit` says where nobody asked for the report: before training, at its end, and where it refuses to train."""

import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

import keras

from seqguard.core.errors import SeqguardWarning
from seqguard.core.finding import Baseline, Finding
from seqguard.core.text import count, num
from seqguard.keras.losses import loss_of, the_one
from seqguard.report.report import FailOn, PreflightError, Report

PACKAGE = str(Path(__file__).parents[1])
METRICS = {
    "mean_squared_error": "mse",
    "binary_crossentropy": "cross-entropy",
    "categorical_crossentropy": "cross-entropy",
    "sparse_categorical_crossentropy": "cross-entropy",
}
"""The metric of a `Baseline` that is the mean of a Keras loss over the samples."""


class Watched(keras.callbacks.History):  # type: ignore[misc]  # Keras has no types
    """The `History` of a watched training: its attribute `seqguard` is the report, and a notebook shows that."""

    def __init__(self) -> None:
        super().__init__()
        self.seqguard = Report()

    def __repr__(self) -> str:
        last = ", ".join(f"{name} {num(float(values[-1]))}" for name, values in self.history.items() if values)
        return f"<History of {count(len(self.epoch), 'epoch')}: {last or 'nothing logged'}>\n{self.seqguard}"

    def _repr_html_(self) -> str:
        return self.seqguard._repr_html_()


def refuse(report: Report, when: str) -> NoReturn:
    """Raise `PreflightError`: first the finding, then when it was met, then the report."""
    worst = next(iter(report.findings), None)
    first = report.crashed[0].error if report.crashed and worst is None else "the training data were not looked at"
    headline = first if worst is None else f"{worst.slug} · {worst.place}: {worst.message}"
    _hide_own_frames()
    raise PreflightError(report, f"{headline}\n\n{when}\n\n{report}")


def gate(report: Report, fail_on: FailOn, when: str, said: Report | None = None) -> None:
    """Raise where the report reaches `fail_on`; else warn, in one warning, of what was not `said` before.

    Training data that are read only as training reads them close no gate: `fit` says at its end what was not seen.
    """
    known = {_identity(f) for f in said or ()}
    levels = {"error": ("error",), "warning": ("error", "warning"), "never": ()}[fail_on]
    if fail_on != "never" and (report.crashed or any(f.severity in levels for f in report)):
        refuse(report, f"{when} (fail_on={fail_on!r})")
    loud = [f for f in (*report.errors, *report.warnings) if _identity(f) not in known]
    if loud:
        lines = "\n".join(f"  {_sentence(f)}" for f in loud)
        _warn(f"seqguard found {count(len(loud), 'thing')} to look at:\n{lines}")


def tell_trained(model: Any, history: Any, report: Report, before: Report, *, verbose: Any, weighted: bool) -> None:
    """A warning for each error or warning that training has added, and two lines on stderr unless `verbose` is 0."""
    known = {_identity(f) for f in before}
    for finding in (*report.errors, *report.warnings):
        if _identity(finding) not in known:
            _warn(f"{_sentence(finding)} Fix: {finding.remedy}")
    if verbose in (0, "0"):
        return
    loss = None if weighted else loss_of(the_one(model.loss))[0]
    for line in (verdict_line(report), loss_line(history.history, loss, report)):
        print(f"seqguard: {line}", file=sys.stderr)


def verdict_line(report: Report) -> str:
    """`1 warning (standing-still), 2 notes (no-validation-data, too-few-steps): print(history.seqguard)`."""
    parts = [f"{u.given}: not looked at" for u in report.unseen]
    for found, noun in ((report.errors, "error"), (report.warnings, "warning"), (report.of("info"), "note")):
        if found:
            parts.append(f"{count(len(found), noun)} ({', '.join(dict.fromkeys(f.slug for f in found))})")
    if not report.errors and not report.warnings:
        parts.insert(len(report.unseen), "no errors, no warnings")
    return ", ".join(parts) + ": print(history.seqguard)"


def loss_line(logs: Mapping[str, Any], loss: str | None, report: Report) -> str:
    """`val_loss 0.0323; the last value reaches 0.0242: not beaten`."""
    name = next((n for n in ("val_loss", "loss") if logs.get(n)), None)
    if name is None:
        return "no loss was logged"
    reached = float(logs[name][-1])
    split = "validation" if name == "val_loss" else "train"
    beaten_by = [b for b in report.baselines if b.split == split and b.metric == METRICS.get(loss or "")]
    if not beaten_by:
        why = "what is reached without learning is not known for this loss"
        return f"{name} {num(reached)}; {why}"
    best = min(beaten_by, key=lambda b: b.score)
    told = "beaten" if reached < best.score else "not beaten"
    return f"{name} {num(reached)}; {_rule(best)} reaches {num(best.score)}: {told}"


def _rule(baseline: Baseline) -> str:
    """`the last value`, `always answering the mean of train`."""
    if baseline.rule.startswith("last value"):
        return f"the {baseline.rule}"
    return f"always answering the {baseline.rule}"


def _sentence(finding: Finding) -> str:
    return f"{finding.slug} · {finding.place}: {finding.message}"


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.split, finding.place


def _warn(text: str) -> None:
    """A warning on the line of the user that called, however many frames of seqguard and Keras lie in between."""
    warnings.warn(text, SeqguardWarning, stacklevel=_level())


def _level() -> int:
    """How many frames up from `_warn` the first one lies that is neither seqguard's nor of Keras's training loop."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and _inner(frame.f_code.co_filename):
        level, frame = level + 1, frame.f_back
    return level


def _inner(filename: str) -> bool:
    return filename.startswith(PACKAGE) or "keras/src" in filename.replace("\\", "/")


def _hide_own_frames() -> None:
    """Have a `PreflightError` that nobody catches shown up to the user's line; other errors are shown as before."""
    shown = sys.excepthook
    if getattr(shown, "seqguard", False):
        return

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, PreflightError):
            error = error.with_traceback(_users(trace))
            trace = error.__traceback__
        shown(kind, error, trace)

    show.seqguard = True  # type: ignore[attr-defined]  # by which it is known that the hook is in place
    sys.excepthook = show


def _users(trace: TracebackType | None) -> TracebackType | None:
    """The frames down to the last one of the user's, innermost left out."""
    frames = list(_frames(trace))
    while len(frames) > 1 and _inner(frames[-1].tb_frame.f_code.co_filename):
        frames.pop()
    following: TracebackType | None = None
    for frame in reversed(frames):
        following = TracebackType(following, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return following


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next
