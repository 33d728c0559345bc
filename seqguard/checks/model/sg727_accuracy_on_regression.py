"""A classification metric on a regression."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import MODEL, REGRESSION, OutputFacts, TargetFacts

CLASSIFICATION = ("acc", "auc", "precision", "recall", "f1", "crossentropy", "top_k")


@check("SG727", severity="info")
def accuracy_on_regression(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """A metric of classes is measured on a quantity.

    Why: Accuracy counts predictions that equal the target exactly, or after rounding: on a quantity it is 0, or 1
        where all targets round alike, and says nothing.
    Evidence: A metric such as accuracy beside a regression loss, and targets that are no classes. In 4 of 45 public
        projects.
    Remedy: `metrics=["mae"]`.
    Limits: Targets of at most 20 whole numbers are taken for classes and left alone.
    """
    metrics = [m for m in model.metrics if any(word in m.lower() for word in CLASSIFICATION)]
    classes = model_target.whole and (model_target.classes or 0) <= 20
    if not metrics or model.loss not in REGRESSION or classes:
        return
    yield Finding(
        message=f"{listing(metrics)} counts exact hits, and y is a quantity trained with {model.loss_label}: the "
        f"number says nothing.",
        remedy="Measure an error instead: `metrics=['mae']`.",
        evidence={"metrics": list(metrics), "loss": model.loss_label},
        tensor=MODEL,
        features=(model.head,),
    )


@accuracy_on_regression.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(metrics=("accuracy",)), "model_target": TargetFacts(shape=(90,), values=90)}


@accuracy_on_regression.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(metrics=("mae",)), "model_target": TargetFacts(shape=(90,), values=90)}
