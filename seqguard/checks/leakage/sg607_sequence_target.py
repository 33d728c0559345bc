"""A target that is its own input."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.facts.target.sequences import Sequence


@check("SG607", severity="info", about="x")
def sequence_target(plan: Input[Plan], y_plan: Target[Plan], sequence: Input[Sequence]) -> Iterable[Finding]:
    """The target is the input itself, the input backwards, or the input one step later.

    Why: an autoencoder learns to give its input back, which is no forecast; and a network that is to tell each next
        step must not look ahead: a bidirectional layer or attention without a causal mask reads the answer off its
        own input.
    Evidence: at least 99.5 % of the steps of the sampled samples are equal as float32, or lie for each feature on a
        line, to the rounding of float32: inputs and targets may be scaled apart.
    Remedy: for the next step use causal layers (LSTM, GRU, Conv1D with padding="causal", attention with
        use_causal_mask=True).
    Limits: a copy at the same step of one of several features is an error of target-leak.
    """
    name, scale = y_plan.tensor, " up to scale" if sequence.scaled else ""
    if sequence.relation in ("same", "reversed"):
        how = "" if sequence.relation == "same" else " backwards in time"
        yield Finding(
            message=f"{name} is {plan.tensor}{how}{scale}: an autoencoder. Its loss says how well the window is given "
            f"back, not what comes next.",
            remedy=f"If a forecast is meant, {name} must hold rows from after the window.",
        )
    elif sequence.relation == "next":
        assert sequence.feature is not None
        feature = plan.features[sequence.feature]
        yield Finding(
            message=f"{name}[:, t] is `{feature}` at timestep t + 1{scale}: each step but the last stands in the "
            "input. A network that looks ahead (Bidirectional, attention without a causal mask) reads it there and "
            "learns nothing.",
            remedy="Keep every layer causal: LSTM, GRU, `Conv1D(padding='causal')`, attention with "
            "`use_causal_mask=True`.",
            features=(feature,),
        )


@sequence_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = forecast(rng)["X"]
    return {"X": X, "y": X.copy()}


@sequence_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X, y = data["X"][:, :, :1], data["y"]
    return {"X": X, "y": np.concatenate([X[:, 1:], y[:, None, None]], axis=1)}


@sequence_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = forecast(rng)["X"]
    return {"X": X, "y": X[:, :, :1] + 0.1 * rng.standard_normal((*X.shape[:2], 1)).astype(np.float32)}
