"""Targets for which the loss is not defined."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.fixes import number
from seqguard.core.text import num, share
from seqguard.facts.model.compiled import BINARY, MODEL, OutputFacts, Outside, TargetFacts


@check("SG708", severity="error", explains=("SG719", "SG729"))
def loss_domain(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """The loss is not defined, or not bounded, for some of the targets.

    Why: Binary cross-entropy falls without bound where a target lies outside of [0, 1]; the percentage error
        divides by the target; the squared logarithm and Poisson losses take a logarithm of it.
    Evidence: binary cross-entropy with y outside of [0, 1] (measured: losses of -0.84, -1.08, -1.31); percentage
        error with abs(y) < 1e-6 (2e8); squared logarithmic error with y <= -1, as a warning with y < 0, since it
        cuts them to 0; Poisson and Kullback-Leibler with y < 0 (NaN, negative).
    Remedy: The loss that fits the target, or a target that fits the loss.
    Limits: Losses that are not Keras's are not known.
    """
    t = model_target
    if not t.values:
        return
    problem = _problem(model, t)
    if problem is None:
        return
    count, what, does, remedy, severity = problem
    yield Finding(
        message=f"{count:,} of {t.values:,} targets ({share(count, t.values)}) {what}; y goes from {num(t.smallest)} "
        f"to {num(t.largest)}. {does}",
        remedy=remedy,
        evidence={
            "targets_outside": count,
            "targets": t.values,
            "smallest": t.smallest,
            "largest": t.largest,
            "loss": model.loss_label,
        },
        severity=severity,
        tensor=MODEL,
        features=(model.head,),
    )


def _problem(model: OutputFacts, t: TargetFacts) -> tuple[int, str, str, str, Severity] | None:
    """(targets, what they are, what it does, remedy, severity), None where all is well."""
    loss, label = model.loss, model.loss_label
    if loss in BINARY and t.unit.any:
        severity: Severity = "error" if t.unit.far else "warning"
        return (
            t.unit.any,
            "lie outside of 0 to 1",
            f"{label} falls below 0 and without bound for them.",
            _instead_of_binary(t),
            severity,
        )
    if loss == "mean_absolute_percentage_error" and t.tiny:
        return (
            t.tiny,
            "are closer to 0 than 1e-6",
            f"{label} divides by them: single samples give losses of 1e8.",
            "Take `loss='mae'` or `loss='mse'`.",
            "error",
        )
    if loss == "mean_squared_logarithmic_error" and t.negative.any:
        severity = "error" if t.below else "warning"
        return (
            t.negative.any,
            "are negative",
            f"{label} takes log(1 + y) and cuts them to 0.",
            "Take `loss='mse'`, or shift y.",
            severity,
        )
    if loss in ("poisson", "kl_divergence") and t.negative.any:
        return (
            t.negative.any,
            "are negative",
            f"{label} is not defined for them: NaN, or a loss below 0.",
            "Take `loss='mse'`, or counts from 0.",
            "error",
        )
    return None


def _instead_of_binary(t: TargetFacts) -> str:
    if t.whole and t.smallest == -1 and t.largest == 1 and t.classes == 2:
        return "Make the labels -1 and 1 into 0 and 1: `y = (y + 1) / 2`."
    if t.whole and t.classes is not None and 2 < t.classes <= 1000 and t.smallest >= 0:
        units = int(t.largest) + 1
        return (
            f"Take `Dense({units}, activation='softmax')` with `loss='sparse_categorical_crossentropy'`, since y holds "
            f"{t.classes} classes."
        )
    if t.whole and t.classes == 2:
        return f"Make the two labels 0 and 1: `y = (y == {number(t.largest)}).astype('float32')`."
    return "Take `loss='mse'` with a linear output if y is a quantity, else labels 0 and 1."


@loss_domain.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(
        shape=(90, 1), values=90, largest=2, whole=True, classes=3, unit=Outside(any=30, far=30, first=2, worst=2.0)
    )
    return {
        "model": OutputFacts(activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy"),
        "model_target": target,
    }


@loss_domain.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(90, 1), values=90, largest=1, whole=True, binary=True, classes=2)
    return {
        "model": OutputFacts(activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy"),
        "model_target": target,
    }
