"""An untrained model that answers every sample alike."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, OutputFacts
from seqguard.facts.model.training import OutputProbe


@check("SG718", severity="warning")
def constant_output(
    model: OutputFacts,
    model_output: OutputProbe,
    *,
    ratio: float = threshold(1e-06, 0, 1, source="113 default models: at least 4.2e-3; behind a long padding 5e-6"),
    least: float = threshold(1e-06, 0, 1, source="113 default models: at least 4.2e-3; behind a long padding 5e-6"),
    samples: int = threshold(16, 1, source="the spread of fewer samples is no evidence; 16 is half of Keras's batch"),
) -> Iterable[Finding]:
    """The untrained model answers every sample alike.

    Why: What does not depend on the input at the start has no gradient that depends on it.
    Evidence: Standard deviation of the output over the batch below 1e-6, or below 1e-6 of its mean size. Measured:
        at least 4.2e-3 with default initialisers on standardised inputs; 5e-6 behind a long unmasked padding; below
        1e-6 for all stacks of recurrent layers begun near 0 that then failed to train.
    Remedy: Default initialisers; inputs that vary.
    Limits: Fewer than 16 samples, as in models of a fixed batch, have no spread to judge. Inputs that
        hardly vary do the same to a sound model: see the findings on X first.
    """
    std, scale = model_output.std, model_output.scale
    if model_output.samples < samples or std != std or (std >= ratio * scale and std >= least):
        return
    yield Finding(
        message=f"Over {model_output.samples:,} samples {model.label} of the untrained model {_spread(std, scale)}: "
        "it answers "
        "every sample alike.",
        remedy="Keep the default initialisers, and check that X varies between samples.",
        evidence={"std": std, "scale": scale, "samples": model_output.samples},
        tensor=MODEL,
        features=(model.head,),
    )


def _spread(std: float, scale: float) -> str:
    return (
        f"has a standard deviation of {num(std)} and a mean size of {num(scale)}"
        if std
        else "is identical (deviation 0)"
    )


@constant_output.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(), "model_output": OutputProbe(std=0.0, scale=0.0)}


@constant_output.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(), "model_output": OutputProbe(std=0.0, scale=0.0, samples=15)}


@constant_output.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(), "model_output": OutputProbe(std=0.0, scale=0.0, samples=16)}


@constant_output.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(), "model_output": OutputProbe(std=4.2e-3, scale=0.1)}
