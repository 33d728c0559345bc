"""Sigmoid or softmax applied twice."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import CROSSENTROPIES, MODEL, OutputFacts


@check("SG704", severity="warning")
def double_activation(model: OutputFacts) -> Iterable[Finding]:
    """The output and the loss both apply a sigmoid or softmax.

    Why: `from_logits=True` makes the loss apply the activation to what is already a probability: everything is
        pressed into [0.5, 0.73], and confident answers cannot be expressed.
    Evidence: from_logits true and an output activation of sigmoid or softmax. Measured after 8 epochs on JAX: loss
        0.597 against 0.303. TensorFlow rescues it, since it remembers the value before the activation, and warns.
    Remedy: Drop one of the two.
    Limits: On TensorFlow the training is right as long as the activation is the last operation.
    """
    given = model.known_activation()
    if model.loss not in CROSSENTROPIES or not model.from_logits or given not in ("sigmoid", "softmax"):
        return
    rescue = (
        " TensorFlow takes the value before the activation and trains as if it were written once; JAX and torch do not."
    )
    yield Finding(
        message=f"{model.subject} applies {given}, and {model.loss_label}(from_logits=True) applies it again."
        + (rescue if model.backend == "tensorflow" else " The loss cannot fall below what [0.5, 0.73] allows."),
        remedy=f"Set `from_logits=False`, or make `{model.head}` linear.",
        evidence={"activation": given, "loss": model.loss_label, "from_logits": True},
        tensor=MODEL,
        features=(model.head,),
    )


@double_activation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model": OutputFacts(
            activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy", from_logits=True
        )
    }


@double_activation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy")}
