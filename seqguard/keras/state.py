"""Everything that training changes, put away and put back, so that a probe leaves no trace.

A forward pass alone advances the seed generators of dropout, recurrent dropout included, and with it every later
epoch. So all variables of model, optimizer, metrics and losses are put back, and the process-wide random states.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import keras
import numpy as np
from keras.src.backend.common import global_state  # no public way leads to what follows
from keras.src.trainers.compile_utils import CompileLoss, CompileMetrics
from keras.src.utils.tracking import DotNotTrackScope

from seqguard.keras.arrays import to_numpy

COMMON = "global_seed_generator"


def variables_of(model: Any) -> list[Any]:
    """Every variable that a training step may change, each once."""
    groups = [model.variables, model.metrics_variables, getattr(model.optimizer, "variables", ())]
    groups += [[generator.state for generator in _seed_generators(model)], _recurrent_states(model)]
    return list({id(v): v for group in groups for v in group}.values())


def _seed_generators(model: Any) -> list[Any]:
    """Of every layer; those of the layers' own variables, and the one that Keras keeps for the process."""
    common = global_state.get_global_attribute(COMMON)
    own = [g for layer in model._flatten_layers() for g in getattr(layer, "_seed_generators", ())]
    return [*own, *([common] if common is not None else [])]


def _recurrent_states(model: Any) -> list[Any]:
    """What stateful layers carry from batch to batch, which Keras does not count among a model's variables."""
    held = (keras.tree.flatten(getattr(layer, "states", None) or ()) for layer in model._flatten_layers())
    return [v for states in held for v in states if isinstance(v, keras.Variable)]


def moved_by_prediction(model: Any) -> list[Any]:
    """The variables that even a forward pass changes: states of recurrent layers and of random generators."""
    states = [*(generator.state for generator in _seed_generators(model)), *_recurrent_states(model)]
    return list({id(v): v for v in (*model.non_trainable_variables, *states)}.values())


def untouched(model: Any) -> AbstractContextManager[None]:
    """Put back whatever training steps in the body change: of model, optimizer and metrics, and random states."""
    return restored(variables_of(model))


@contextmanager
def restored(variables: Sequence[Any]) -> Iterator[None]:
    """Put back these variables, and the random states of the process, after the body."""
    kept = [(v, to_numpy(v).copy()) for v in variables]
    python, legacy, eager = random.getstate(), np.random.get_state(), _eager_seeds()  # noqa: NPY002  # Keras shuffles with it
    state = None if eager is None else eager.getstate()
    torch = sys.modules["torch"] if keras.backend.backend() == "torch" else None  # its data loader shuffles with it
    drawn = None if torch is None else torch.get_rng_state()
    common = global_state.get_global_attribute(COMMON)
    try:
        yield
    finally:
        global_state.set_global_attribute(COMMON, common)
        for variable, value in kept:
            variable.assign(value)
        random.setstate(python)
        np.random.set_state(legacy)  # noqa: NPY002
        if eager is not None:
            eager.setstate(state)
        if torch is not None:
            torch.set_rng_state(drawn)


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


def _eager_seeds() -> Any:
    """The generator from which TensorFlow draws seeds of eager operations; None before a global seed is set."""
    if keras.backend.backend() != "tensorflow":
        return None
    from tensorflow.python.eager import context

    return getattr(context.context(), "_rng", None)
