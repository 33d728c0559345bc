"""class_weight on targets of which it cannot tell the class."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import MODEL, FitArguments, NetworkFacts, OutputFacts, TargetFacts


@check("SG748", severity="error")
def class_weight_shape(
    network: NetworkFacts, model: OutputFacts, model_target: TargetFacts, model_fit: FitArguments
) -> Iterable[Finding]:
    """Weights of classes are given with targets that have more than one label a sample.

    Situation: `class_weight` is given, and y has several labels a sample.
    Why: Keras makes one weight a sample out of it, of the class that argmax over the last axis of y gives. Over
        timesteps that is the number of a timestep and no class, and one weight does not fit a loss for each step: fit
        raises in its first step, or weighs samples by chance.
    Evidence: class_weight, and y has a time axis: (n, T) whole labels beside an output (n, T, classes), or (n, T, 1)
        and (n, T, classes). With several outputs Keras raises in any case, and the first of them is named.
    Remedy: sample_weight of shape (n, T), by the label of each step; with several outputs one for each.
    Limits: Whether the keys are the labels of y is not looked at.
    """
    if not model_fit.class_weight:
        return
    if len(network.outputs) > 1:
        yield from _several(network, model)
        return
    if len(model.shape) < 3:
        return
    shape = tuple(model_target.shape[1:])
    if not shape or shape == (1,):
        return
    kind = "timestep" if len(shape) == 1 else "class or timestep"
    yield Finding(
        message=f"class_weight gives one weight a sample, and y {model_target.shape} has {shape[0]:,} labels a sample: "
        f"Keras takes the argmax over the last axis of y, the number of a {kind}, for the class.",
        remedy="Give `sample_weight=np.take([weight_of_0, weight_of_1], y)`, of shape (n, T), in place of "
        "class_weight.",
        evidence={"y": list(model_target.shape), "output": [d for d in model.shape if d is not None]},
        tensor=MODEL,
    )


def _several(network: NetworkFacts, model: OutputFacts) -> Iterable[Finding]:
    """One finding, at the first output."""
    if model.name == network.outputs[0]:
        yield Finding(
            message=f"class_weight is for models with one output, and `{network.name}` has {len(network.outputs)}: fit "
            "raises in its first step.",
            remedy=f"Give `sample_weight={{{model.name!r}: weights}}`, one number a sample, in place of class_weight.",
            evidence={"outputs": list(network.outputs)},
            tensor=MODEL,
        )


def _given(output: tuple[int | None, ...], y: tuple[int, ...]) -> dict[str, Any]:
    return {
        "network": NetworkFacts(),
        "model": OutputFacts(shape=output, loss="sparse_categorical_crossentropy"),
        "model_target": TargetFacts(shape=y, whole=True),
        "model_fit": FitArguments(class_weight=True),
    }


@class_weight_shape.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _given((None, 12, 2), (300, 12))


@class_weight_shape.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    given = _given((None, 2), (300, 2))
    return {**given, "network": NetworkFacts(outputs=("level", "rise")), "model": OutputFacts(name="level")}


@class_weight_shape.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _given((None, 2), (300, 2))
