"""A window longer than what the recurrent layer remembers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, LayerFacts, NetworkFacts
from seqguard.facts.model.training import ProbeFacts


@check("SG720", severity="info")
def short_memory(
    model: NetworkFacts,
    model_probe: ProbeFacts,
    *,
    times: float = threshold(
        4.0, 1, source="judgement: horizons are LSTM 52, GRU 18, SimpleRNN 32; training lengthens them"
    ),
) -> Iterable[Finding]:
    """The window is several times longer than what reaches the output.

    Why: The gradient of an input fades with every step to the output. Beyond the horizon the untrained model does
        not see.
    Evidence: Timesteps whose input gradient exceeds a thousandth of the largest; spoken where the window is more
        than 4 times that. Measured horizons: LSTM 52, GRU 18, SimpleRNN 32; bidirectional, convolutional and
        attention layers the whole window.
    Remedy: Pooling or Conv1D in front, Bidirectional, a shorter window.
    Limits: Training lengthens the memory where the data ask for it, so this is a note.
    """
    if model_probe.horizon is None:
        raise Missing("the gradient through time was not taken")
    recurrent = [layer for layer in model.recurrent if not layer.bidirectional]
    if not recurrent or model_probe.steps <= times * model_probe.horizon:
        return
    yield Finding(
        message=f"Of the {model_probe.steps:,} timesteps, the last {model_probe.horizon:,} reach the output of the "
        f"untrained model; the gradient of the earlier ones is below "
        "a thousandth of the largest.",
        remedy="Shorten the window, put a Conv1D with strides in front of the recurrent layer, or read both ways "
        "(Bidirectional).",
        evidence={"timesteps": model_probe.steps, "horizon": model_probe.horizon},
        tensor=MODEL,
        features=(recurrent[0].name,),
    )


@short_memory.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = NetworkFacts(layers=(LayerFacts(name="gru", kind="GRU", recurrent=True),))
    return {"model": model, "model_probe": ProbeFacts(steps=500, horizon=18)}


@short_memory.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    model = NetworkFacts(layers=(LayerFacts(name="gru", kind="GRU", recurrent=True),))
    return {"model": model, "model_probe": ProbeFacts(steps=60, horizon=18)}
