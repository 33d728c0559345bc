"""Targets for outputs that the model does not have."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import listing
from seqguard.facts.model.compiled import FitArguments, NetworkFacts


@check("SG741", severity="error")
def unknown_output(model: NetworkFacts, model_fit: FitArguments) -> Iterable[Finding]:
    """A key of y is the name of no output.

    Situation: y is a dictionary, and one of its keys is misspelt.
    Why: Keras cannot pair targets with outputs, and stops with "Expected float32, but got level of type 'str'" or
        "y_true and y_pred have different structures", which name neither.
    Evidence: y is a dict, the model has several outputs, and a key of the one is no name among the others.
    Remedy: The outputs' names as keys.
    Limits: Subclassed models do not tell their outputs before they run.
    """
    unknown = tuple(name for name in model_fit.targets if name not in model.outputs)
    if not model.outputs or not unknown:
        return
    without = tuple(name for name in model.outputs if name not in model_fit.targets)
    yield Finding(
        message=f"y has {listing(unknown)}, and the outputs of the model are {listing(model.outputs)}: Keras will "
        "refuse y with an error that names neither.",
        remedy=f"Name the keys as the outputs: `{{{without[0]!r}: y[{unknown[0]!r}]}}`, and so on."
        if without
        else f"Give y without {listing(unknown)}.",
        evidence={"unknown": list(unknown), "outputs": list(model.outputs)},
        tensor="y",
    )


@unknown_output.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(outputs=("level", "up")), "model_fit": FitArguments(targets=("lvl", "up"))}


@unknown_output.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": NetworkFacts(outputs=("level", "up")), "model_fit": FitArguments(targets=("up", "level"))}
