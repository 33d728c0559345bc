"""A model without a trainable weight."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, NetworkFacts


@check("SG734", severity="error", explains=("SG714", "SG715"))
def nothing_trainable(model: NetworkFacts) -> Iterable[Finding]:
    """No weight of the model is trainable.

    Why: `fit` runs and changes nothing.
    Evidence: No trainable parameter among those of the built model.
    Remedy: `layer.trainable = True` before `compile`.
    Limits: A single frozen layer is not spoken of: it is how fine-tuning works.
    """
    if model.trainable or not model.parameters:
        return
    yield Finding(
        message=f"None of the {model.parameters:,} parameters of `{model.name}` is trainable: fit will change nothing.",
        remedy="Set `layer.trainable = True` on the layers that should learn, then compile again.",
        evidence={"parameters": model.parameters, "trainable": 0},
        tensor=MODEL,
    )


@nothing_trainable.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(parameters=16_961, trainable=0)}


@nothing_trainable.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(parameters=16_961, trainable=65)}
