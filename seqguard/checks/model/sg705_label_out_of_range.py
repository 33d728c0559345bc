"""Labels for which there is no unit."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import count, num
from seqguard.facts.model.compiled import SPARSE, OutputFacts, TargetFacts


@check("SG705", severity="error", explains=("SG507",))
def label_out_of_range(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Labels lie outside of 0 to units - 1, or between whole numbers.

    Why: Sparse categorical cross-entropy takes the label as the number of a unit. TensorFlow on a CPU refuses one
        that does not exist, JAX trains on without a word; fractions are cut off silently on both.
    Evidence: min(y) < 0, max(y) >= units, or y not whole. Measured on JAX: labels 1 to 3 for 3 units train to 0.397
        without an error.
    Remedy: `np.unique(y, return_inverse=True)[1]` numbers the classes from 0.
    Limits: A label that the loss ignores (`ignore_class`) is left out only where it is the smallest or the largest.
    """
    units, t = model.units, model_target
    if model.loss not in SPARSE or units is None or not t.values:
        return
    bad = any(not 0 <= v < units and v != model.ignore_class for v in (t.smallest, t.largest))
    if t.whole and not bad:
        return
    what, does = "labels that are no whole numbers", "Keras cuts the fraction off without a word."
    if bad:
        what = f"labels from {num(t.smallest)} to {num(t.largest)}"
        does = "TensorFlow refuses them on a CPU, JAX and a GPU train on garbage."
    remedy = "Take a regression loss such as 'mse' if y is a quantity; else number its classes from 0."
    if t.whole:
        counted = "the classes" if t.classes is None else count(t.classes, "class", "classes")
        wider = f", and the output needs {t.classes} units" if (t.classes or 0) > units else ""
        remedy = f"Number {counted} from 0, `y = np.unique(y, return_inverse=True)[1]`{wider}."
    yield Finding(
        message=f"y has {what}; {model.label} has {units} units, numbered 0 to {units - 1}. {does}",
        remedy=remedy,
        evidence={"smallest": t.smallest, "largest": t.largest, "units": units, "whole": t.whole},
    )


@label_out_of_range.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 3),
        activation="softmax",
        loss="sparse_categorical_crossentropy",
        loss_label="sparse_categorical_crossentropy",
    )
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90,), values=90, smallest=1, largest=3, whole=True, classes=3),
    }


@label_out_of_range.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(
        shape=(None, 3),
        activation="softmax",
        loss="sparse_categorical_crossentropy",
        loss_label="sparse_categorical_crossentropy",
    )
    return {
        "model": model,
        "model_target": TargetFacts(shape=(90,), values=90, smallest=0, largest=2, whole=True, classes=3),
    }
