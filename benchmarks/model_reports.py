"""What is said of models that public reports have settled: heard on the fault, silent on its mended version.

    python benchmarks/model_reports.py --reports DIR [--only ID ...] [-o docs/measured/models.md]

DIR holds programs.py (faulty programs of public benchmarks) and threads.py (models of public threads). Each is trained
by `seqguard.keras.fit`; what counts as heard is a finding above info that names the cause, by the table below. On the
mended version each finding above info that is about the model or its training is an alarm, unless `TRUE` says why it is
not. The programs of DeepFD's benchmark have a table of their own, beside what its authors measured of other tools. With
--only the page keeps the lines of the other reports.
"""

import argparse
import importlib.util
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from _bars import bars, missed

import seqguard.keras
from seqguard import Finding, Report

EPOCHS = 60
"""Epochs that are trained at most; the look before knows how many are planned."""

CAUSES: dict[str, tuple[str, ...]] = {
    "31556268": ("squared-error-on-classes", "learning-rate-too-low", "standing-still", "constant-prediction"),
    "45337371": ("softmax-over-one-unit",),
    "59282996": ("exclusive-class-mismatch", "padded-accuracy", "too-few-steps"),
    "42800203": ("softmax-over-one-unit",),
    "46995209": ("unscaled-input", "input-scale-at-start"),
    "47932589": ("output-range",),
    "FacialKeypoints": ("learning-rate-too-high",),
    "averaging": (),
    "jena_gru": ("val-scaler-mismatch", "scaler-leak"),
    "AT-vanish": ("fading-gradient",),
    "AT-activation": ("loss-needs-probabilities",),
    "R01": ("unseen-class-in-val", "class-missing-in-val", "constant-target"),
    "R03": ("outlier", "sample-out-of-scale"),
    "R05": ("output-broadcast",),
    "R08": ("class-weight-shape",),
    "R11": ("padded-accuracy",),
    "R13": ("normalisation-over-one",),
    "R15": ("single-timestep",),
    "R17": ("output-range",),
    "R19": ("state-across-epochs",),
    "R21": ("ordered-labels", "sorted-labels"),
    "R23": ("trainable-after-compile",),
}
"""By report: the findings that name its cause. None where the program learns as well as its mended version does."""

TRUE: dict[tuple[str, str], str] = {
    (
        "59282996",
        "exclusive-class-mismatch",
    ): "the published mend keeps two sigmoid units under a sparse cross-entropy.",
    ("jena_gru", "echo-forecast"): "repeating the last value has mse 0.086 on the made weather, the model 0.119 after "
    "its 60 updates and 0.37 after 900.",
    ("AT-vanish", "cold-batch-normalization"): "training is ended after 60 of 300 epochs, and `evaluate` then has "
    "accuracy 0.60 on the samples that training has at 0.83; 0.82 with momentum=0.9, as the remedy says.",
    ("averaging", "constant-prediction"): "both ReLU units of the mended net are dead in this draw.",
    ("averaging", "standing-still"): "both ReLU units of the mended net are dead in this draw.",
}
"""By report and slug: why what is said of a mended version is true."""

SUBSTITUTED: dict[str, str] = {
    "31556268": "nothing",
    "45337371": "nothing: the question draws its data",
    "59282996": "the data: padded sequences of the shape that the question gives",
    "42800203": "body and data: only the patch and the other tools' messages were at hand",
    "46995209": "body and data: only the patch and the other tools' messages were at hand",
    "47932589": "body and data: only the patch and the other tools' messages were at hand",
    "FacialKeypoints": "the faces: smooth random images of 96 x 96 with 30 keypoints",
    "averaging": "nothing",
}
"""Of the DeepFD programs at hand, what of them is not the original."""


@dataclass(frozen=True)
class Case:
    """One report: its cause, the epochs planned, faulty and mended, and what makes (model, x, y, arguments of fit)."""

    name: str
    cause: str
    epochs: tuple[int, int]
    make: Callable[[bool], Any]
    substituted: bool = False


@dataclass(frozen=True)
class Row:
    """What was said of a report: on the fault before and in training, and on its mended version."""

    case: Case
    early: tuple[str, ...]
    late: tuple[str, ...]
    beside: tuple[str, ...]
    alarms: tuple[str, ...]
    data: tuple[str, ...]
    seconds: float

    @property
    def heard(self) -> bool:
        """Whether the cause was named."""
        return bool(self.early or self.late)

    @property
    def when(self) -> str:
        """By what, and before or in training."""
        if self.early:
            return f"before: {', '.join(self.early)}"
        return f"in training: {', '.join(self.late)}" if self.late else "no"

    @property
    def untrue(self) -> tuple[str, ...]:
        """Alarms on the mended version that are not known to be true."""
        return tuple(slug for slug in self.alarms if (self.case.name, slug) not in TRUE)

    @classmethod
    def of(cls, line: str, known: Mapping[str, Case]) -> "Row | None":
        """The report of a line of the page; None for any other line."""
        cells = [cell.strip() for cell in line.strip("| \n").split(" | ")]
        name = cells[0].removesuffix(" (substituted)")
        if name not in known or len(cells) != 7:
            return None
        when, slugs = cells[2].partition(": ")[::2]
        beside, alarms, data = (
            tuple(s.removesuffix(" (true)") for s in cell.split(", ")) if cell != "-" else () for cell in cells[3:6]
        )
        heard = tuple(slugs.split(", ")) if slugs else ()
        early, late = (heard if when == word else () for word in ("before", "in training"))
        return cls(known[name], early, late, beside, alarms, data, float(cells[6]))

    def __str__(self) -> str:
        alarms = [f"{slug}{'' if slug in self.untrue else ' (true)'}" for slug in self.alarms]
        cells = (
            f"{self.case.name}{' (substituted)' if self.case.substituted else ''}",
            self.case.cause,
            self.when,
            ", ".join(self.beside) or "-",
            ", ".join(alarms) or "-",
            ", ".join(self.data) or "-",
            f"{self.seconds:.1f}",
        )
        return f"| {' | '.join(cells)} |"


def cases(folder: Path) -> list[Case]:
    """The programs, then the threads."""
    programs, threads = (_module(folder / f"{name}.py") for name in ("programs", "threads"))
    found = [
        Case(name, c["truth"], tuple(c["epochs"]), c["f"], not c["real"] or bool(c["note"]))
        for name, c in programs.C.items()
    ]
    return found + [Case(name, cause, (epochs, epochs), f) for name, _, _, cause, epochs, f in threads.R]


def _module(path: Path) -> Any:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def look_and_train(case: Case, faulty: bool) -> tuple[Report, Report | None, float]:
    """(report before training, report after it, CPU seconds of the look); no report after it where Keras raised."""
    keras.utils.set_random_seed(0)
    model, x, y, given = case.make(faulty)
    epochs = case.epochs[0] if faulty else case.epochs[1]
    started = time.process_time()
    before = seqguard.keras.inspect(model, x, y, epochs=epochs, **given)
    spent = time.process_time() - started
    keras.utils.set_random_seed(0)
    model, x, y, given = case.make(faulty)
    if epochs > EPOCHS:
        given["callbacks"] = [*given.get("callbacks", ()), Enough()]
    try:
        history = seqguard.keras.fit(model, x, y, epochs=epochs, verbose=0, fail_on="never", **given)
    except Exception as error:
        print(f"  {case.name}: fit raised {type(error).__name__}")
        return before, None, spent
    return before, history.seqguard, spent


class Enough(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Ends a training before its planned end, as a person would who has seen enough."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Stop after EPOCHS epochs."""
        self.model.stop_training = epoch + 1 >= EPOCHS


def loud(report: Report | None) -> list[Finding]:
    """Findings above info, and what those have absorbed."""
    if report is None:
        return []
    return [one for f in report if f.severity != "info" for one in (f, *f.absorbed)]


def row(case: Case) -> Row:
    """Look at both versions of a report and train them."""
    before, after, spent = look_and_train(case, faulty=True)
    said_before, said_after = loud(before), loud(after)
    causes = CAUSES[case.name]
    early, late = ([f.slug for f in said if f.slug in causes] for said in (said_before, said_after))
    mended_before, mended_after, _ = look_and_train(case, faulty=False)
    mended = [*loud(mended_before), *loud(mended_after)]
    for finding in mended:
        if about_model(finding) and (case.name, finding.slug) not in TRUE:
            print(f"  {case.name}, mended: {finding.severity} {finding.slug}: {finding.message}")
    return Row(
        case,
        tuple(dict.fromkeys(early)),
        tuple(dict.fromkeys(late)),
        tuple(sorted({f.slug for f in (*said_before, *said_after)} - set(causes))),
        tuple(sorted({f.slug for f in mended if about_model(f)})),
        tuple(sorted({f.slug for f in mended if not about_model(f)})),
        spent,
    )


def about_model(finding: Finding) -> bool:
    """Whether a finding is about the model or its training, and not about the data alone."""
    return finding.code.startswith(("SG7", "SG8"))


def page(rows: Sequence[Row]) -> str:
    """Both tables."""
    threads = [r for r in rows if r.case.name.startswith("R")]
    programs = [r for r in rows if r not in threads]
    lines = [
        "# Models of public reports",
        "",
        f"`benchmarks/model_reports.py`, Keras {keras.__version__} on {keras.backend.backend()}. Heard by a finding "
        f"above info that names the cause: {sum(r.heard for r in programs)} of {len(programs)} programs, "
        f"{sum(r.heard for r in threads)} of {len(threads)} threads. Findings above info about model or training on "
        f"the mended versions that are not true: {sum(len(r.untrue) for r in rows)}. At most {EPOCHS} epochs are "
        'trained; "substituted" are programs of which only the patch or the tools\' messages were at hand, or whose '
        "data were made anew.",
        "",
        "| report | cause | heard | also said | on the mended: model | on the mended: data | CPU s of the look |",
        "|---|---|---|---|---|---|---|",
        *(str(r) for r in rows),
        "",
        "What is said of mended versions, and why it is true:",
        "",
        *(f"- {name}, {slug}: {TRUE[name, slug]}" for r in rows for name, slug in spoken(r)),
        "",
        *deepfd(rows),
    ]
    return "\n".join(lines) + "\n"


def spoken(row: Row) -> list[tuple[str, str]]:
    """The keys of `TRUE` that a row needs."""
    return [(row.case.name, slug) for slug in row.alarms if (row.case.name, slug) in TRUE]


def deepfd(rows: Sequence[Row]) -> list[str]:
    """The programs of DeepFD's benchmark, and what of them is not the original."""
    told = [r for r in rows if r.case.name in SUBSTITUTED]
    return [
        "## Programs of DeepFD's benchmark",
        "",
        f"Of {len(told)} at hand {sum(r.heard for r in told)} are named by their cause. On 20 programs of that "
        "benchmark, rebuilt, the evaluation of DeepFD's authors (Evaluation.xlsx, sheet Diagnosis) has DeepFD right on "
        "11, UMLAUT on 7, AutoTrainer on 6 and DeepLocalize on 1.",
        "",
        "| program | the benchmark's fault | named | substituted |",
        "|---|---|---|---|",
        *(f"| {r.case.name} | {r.case.cause} | {r.when} | {SUBSTITUTED[r.case.name]} |" for r in told),
    ]


def main() -> int:
    """Print the tables, or write them; 1 when a bar of benchmarks/bars.csv was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    known = {case.name: case for case in cases(asked.reports)}
    kept = asked.output.read_text(encoding="utf-8") if asked.output is not None and asked.output.exists() else ""
    found = {r.case.name: r for line in kept.splitlines() if (r := Row.of(line, known)) is not None}
    for case in known.values():
        if asked.only and case.name not in asked.only:
            continue
        found[case.name] = row(case)
        print(found[case.name], flush=True)
        keras.backend.clear_session()
    rows = [found[name] for name in known if name in found]
    if asked.output is not None:
        asked.output.write_text(page(rows), encoding="utf-8")
    if len(rows) < len(known):
        return 0
    threads, programs = ([r.heard for r in rows if r.case.name.startswith("R") == of] for of in (True, False))
    figures = {
        "share of programs heard": sum(programs) / len(programs),
        "share of threads heard": sum(threads) / len(threads),
        "untrue findings on mended versions": float(sum(len(r.untrue) for r in rows)),
        "DeepFD programs by the name of the cause": float(sum(r.heard for r in rows if r.case.name in SUBSTITUTED)),
    }
    told = missed(bars(), "model_reports", figures)
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
