"""The edge to Keras: all that is read of it, and of TensorFlow, without their promising it stands here alone.

`PRIVATE` is the table of it: what, whose, what for, and the versions in which it was found. tests/test_keras_edge.py
looks for each on the installed Keras, so that a release without one is met there and not in a training.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import keras
from keras.src.backend.common import global_state
from keras.src.trainers.compile_utils import CompileLoss, CompileMetrics
from keras.src.utils.tracking import DotNotTrackScope

COMMON_SEED = "global_seed_generator"
FLOOR, NEWEST = "3.5.0", "3.15.1"
"""The oldest and the newest Keras that the tests of seqguard.keras were run with."""


class Private(NamedTuple):
    """One thing that Keras does not promise: where it is, its name, what it is read for, first and last version."""

    owner: str
    name: str
    purpose: str
    first: str = FLOOR
    last: str = NEWEST


PRIVATE = (
    Private("KerasTensor", "_keras_history", "the operation that yields a tensor"),
    Private("Operation", "_inbound_nodes", "what an operation was called on"),
    Private("Functional", "_inputs_struct", "names of inputs given as a dict"),
    Private("Functional", "_outputs_struct", "names of outputs given as a dict"),
    Private("Layer", "_call_has_training_arg", "whether a model takes `training`"),
    Private("Layer", "_flatten_layers", "every layer inside of a model"),
    Private("Layer", "_seed_generators", "random states that are no variables of the model"),
    Private("Loss", "_fn_kwargs", "from_logits and ignore_class of a loss"),
    Private("Optimizer", "_learning_rate", "a schedule instead of its present rate"),
    Private("Model", "_symbolic_build", "building metrics and losses without a step"),
    Private("Model", "_compile_loss", "the compiled loss, copied apart"),
    Private("Model", "_compile_metrics", "the metrics that were given to compile"),
    Private("Model", "_distribute_strategy", "the scope in which variables are made, on TensorFlow"),
    Private("Dataset", "_inputs", "what a tf.data pipeline is made of"),
    Private("Dataset", "_map_func", "whether the function of its map keeps state"),
    Private("Model", "train_function", "having the training step traced anew"),
    Private("Optimizer", "_trainable_variables", "the weights that a traced training step moves"),
    Private("CompileLoss", "_user_loss", "the loss as it was given"),
    Private("CompileLoss", "_user_loss_weights", "its weights as they were given"),
    Private("CompileMetrics", "_user_metrics", "the metrics as they were given"),
    Private("CompileMetrics", "_user_weighted_metrics", "the weighted metrics as they were given"),
)


class Origin(NamedTuple):
    """The call that yields a symbolic tensor: the operation, which of its calls, and which of that call's outputs."""

    operation: Any
    node: Any
    output: int


def origin(tensor: Any) -> Origin | None:
    """What yields a tensor; None of one that is not symbolic."""
    history = getattr(tensor, "_keras_history", None)
    if history is None:
        return None
    return Origin(history.operation, history.operation._inbound_nodes[history.node_index], history.tensor_index)


def output_shape(operation: Any) -> tuple[int | None, ...] | None:
    """The shape of what an operation yielded when it was first called; None where it was not, or yielded several."""
    nodes = list(getattr(operation, "_inbound_nodes", None) or [])
    tensors = list(nodes[0].output_tensors) if nodes else []
    return tuple(tensors[0].shape) if len(tensors) == 1 else None


def tensors(model: Any, side: str) -> list[Any]:
    """The symbolic "inputs" or "outputs" of a model; none where they are not known. Up to Keras 3.5 a Sequential model
    that has not been built raises instead."""
    try:
        return list(getattr(model, side, None) or ())
    except ValueError:
        return []


def struct(model: Any, side: str) -> Any:
    """The structure of a functional model's "inputs" or "outputs" as it was given; None where there is none."""
    return getattr(model, f"_{side}_struct", None)


def moved_by_traced_step(model: Any) -> list[Any] | None:
    """The weights that the training step, as it was traced, moves; None where none has been traced."""
    if getattr(model, "train_function", None) is None or model.optimizer is None or not model.optimizer.built:
        return None
    return list(model.optimizer._trainable_variables)


def call(model: Any, x: Any, *, training: bool) -> Any:
    """The outputs for `x`, whether or not the model's `call` takes `training`."""
    return model(x, training=training) if model._call_has_training_arg else model(x)


def of_keras(layer: Any) -> bool:
    """Whether the class of a layer is Keras's own."""
    return type(layer).__module__.startswith("keras.")


def layers_within(model: Any) -> list[Any]:
    """The model and every layer inside of it, whatever holds it."""
    return list(model._flatten_layers())


def seed_generators(model: Any) -> list[Any]:
    """The generators of every layer, and the one that Keras keeps for the process once it has been used."""
    own = [g for layer in layers_within(model) for g in seed_generators_of(layer)]
    common = common_seed()
    return [*own, *([common] if common is not None else [])]


def seed_generators_of(layer: Any) -> list[Any]:
    """The generators of one layer."""
    return list(getattr(layer, "_seed_generators", ()))


def common_seed() -> Any:
    """The process-wide seed generator; None before it has been used."""
    return global_state.get_global_attribute(COMMON_SEED)


def set_common_seed(generator: Any) -> None:
    """Put the process-wide seed generator back."""
    global_state.set_global_attribute(COMMON_SEED, generator)


def loss_arguments(loss: Any) -> Mapping[str, Any]:
    """The arguments that a loss hands to its function."""
    return getattr(loss, "_fn_kwargs", None) or {}


def given_metrics(model: Any) -> Any:
    """The metrics as they were given to `compile`."""
    return getattr(compiled_metrics(model), "_user_metrics", None)


def compiled_metrics(model: Any) -> Any:
    """Keras's object around the metrics; None where there are none."""
    return getattr(model, "_compile_metrics", None)


def schedule_of(optimizer: Any) -> Any:
    """The learning rate as it was given: a variable, or a schedule."""
    return getattr(optimizer, "_learning_rate", None)


def set_schedule(optimizer: Any, rate: Any) -> None:
    """Replace a schedule by a rate, or put it back."""
    optimizer._learning_rate = rate


def build(model: Any, batch: Sequence[Any]) -> None:
    """Build model, losses and metrics for a batch (x, y, weight) without a step, in the model's own scope; its
    optimizer is left to the first `fit`, see `spare_optimizer`."""
    if not hasattr(model, "_symbolic_build"):
        return
    with scope(model), _optimizer(model, model.optimizer if getattr(model.optimizer, "built", True) else None):
        model._symbolic_build(data_batch=batch)


@contextmanager
def _optimizer(model: Any, other: Any) -> Iterator[None]:
    """Put another optimizer, or none, in the place of the model's."""
    own = model.optimizer
    with DotNotTrackScope():
        model.optimizer = other
    try:
        yield
    finally:
        with DotNotTrackScope():
            model.optimizer = own


def strategy(model: Any) -> Any:
    """The `tf.distribute` strategy or `keras.distribution` in whose scope the model was made; None for neither."""
    return getattr(model, "_distribute_strategy", None) or keras.distribution.distribution()


def across_workers(model: Any) -> bool:
    """Whether the model's strategy spans several processes, which must all do the same at the same time."""
    held = getattr(model, "_distribute_strategy", None)
    return held is not None and bool(getattr(held.extended, "_in_multi_worker_mode", lambda: False)())


@contextmanager
def scope(model: Any) -> Iterator[None]:
    """The scope of the model's strategy, in which alone its variables may be made."""
    held = getattr(model, "_distribute_strategy", None)
    if held is None:
        yield
        return
    with held.scope():
        yield


def retrace(model: Any) -> None:
    """Have the next `fit` trace its training step anew, which changes nothing but the time."""
    if keras.backend.backend() == "tensorflow":
        model.train_function = None


@contextmanager
def compiled_apart(model: Any) -> Iterator[None]:
    """Build copies of the compiled loss and metrics in the body instead of the model's own.

    Except on TensorFlow, `fit` draws a batch to build what is not built, and with it moves the order of every later
    epoch; with the loss built before, it would not draw.
    """
    loss, metrics = model._compile_loss, model._compile_metrics
    if keras.backend.backend() == "tensorflow" or loss is None or loss.built:
        yield
        return
    copies = [CompileLoss(loss._user_loss, loss._user_loss_weights, output_names=loss.output_names), metrics]
    if metrics is not None:
        copies[1] = CompileMetrics(
            metrics._user_metrics, metrics._user_weighted_metrics, output_names=metrics.output_names
        )
    with DotNotTrackScope():
        model._compile_loss, model._compile_metrics = copies
    try:
        yield
    finally:
        with DotNotTrackScope():
            model._compile_loss, model._compile_metrics = loss, metrics


@contextmanager
def spare_optimizer(model: Any) -> Iterator[None]:
    """Train in the body with a copy of an optimizer that has not been built yet.

    The first `fit` builds it for the weights that are trainable then; built before, it refuses those that are set free
    in between. One that cannot be copied, as a custom class without a config, is built.
    """
    own = model.optimizer
    if own.built:
        yield
        return
    try:
        spare = type(own).from_config(own.get_config())
    except (NotImplementedError, TypeError, ValueError, KeyError, AttributeError):
        own.build(model.trainable_variables)
        yield
        return
    spare.build(model.trainable_variables)
    with _optimizer(model, spare):
        yield


@contextmanager
def hastily_compiled() -> Iterator[None]:
    """Graphs that first run in the body are compiled as they were traced: for a few steps TensorFlow's rewriting of
    them, 0.1 to 0.4 CPU s, costs more than it saves."""
    if keras.backend.backend() != "tensorflow":
        yield
        return
    import tensorflow as tf

    name = "disable_meta_optimizer"
    before = tf.config.optimizer.get_experimental_options().get(name, False)
    tf.config.optimizer.set_experimental_options({name: True})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({name: before})


def eager_seeds() -> Any:
    """The generator from which TensorFlow draws seeds of eager operations; None before a global seed is set."""
    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.python.eager import context

    return getattr(context.context(), "_rng", None)


def dataset_inputs(dataset: Any) -> list[Any]:
    """The data sets that a `tf.data.Dataset` is made of."""
    return list(dataset._inputs())


def maps_purely(dataset: Any) -> bool:
    """Whether the function of a `map` keeps no state: no random op, no Python, no table, no variable."""
    from tensorflow.python.framework import op_def_registry

    function = getattr(getattr(dataset, "_map_func", None), "function", None)
    if function is None:
        return False
    graph = function.graph.as_graph_def()
    nodes = [*graph.node, *(node for inner in graph.library.function for node in inner.node_def)]
    known = [op_def_registry.get(node.op) for node in nodes if node.op not in _CALLS]
    return all(op is not None and not op.is_stateful for op in known)


_CALLS = frozenset({"PartitionedCall", "StatefulPartitionedCall"})
"""Calls of functions whose own nodes are looked at in the graph's library."""
