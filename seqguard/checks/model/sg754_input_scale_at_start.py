"""Inputs whose size is what the first loss is made of."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, REGRESSION, InputFacts, NetworkFacts, OutputFacts, TargetFacts
from seqguard.facts.model.training import ActivityFacts, ProbeFacts


@check("SG754", severity="warning", explains=("SG717", "SG719"))
def input_scale_at_start(
    model: NetworkFacts,
    model_output: OutputFacts,
    model_target: TargetFacts,
    model_probe: ProbeFacts,
    *,
    largest: float = threshold(20.0, 0, source="standardised and min-max scaled inputs of 143 real sets stay below"),
    times: float = threshold(5.0, 0, source="default models began at 0.65 to 2.8 times, images of 0..255 at 14"),
    many: float = threshold(0.5, 0, 1, source="as in saturated-layer: at most 2.3 % with default initialisers"),
) -> Iterable[Finding]:
    """The inputs are large, no layer scales them, and the first loss or the hidden units show it.

    Why: Initial weights are made for inputs of size 1, so the first outputs have the size of the inputs: 0..255 gives
        logits in the tens. Training goes into undoing that, at a rate that suits neither.
    Evidence: On the samples of the probe max(abs(x)) > 20, no layer rescales before the first weights, and the first
        loss is more than 5 times that of the best constant, or half of a tanh layer's outputs lie beyond +-0.95.
        Default models on scaled inputs began at 0.65 to 2.8 times, with 2.3 % beyond; images of 0..255 at 14 times.
    Remedy: `keras.layers.Rescaling(1 / 255)` for bytes, `Normalization` adapted on train for the rest.
    Limits: Skipped below 16 samples. The first loss is judged in models with one output whose constant is known, and
        not for regressions whose targets lie further from 0 than they vary, which raises it too.
    """
    if model.normalises or not model_probe.finite or model_probe.samples < 16:
        return
    off_zero = model_output.loss in REGRESSION and abs(model_target.mean) > model_target.std
    shown = _saturated(model_probe, many) or ("" if off_zero else _first_loss(model_probe, times))
    if not shown:
        return
    for given in model.inputs:
        size = max(abs(given.largest), abs(given.smallest))
        if size <= largest:
            continue
        yield Finding(
            message=f"Values of {'X' if len(model.inputs) == 1 else f'input `{given.name}`'} go from "
            f"{num(given.smallest)} to {num(given.largest)}, and no layer scales them: {shown}.",
            remedy="Begin the model with `keras.layers.Rescaling(1 / 255)`."
            if given.smallest >= 0 and 200 <= given.largest <= 255 and given.whole
            else "Begin the model with `norm = keras.layers.Normalization(); norm.adapt(X_train)`.",
            evidence={
                "size": size,
                "first": model_probe.losses[0],
                "baseline": model_probe.baseline,
                "threshold": times,
            },
            tensor=MODEL,
        )


def _first_loss(probe: ProbeFacts, times: float) -> str:
    """How the first loss shows it; "" where it does not."""
    base, first = probe.baseline, probe.losses[0]
    if base is None or base <= 0 or first <= times * base:
        return ""
    return (
        f"the loss begins at {num(first)}, {num(first / base)} times that of the best constant ({num(base)}), since "
        "the first outputs have the size of the inputs"
    )


def _saturated(probe: ProbeFacts, many: float) -> str:
    """Which layer shows it; "" where none does."""
    layer = max(probe.activity or (), key=lambda a: a.saturated, default=None)
    if layer is None or not layer.finite or layer.saturated < many:
        return ""
    return f"{share(layer.saturated, 1)} of the outputs of `{layer.layer}` lie beyond +-0.95, where tanh has no slope"


def _begins(loss: float, size: float = 255.0) -> dict[str, Any]:
    given = InputFacts(name="x", shape=(None, 20, 3), samples=128, largest=size, std=70)
    probe = ProbeFacts(losses=(loss,), baseline=2.3)
    output, target = OutputFacts(loss="sparse_categorical_crossentropy"), TargetFacts(shape=(900,))
    return {
        "model": NetworkFacts(inputs=(given,)),
        "model_output": output,
        "model_target": target,
        "model_probe": probe,
    }


@input_scale_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _begins(11.6)


@input_scale_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _begins(11.4)


@input_scale_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _begins(32.4, size=20.0)


@input_scale_at_start.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = _begins(2.4)
    layer = ActivityFacts(layer="dense", activation="tanh", units=10, saturated=0.5)
    return {**data, "model_probe": ProbeFacts(losses=(2.4,), activity=(layer,))}


@input_scale_at_start.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = _begins(2.4)
    layer = ActivityFacts(layer="dense", activation="tanh", units=10, saturated=0.49)
    return {**data, "model_probe": ProbeFacts(losses=(2.4,), activity=(layer,))}
