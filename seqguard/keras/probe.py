"""A few real training steps before training, on one batch, after which every variable is as it was."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from seqguard.facts.model.compiled import NetworkFacts, TargetFacts
from seqguard.facts.model.training import ActivityFacts, AlikeFacts, OutputProbe, ProbeFacts
from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import call, hastily_compiled, spare_optimizer
from seqguard.keras.layers import owners
from seqguard.keras.opened import Opened, open_up
from seqguard.keras.reading import input_arrays, output_names
from seqguard.keras.state import untouched
from seqguard.keras.steps import Batch, Step, Steps, TensorFlowSteps, full_steps, steps_for

STEPS = 10
SAMPLES = 128
"""Samples of the batch, spread over the training data: more would cost more than they tell."""
ROUNDED = 1e-5
"""Relative difference within which two float32 weights are the same after a few steps."""


@dataclass(frozen=True)
class Probed:
    """What was found: of the whole model, and of each output by its name."""

    whole: ProbeFacts
    outputs: Mapping[str, OutputProbe]


def probe(
    model: Any,
    batch: Batch,
    network: NetworkFacts,
    targets: Mapping[str, TargetFacts],
    losses: Mapping[str, str | None],
    *,
    overfit: bool = False,
) -> Probed:
    """Run the untrained model on `batch`, then train it on it for a few steps, and put everything back."""
    rate = network.optimizer.rate if network.optimizer else 0.0
    with spare_optimizer(model), untouched(model), full_steps(model.optimizer, rate), hastily_compiled():
        opened = open_up(model)
        steps = steps_for(model, opened)
        ran = [] if opened is not None and opened.alike and steps.shows else _forward(model, batch[0], opened, steps)
        with untouched(model):
            whole, first = _train(model, steps, batch, _baseline(targets, losses))
        remaining = _overfit(model, batch, whole.baseline) if overfit else None
    layers = () if opened is None else opened.hidden
    hidden = (list(first.shown) or ran)[: len(layers)]
    outputs = (ran or list(first.shown))[len(layers) :]
    timesteps, horizon = _horizon(batch[0], first.inputs, outputs)
    activity = None if opened is None else tuple(_activity(*of, v) for of, v in zip(layers, hidden, strict=True))
    whole = replace(whole, activity=activity, steps=timesteps, horizon=horizon, overfit=remaining)
    return Probed(whole, _outputs(model, outputs))


def _train(model: Any, steps: Steps, batch: Batch, baseline: float | None) -> tuple[ProbeFacts, Step]:
    """What a few steps show of the model, and the first of them."""
    before = steps.weights()
    first = steps.step(batch)
    moved = [after - w for after, w in zip(steps.weights(), before, strict=True)]
    size = _norm(before)
    losses = [first.loss]
    while len(losses) <= STEPS and np.isfinite(losses[-1]):
        losses.append(steps.loss(batch))
    alike = _alike(model, steps.weights()) if len(losses) > STEPS else ()
    facts = ProbeFacts(
        samples=_samples(batch[0]),
        losses=tuple(losses),
        baseline=baseline,
        move=_norm(moved) / size if size > 0 else None,
        gradients=first.gradients,
        finite_batch=all(np.isfinite(a).all() for a in keras.tree.flatten(batch[:2]) if a is not None),
        nan_samples=_nan_samples(batch),
        alike=alike,
    )
    return facts, first


def _alike(model: Any, weights: list[npt.NDArray[np.float64]]) -> tuple[AlikeFacts, ...]:
    """Layers whose kernel has the same column for each of several units, and is not 0."""
    found = []
    for weight, values, layer in zip(model.trainable_weights, weights, owners(model), strict=True):
        units = values.shape[-1] if values.ndim > 1 else 1
        if weight.name != "kernel" or units < 2 or not values.any():
            continue
        if np.ptp(values, axis=-1).max() <= ROUNDED * np.abs(values).max():
            found.append(AlikeFacts(layer=layer, units=units))
    return tuple(found)


def _nan_samples(batch: Batch) -> int:
    """Samples with NaN among their inputs; 0 where the batch holds inf as well, or its targets are not finite."""
    inputs, targets, _ = batch
    if any(not np.isfinite(a).all() for a in keras.tree.flatten(targets) if a is not None):
        return 0
    arrays = [a.reshape(len(a), -1) for a in keras.tree.flatten(inputs)]
    if any(np.isinf(a).any() for a in arrays):
        return 0
    return int(np.any([np.isnan(a).any(1) for a in arrays], axis=0).sum())


def _forward(model: Any, x: Any, opened: Opened | None, steps: Steps) -> list[npt.NDArray[Any]]:
    """Outputs of hidden layers, where the layers' graph is known, and the model's outputs, without training."""
    if opened is None:
        return [to_numpy(t) for t in keras.tree.flatten(call(model, x, training=False))]
    given, run = input_arrays(model, x), _traced(opened.model, model)
    ran = keras.tree.flatten(run(given, training=False))  # one output alone comes without its list
    if opened.batched and not steps.shows:
        # with the averages that an untrained one has, what stands behind it would be judged on unscaled values
        hidden = keras.tree.flatten(run(given, training=True))[: len(opened.hidden)]
        ran = [*hidden, *ran[len(opened.hidden) :]]
    return [to_numpy(t) for t in ran]


def _traced(inner: Any, model: Any) -> Any:
    """The model in one graph, as `fit` runs it: 0.15 to 0.4 CPU s for recurrent layers, which step by step take 0.3 to
    1.6 over a hundred timesteps."""
    if keras.backend.backend() != "tensorflow" or model.run_eagerly:
        return inner
    import tensorflow as tf

    return tf.function(inner, autograph=False)


def _activity(layer: str, activation: str, values: npt.NDArray[Any]) -> ActivityFacts:
    table = values.reshape(-1, values.shape[-1]).astype(np.float64)
    finite = bool(np.isfinite(table).all())
    return ActivityFacts(
        layer=layer,
        activation=activation,
        units=table.shape[1],
        dead=float((table <= 0).all(0).mean()) if activation == "relu" else 0.0,
        saturated=float((np.abs(table) > 0.95).mean()) if activation == "tanh" else 0.0,
        largest=float(np.abs(table).max()) if finite and table.size else float("nan"),
        finite=finite,
    )


def _outputs(model: Any, arrays: list[npt.NDArray[Any]]) -> dict[str, OutputProbe]:
    names = output_names(model)
    if len(names) != len(arrays):  # a subclassed model does not name its outputs
        return {}
    found = {}
    for name, values in zip(names, arrays, strict=True):
        table = values.reshape(len(values), -1).astype(np.float64)
        found[name] = OutputProbe(
            std=float(table.std(0).mean()),
            scale=float(np.abs(table).mean()),
            samples=len(table),
            shape=values.shape[1:],
        )
    return found


def _horizon(x: Any, gradients: tuple[Any, ...], outputs: list[Any]) -> tuple[int, int | None]:
    """Timesteps of the one input, and how many of the last ones reach an output that has no time of its own."""
    inputs = keras.tree.flatten(x)
    if len(inputs) != 1 or inputs[0].ndim != 3:
        return 0, None
    steps = int(inputs[0].shape[1])
    if len(gradients) != 1 or gradients[0] is None or any(o.ndim > 2 for o in outputs):
        return steps, None
    size = np.sqrt((gradients[0] ** 2).sum((0, 2)))
    if not np.isfinite(size).all() or not size.any():
        return steps, None
    return steps, steps - int(np.flatnonzero(size > 1e-3 * size.max())[0])


def _overfit(model: Any, batch: Batch, baseline: float | None) -> float | None:
    """Loss over the constant's on 32 samples after at most 250 steps of Adam(0.01): the model is asked, not its rate.

    It ends once the samples are surely being learned. An LSTM(8) on random labels needs 100 to 300 steps for that.
    """
    if not baseline or keras.backend.backend() != "tensorflow":
        return None
    small = keras.tree.map_structure(lambda a: None if a is None else a[:32], batch)
    steps = TensorFlowSteps(model, keras.optimizers.Adam(0.01))
    lowest = math.inf
    for _ in range(250):
        lowest = min(lowest, steps.loss(small) / baseline)
        if lowest < 0.3:
            break
    return lowest


def _baseline(targets: Mapping[str, TargetFacts], losses: Mapping[str, str | None]) -> float | None:
    """The constant's loss of a model with one output."""
    if len(losses) != 1:
        return None
    (name, loss), *_ = losses.items()
    return targets[name].constant.get(loss or "") if name in targets else None


def _samples(x: Any) -> int:
    return len(keras.tree.flatten(x)[0])


def _norm(arrays: list[npt.NDArray[np.float64]]) -> float:
    return float(np.sqrt(sum(float((a * a).sum()) for a in arrays)))
