"""From a compiled model to `NetworkFacts` and `OutputFacts`: nothing is run, nothing is changed."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np

from seqguard.facts.model.compiled import FitArguments, InputFacts, NetworkFacts, OptimizerFacts, OutputFacts
from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import (
    compiled_metrics,
    given_metrics,
    layers_within,
    moved_by_traced_step,
    origin,
    schedule_of,
    struct,
    tensors,
)
from seqguard.keras.layers import describe, flat, operations, output_activation, shape_of
from seqguard.keras.losses import by_output, ignored_class, loss_of, metrics_by_output

RESCALING = (
    "Normalization",
    "BatchNormalization",
    "LayerNormalization",
    "Rescaling",
    "UnitNormalization",
    "Embedding",
    "GroupNormalization",
    "Hashing",
    "IntegerLookup",
    "StringLookup",
    "CategoryEncoding",
    "Discretization",
)


class Unreadable(Exception):
    """The model does not tell this; the message is the reason of what is skipped."""


def check_compiled(model: Any) -> None:
    """Raise TypeError unless `model` is a Keras model, ValueError unless it is compiled."""
    if not isinstance(model, keras.Model):
        raise TypeError(f"model must be a keras.Model, got {type(model).__name__}")
    if not model.compiled:
        raise ValueError("model must be compiled: call model.compile(optimizer=..., loss=...) before")


def is_graph(model: Any) -> bool:
    """Whether the way from inputs to outputs is known (Sequential and functional models)."""
    outputs = tensors(model, "outputs")
    return bool(outputs) and all(origin(t) for t in outputs)


def trains_by_own_step(model: Any) -> bool:
    """Whether `train_step` is not Keras's."""
    return type(model).train_step is not keras.Model.train_step


def output_names(model: Any) -> tuple[str, ...]:
    """The outputs' names in Keras's own order; ("",) for the one output of a model without names."""
    outputs = tensors(model, "outputs")
    if len(outputs) <= 1:
        return ("",)
    structure = struct(model, "outputs")
    if isinstance(structure, Mapping):  # a dict of outputs is compiled by its keys, not by its layers' names
        keys = {id(tensor): str(key) for key, tensor in structure.items()}
        return tuple(keys[id(tensor)] for tensor in outputs)
    return tuple(model.output_names)


def input_arrays(model: Any, x: Any) -> list[Any]:
    """The given inputs as a list in the order of `model.inputs`."""
    if not isinstance(x, Mapping):
        return list(keras.tree.flatten(x))
    structure = struct(model, "inputs")
    if isinstance(structure, Mapping):
        keys = {id(t): key for key, t in structure.items()}
        return [x[keys[id(t)]] for t in model.inputs]
    return [x[t.name] for t in model.inputs]


def read_network(model: Any, arguments: FitArguments) -> NetworkFacts:
    """The model as a whole."""
    graph = is_graph(model)
    found = [op for t in model.outputs for op in operations(t)] if graph else flat(model)
    layers = list({id(op): op for op in found}.values())
    return NetworkFacts(
        name=model.name,
        backend=keras.backend.backend(),
        layers=tuple(describe(layer) for layer in layers),
        inputs=tuple(InputFacts(name=t.name, shape=shape_of(t), dtype=t.dtype) for t in tensors(model, "inputs"))
        if graph
        else (),
        optimizer=read_optimizer(model.optimizer, arguments.steps),
        trainable=_count(model.trainable_weights),
        parameters=_count(model.weights),
        normalises=_normalises(layers),
        heads=tuple(output_activation(t)[1] for t in model.outputs) if graph else (),
        penalty=_penalty(model),
        outputs=tuple(name for name in output_names(model) if name) if graph else (),
        logs=_logs(model),
        stale=_stale(model),
    )


def _stale(model: Any) -> tuple[str, ...]:
    """Layers whose weights were frozen, or set free, after the training step had been traced."""
    moved = moved_by_traced_step(model)
    if moved is None:
        return ()
    changed = {id(w) for w in moved} ^ {id(w) for w in model.trainable_weights}
    return tuple(dict.fromkeys(layer.name for layer in flat(model) if changed & {id(w) for w in layer.weights}))


def read_outputs(model: Any) -> dict[str, OutputFacts]:
    """Each output by its name.

    Raises:
        Unreadable: a subclassed model does not tell what leads to its outputs.
    """
    if not is_graph(model):
        raise Unreadable(f"`{model.name}` is a subclassed model: what leads to its outputs cannot be read")
    names = output_names(model)
    keys = tuple(getattr(model, "output_names", names)) if len(names) == 1 else names
    losses = by_output(model.loss, keys)
    metrics = metrics_by_output(given_metrics(model), keys)
    found = {}
    for name, tensor, loss, measured in zip(names, model.outputs, losses, metrics, strict=True):
        known, label, from_logits = loss_of(loss)
        activation, head = output_activation(tensor)
        found[name] = OutputFacts(
            name=name,
            head=head,
            shape=shape_of(tensor),
            activation=activation,
            loss=known,
            loss_label=label,
            from_logits=from_logits,
            ignore_class=ignored_class(loss),
            metrics=measured,
            layers=tuple(describe(op) for op in operations(tensor)),
            dtype=str(tensor.dtype),
            backend=keras.backend.backend(),
        )
    return found


def read_optimizer(optimizer: Any, steps: int | None) -> OptimizerFacts | None:
    """The optimizer, unwrapped from loss scaling; of a schedule the largest rate over the planned steps."""
    if optimizer is None:
        return None
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    steps = None if steps is None else steps // (inner.gradient_accumulation_steps or 1)
    schedule = schedule_of(inner)
    scheduled = isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule)
    rate, travel, late = _schedule(schedule, steps) if scheduled else (_number(inner.learning_rate), steps, None)
    return OptimizerFacts(
        kind=type(inner).__name__,
        rate=rate,
        scheduled=scheduled,
        travel=None if travel is None else float(travel),
        late=late,
        epsilon=getattr(inner, "epsilon", None),
        momentum=float(getattr(inner, "momentum", 0.0) or 0.0),
        clipped=any(getattr(inner, name, None) for name in ("clipnorm", "clipvalue", "global_clipnorm")),
    )


def _schedule(schedule: Any, steps: int | None) -> tuple[float, float, float | None]:
    """The largest rate over the planned steps (the first 1,000 where they are not known), the sum over it, and the
    largest from a tenth of the planned steps on."""
    planned = steps or 1000
    at = np.unique(np.linspace(0, planned - 1, min(planned, 200)).astype(int))
    rates = np.array([_number(schedule(int(i))) for i in at])
    highest = float(rates.max())
    late = None if steps is None else float(rates[at >= planned // 10].max())
    return highest, float(rates.mean() / highest * planned) if highest > 0 else 0.0, late


def _number(tensor: Any) -> float:
    return float(to_numpy(tensor))


def _penalty(model: Any) -> float:
    """What the regularizers of the trainable weights add to the loss now."""
    held = [(w, getattr(w, "regularizer", None)) for w in model.trainable_weights]
    return float(sum(_number(penalty(w)) for w, penalty in held if penalty is not None))


def _normalises(layers: Sequence[Any]) -> bool:
    for layer in layers:
        if any(type(inner).__name__ in RESCALING for inner in _parts(layer)):
            return True
        if getattr(layer, "weights", None):
            return False
    return False


def _parts(layer: Any) -> list[Any]:
    """The layer, and of one that Keras did not write the layers that it holds, in whatever order it calls them."""
    own = not isinstance(layer, keras.Layer) or type(layer).__module__.startswith("keras.")
    return [layer] if own else layers_within(layer)


def _count(weights: Sequence[Any]) -> int:
    return sum(math.prod(w.shape) for w in weights)


def _logs(model: Any) -> tuple[str, ...]:
    """Names of the logs; () where they are not known before the metrics are built, or by who wrote `train_step`."""
    compiled = compiled_metrics(model)
    if trains_by_own_step(model):
        return ()
    if compiled is None or compiled.built:
        return tuple(dict.fromkeys(["loss", *model.get_metrics_result()]))
    return ("loss", *metrics_by_output(given_metrics(model), ("",))[0]) if len(output_names(model)) == 1 else ()
