"""Cross-entropy on an output that is no probability."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import BINARY, CROSSENTROPIES, MODEL, OutputFacts

NO_PROBABILITY = frozenset(
    {
        "linear",
        "relu",
        "relu6",
        "leaky_relu",
        "tanh",
        "elu",
        "selu",
        "gelu",
        "silu",
        "softplus",
        "softsign",
        "exponential",
        "mish",
    }
)


@check("SG703", severity="error")
def loss_needs_probabilities(model: OutputFacts) -> Iterable[Finding]:
    """A cross-entropy reads an output that is no probability.

    Why: Without `from_logits=True` the loss clips the output to [1e-7, 1 - 1e-7]. Outside of it there is no
        gradient, and an untrained model, whose outputs lie around 0, starts there.
    Evidence: from_logits false, output activation neither sigmoid nor softmax. Measured: binary cross-entropy
        starts at 7.1 to 7.5 instead of 0.69, the categorical ones at 2.49 instead of 1.10.
    Remedy: `from_logits=True` in the loss, or the activation that belongs to it.
    Limits: Silent for activations that it does not know and for losses that are not Keras's.
    """
    given = model.known_activation()
    if model.loss not in CROSSENTROPIES or model.from_logits or given not in NO_PROBABILITY:
        return
    binary = model.loss in BINARY
    name = "".join(word.capitalize() for word in model.loss.split("_"))
    activation = "sigmoid" if binary else "softmax"
    yield Finding(
        message=f"{model.loss_label} expects probabilities, but {model.label} is {given}: Keras clips it "
        f"to [1e-7, 1 - 1e-7], where there is no gradient. Training starts near "
        f"{'7 instead of 0.69' if binary else 'twice the loss of chance'} "
        f"and may stay there.",
        remedy=f"Give `{model.head}` the `activation='{activation}'`, or take "
        f"`loss=keras.losses.{name}(from_logits=True)`"
        + (f" with a linear `{model.head}`." if given != "linear" else "."),
        evidence={"activation": given, "loss": model.loss_label, "from_logits": False},
        tensor=MODEL,
        features=(model.head,),
    )


@loss_needs_probabilities.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="linear", loss="binary_crossentropy", loss_label="binary_crossentropy")}


@loss_needs_probabilities.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "model": OutputFacts(
            activation="linear", loss="binary_crossentropy", loss_label="binary_crossentropy", from_logits=True
        )
    }
