"""A first loss far above that of a constant."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import Missing, check
from seqguard._report import Finding
from seqguard._words import num
from seqguard.keras.facts import MODEL, ProbeFacts


@check("SG719", severity="warning")
def loss_at_start(model_probe: ProbeFacts, *, times: float = 10.0) -> Iterable[Finding]:
    """The untrained model's loss is more than ten times that of a constant.

    Why: The first epochs only pull the outputs to where the targets are: with unscaled targets, hundreds of them.
    Evidence: First loss over the loss of the best constant. Measured: 0.65 to 2.8 with default initialisers on
        scaled targets.
    Remedy: Standardise y, or begin the bias of the last layer at the mean of y.
    Limits: Models with one output and a loss whose constant is known: squared, absolute and cross-entropies.
    """
    if model_probe.baseline is None:
        raise Missing("the loss of a constant is not known for this loss or these targets")
    first = model_probe.losses[0]
    if not model_probe.finite or model_probe.baseline <= 0 or first <= times * model_probe.baseline:
        return
    yield Finding(
        message=f"The loss begins at {num(first)}, a model that always gives the best constant has "
        f"{num(model_probe.baseline)}. The first epochs will only pull "
        "the outputs to where the targets are.",
        remedy="standardise y (and invert it for predictions), or "
        "bias_initializer=keras.initializers.Constant(y.mean()) in the last layer.",
        evidence={"first": first, "baseline": model_probe.baseline, "times": times},
        tensor=MODEL,
    )


@loss_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(losses=(251_000.0,), baseline=400.0)}


@loss_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model_probe": ProbeFacts(losses=(2.8,), baseline=1.0)}
