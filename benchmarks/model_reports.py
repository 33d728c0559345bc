"""What is said of models that public reports have settled: heard on the fault, silent on its mended version.

    python benchmarks/model_reports.py --reports DIR [--only ID ...] [-o docs/measured/models.md]

DIR holds programs.py (faulty programs of public benchmarks) and threads.py (models of public threads). Each is trained
by `seqguard.keras.fit`; what counts as heard is a finding above info that names the cause, by the table below. On the
mended version each finding above info that is about the model or its training is an alarm.
"""

import argparse
import importlib.util
import os
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras

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


@dataclass(frozen=True)
class Case:
    """One report: its cause, the epochs planned, faulty and mended, and what makes (model, x, y, arguments of fit)."""

    name: str
    cause: str
    epochs: tuple[int, int]
    make: Callable[[bool], Any]
    substituted: bool = False


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


def row(case: Case) -> tuple[str, bool, int]:
    """A row of the table, whether the fault was heard, and the alarms on the mended version."""
    before, after, spent = look_and_train(case, faulty=True)
    said_before, said_after = loud(before), loud(after)
    causes = CAUSES[case.name]
    early, late = ([f.slug for f in said if f.slug in causes] for said in (said_before, said_after))
    mended_before, mended_after, _ = look_and_train(case, faulty=False)
    alarms = {f.slug for f in (*loud(mended_before), *loud(mended_after)) if f.code.startswith(("SG7", "SG8"))}
    beside = {f.slug for f in (*loud(mended_before), *loud(mended_after))} - alarms
    when = (
        f"before: {', '.join(dict.fromkeys(early))}" if early else f"in training: {', '.join(late)}" if late else "no"
    )
    others = sorted({f.slug for f in (*said_before, *said_after)} - set(causes))
    cells = (
        f"{case.name}{' (substituted)' if case.substituted else ''}",
        case.cause,
        when,
        ", ".join(others) or "-",
        ", ".join(sorted(alarms)) or "-",
        ", ".join(sorted(beside)) or "-",
        f"{spent:.1f}",
    )
    return f"| {' | '.join(cells)} |", bool(early or late), len(alarms)


def main() -> None:
    """Print the table, or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=Path, required=True)
    parser.add_argument("--only", nargs="+")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    lines, heard, alarms = [], {"program": [0, 0], "thread": [0, 0]}, 0
    for case in cases(asked.reports):
        if asked.only and case.name not in asked.only:
            continue
        line, found, wrong = row(case)
        kind = "thread" if case.name in {c for c in CAUSES if c.startswith("R")} else "program"
        heard[kind] = [heard[kind][0] + found, heard[kind][1] + 1]
        alarms += wrong
        lines.append(line)
        print(line, flush=True)
        keras.backend.clear_session()
    text = "\n".join([*_head(heard, alarms), *lines]) + "\n"
    if asked.output is not None:
        asked.output.write_text(text, encoding="utf-8")
    print("\n".join(_head(heard, alarms)))


def _head(heard: dict[str, list[int]], alarms: int) -> list[str]:
    (p, of_p), (t, of_t) = heard["program"], heard["thread"]
    return [
        "# Models of public reports",
        "",
        f"`benchmarks/model_reports.py`, Keras {keras.__version__} on {keras.backend.backend()}. Heard by a finding "
        f"above info that names the cause: {p} of {of_p} programs, {t} of {of_t} threads. Findings above info about "
        f'model or training on the mended versions: {alarms}. At most {EPOCHS} epochs are trained; "substituted" '
        "are programs of which only the patch or the tools' messages were at hand, or whose data were made anew.",
        "",
        "| report | cause | heard | also said | on the mended: model | on the mended: data | CPU s of the look |",
        "|---|---|---|---|---|---|---|",
    ]


if __name__ == "__main__":
    main()
