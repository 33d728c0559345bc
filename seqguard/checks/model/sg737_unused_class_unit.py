"""Units for classes that never occur."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import CATEGORICAL, MODEL, SPARSE, OutputFacts, TargetFacts


@check("SG737", severity="info")
def unused_class_unit(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """The output has units for classes that no sample has.

    Situation: The output has ten units, and y has three classes.
    Why: The units learn to be never chosen. Often the number of classes was written down for other data, or class
        numbers begin above 0 and were made one-hot as they are.
    Evidence: Columns of one-hot targets that are 0 in every row; for class numbers, fewer distinct ones than units.
    Remedy: As many units as classes.
    Limits: Classes that occur in later data only are a reason to keep their units: a note.
    """
    units, t = model.units, model_target
    if units is None or units < 2 or not t.values:
        return
    unused = t.unused if model.loss in CATEGORICAL and t.one_hot > 0.99 else 0
    if model.loss in SPARSE and t.classes is not None and t.whole and t.smallest >= 0 and t.largest < units:
        unused = units - t.classes
    if unused <= 0:
        return
    yield Finding(
        message=f"{model.subject} has {units} units, and for {unused} of them no sample of y has the class.",
        remedy=f"Take `Dense({units - unused}, activation='softmax')`, with classes numbered by "
        "`np.unique(y, return_inverse=True)`.",
        evidence={"units": units, "unused": unused},
        tensor=MODEL,
        features=(model.head,),
    )


@unused_class_unit.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 10), activation="softmax", loss="categorical_crossentropy")
    return {"model": model, "model_target": TargetFacts(shape=(90, 10), values=900, binary=True, one_hot=1.0, unused=4)}


@unused_class_unit.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = OutputFacts(shape=(None, 3), activation="softmax", loss="sparse_categorical_crossentropy")
    return {"model": model, "model_target": TargetFacts(shape=(90,), values=90, largest=2, whole=True, classes=3)}
