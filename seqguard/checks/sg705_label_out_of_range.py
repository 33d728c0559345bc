"""Labels for which there is no unit."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._report import Finding
from seqguard._words import num
from seqguard.keras.facts import SPARSE, OutputFacts, TargetFacts


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
    units = model.units
    if model.loss not in SPARSE or units is None or not model_target.values:
        return
    low, high = model_target.smallest, model_target.largest
    ignored = model.ignore_class
    bad = [v for v in (low, high) if not 0 <= v < units and v != ignored]
    if model_target.whole and not bad:
        return
    what = f"labels from {num(low)} to {num(high)}" if bad else "labels that are no whole numbers"
    counted = f"{model_target.classes} classes" if model_target.classes is not None else "the classes"
    does = (
        "TensorFlow refuses them on a CPU, JAX and a GPU train on garbage."
        if bad
        else "Keras cuts the fraction off without a word."
    )
    yield Finding(
        message=f"y has {what}; {model.label} has {units} units, numbered 0 to {units - 1}. {does}",
        remedy=f"y = np.unique(y, return_inverse=True)[1] numbers {counted} from 0"
        + (f", and the output needs {model_target.classes} units." if (model_target.classes or 0) > units else ".")
        if model_target.whole
        else "a regression loss such as 'mse' if y is a quantity, else labels 0, 1, ...",
        evidence={"smallest": low, "largest": high, "units": units, "whole": model_target.whole},
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
