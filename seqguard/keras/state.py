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

from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import common_seed, eager_seeds, layers_within, seed_generators, set_common_seed


def variables_of(model: Any) -> list[Any]:
    """Every variable that a training step may change, each once."""
    groups = [model.variables, model.metrics_variables, getattr(model.optimizer, "variables", ())]
    groups += [[generator.state for generator in seed_generators(model)], _recurrent_states(model)]
    return list({id(v): v for group in groups for v in group}.values())


def _recurrent_states(model: Any) -> list[Any]:
    """What stateful layers carry from batch to batch, which Keras does not count among a model's variables."""
    held = (keras.tree.flatten(getattr(layer, "states", None) or ()) for layer in layers_within(model))
    # by what it does: in Keras 3.5 a layer's variables are no instances of keras.Variable
    return [v for states in held for v in states if hasattr(v, "assign")]


def moved_by_prediction(model: Any) -> list[Any]:
    """The variables that even a forward pass changes: states of recurrent layers and of random generators."""
    states = [*(generator.state for generator in seed_generators(model)), *_recurrent_states(model)]
    return list({id(v): v for v in (*model.non_trainable_variables, *states)}.values())


def untouched(model: Any) -> AbstractContextManager[None]:
    """Put back whatever training steps in the body change: of model, optimizer and metrics, and random states."""
    return restored(variables_of(model))


@contextmanager
def restored(variables: Sequence[Any]) -> Iterator[None]:
    """Put back these variables, and the random states of the process, after the body."""
    kept = [(v, to_numpy(v).copy()) for v in variables]
    python, legacy, eager = random.getstate(), np.random.get_state(), eager_seeds()  # noqa: NPY002  # Keras shuffles with it
    state = None if eager is None else eager.getstate()
    torch = sys.modules["torch"] if keras.backend.backend() == "torch" else None  # its data loader shuffles with it
    drawn = None if torch is None else torch.get_rng_state()
    common = common_seed()
    try:
        yield
    finally:
        set_common_seed(common)
        for variable, value in kept:
            variable.assign(value)
        random.setstate(python)
        np.random.set_state(legacy)  # noqa: NPY002
        if eager is not None:
            eager.setstate(state)
        if torch is not None:
            torch.set_rng_state(drawn)
