"""Real training steps on one batch: with the backend's own tape on TensorFlow, else through `train_on_batch`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from seqguard.core.text import listing
from seqguard.facts.model.training import GradientFacts
from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import call, schedule_of, set_schedule
from seqguard.keras.layers import owners
from seqguard.keras.opened import Opened
from seqguard.keras.reading import Unreadable, input_arrays, trains_by_own_step
from seqguard.keras.updates import in_one_piece

Floats = npt.NDArray[np.float64]
Batch = tuple[Any, Any, Any]
"""Inputs, targets, sample weights or None, as Keras takes them, in NumPy arrays."""


@dataclass(frozen=True)
class Step:
    """The loss before one update, the gradients behind it, and where they were taken the gradient of the inputs, and
    what the opened model put out."""

    loss: float
    gradients: tuple[GradientFacts, ...]
    inputs: tuple[Floats | None, ...] = ()
    shown: tuple[npt.NDArray[Any], ...] = ()


class Steps:
    """Training steps of any backend: what a gradient was is read from what the update did to the weights.

    `shows` where a step yields the outputs of hidden layers, with training=True.
    """

    shows = False

    def __init__(self, model: Any) -> None:
        self.model = model

    def step(self, batch: Batch) -> Step:
        """One update of the weights."""
        x, y, weight = batch
        before = self.weights()
        self.model.reset_metrics()
        logs = self.model.train_on_batch(x, y, sample_weight=weight, return_dict=True)
        if "loss" not in logs:
            raise Unreadable(f"train_step logs no `loss`, but {listing(tuple(logs)) or 'nothing'}")
        moves = [after - w for after, w in zip(self.weights(), before, strict=True)]
        return Step(float(logs["loss"]), gradients_of(self.model, moves))

    def loss(self, batch: Batch) -> float:
        """One update of the weights, and the loss before it alone."""
        return self.step(batch).loss

    def weights(self) -> list[Floats]:
        """The trainable weights as they are."""
        return [_array(w) for w in self.model.trainable_weights]


class TensorFlowSteps(Steps):
    """The same with TensorFlow's tape, which yields the gradients themselves, those of the inputs included.

    Through an `opened` model, where that serves, a step shows what a forward pass would have to be traced for.
    """

    def __init__(self, model: Any, optimizer: Any, opened: Opened | None = None) -> None:
        super().__init__(model)
        import tensorflow as tf

        self._tf, self._optimizer, self._opened = tf, optimizer, opened
        self.shows = opened is not None and opened.replaces and (opened.alike or opened.batched)
        self._update = in_one_piece(optimizer, model.trainable_weights) or self._apply
        self._run = self._step if model.run_eagerly else tf.function(self._step, autograph=False)

    def loss(self, batch: Batch) -> float:
        """One update of the weights, and the loss before it alone."""
        return float(self._run(*self._tensors(batch))[0])

    def step(self, batch: Batch) -> Step:
        """One update of the weights."""
        loss, gradients, inputs, shown = self._run(*self._tensors(batch))
        weights, given = ([None if g is None else _array(g) for g in found] for found in (gradients, inputs))
        return Step(
            float(loss), gradients_of(self.model, weights), tuple(given), tuple(to_numpy(t).copy() for t in shown)
        )

    def _tensors(self, batch: Batch) -> Any:
        return keras.tree.map_structure(lambda a: None if a is None else self._tf.convert_to_tensor(a), batch)

    def _step(self, x: Any, y: Any, weight: Any) -> tuple[Any, list[Any], list[Any], list[Any]]:
        model, tf = self.model, self._tf
        floats = [t for t in keras.tree.flatten(x) if t.dtype.is_floating]
        with tf.GradientTape() as tape:
            tape.watch(floats)
            predicted, shown = self._predicted(x)
            loss = model.compute_loss(x=x, y=y, y_pred=predicted, sample_weight=weight)
            scaled = self._optimizer.scale_loss(loss)
        found, inputs = tape.gradient(scaled, (list(model.trainable_weights), floats))
        gradients = [g if g is None else tf.convert_to_tensor(g) for g in found]
        if any(g is not None for g in found):  # without any the optimizer raises, and the gradients are what to tell
            self._update(found)
        return loss, gradients, inputs, shown

    def _predicted(self, x: Any) -> tuple[Any, list[Any]]:
        opened, model = self._opened, self.model
        if opened is None or not self.shows:
            return call(model, x, training=True), []
        ran = keras.tree.flatten(opened.model(input_arrays(model, x), training=True))
        return opened.predicted(model, ran), ran

    def _apply(self, gradients: list[Any]) -> None:
        self._optimizer.apply_gradients(zip(gradients, self.model.trainable_weights, strict=True))


class OwnSteps(Steps):
    """The model's own `train_step`, given what `fit` gives it: (x, y) where there are no weights of samples."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        import tensorflow as tf

        self._tf = tf
        self._run = model.train_step if model.run_eagerly else tf.function(model.train_step, autograph=False)

    def step(self, batch: Batch) -> Step:
        """One update of the weights."""
        tensors = keras.tree.map_structure(lambda a: None if a is None else self._tf.convert_to_tensor(a), batch)
        before = self.weights()
        self.model.reset_metrics()
        logs = self._run(keras.utils.pack_x_y_sample_weight(*tensors))
        if not isinstance(logs, Mapping) or "loss" not in logs:
            told = listing(tuple(logs)) if isinstance(logs, Mapping) and logs else "nothing"
            raise Unreadable(f"train_step logs no `loss`, but {told}")
        moves = [after - w for after, w in zip(self.weights(), before, strict=True)]
        return Step(float(logs["loss"]), gradients_of(self.model, moves))


def steps_for(model: Any, opened: Opened | None = None) -> Steps:
    """The best way to take steps on this backend, through the `opened` model where that can be.

    A model that overrides `train_step` trains by its own rule, which is followed as `fit` follows it.
    """
    if keras.backend.backend() != "tensorflow":
        return Steps(model)
    return OwnSteps(model) if trains_by_own_step(model) else TensorFlowSteps(model, model.optimizer, opened)


@contextmanager
def full_steps(optimizer: Any, rate: float) -> Iterator[None]:
    """A schedule replaced by its largest rate, and no gradient held back: the first steps would stand still else."""
    inner = getattr(optimizer, "inner_optimizer", optimizer)
    schedule, held_back = schedule_of(inner), inner.gradient_accumulation_steps
    inner.gradient_accumulation_steps = None
    if isinstance(schedule, keras.optimizers.schedules.LearningRateSchedule):
        set_schedule(inner, keras.ops.convert_to_tensor(rate))  # a plain number has no place in an optimizer's config
    try:
        yield
    finally:
        set_schedule(inner, schedule)
        inner.gradient_accumulation_steps = held_back


def gradients_of(model: Any, arrays: Sequence[Floats | None]) -> tuple[GradientFacts, ...]:
    """The gradients by layer; one that does not exist, since the loss does not depend on the weight, is zero."""
    scaled = hasattr(model.optimizer, "inner_optimizer")  # under loss scaling an overflow is expected
    found = []
    for weight, array, layer in zip(model.trainable_weights, arrays, owners(model), strict=True):
        values = np.zeros(1) if array is None else np.nan_to_num(array) if scaled else array
        finite = bool(np.isfinite(values).all())
        norm = float(np.sqrt((values.astype(np.float64) ** 2).sum())) if finite else float("nan")
        zero = finite and not values.any()
        found.append(GradientFacts(layer=layer, weight=weight.name, norm=norm, zero=zero, finite=finite))
    return tuple(found)


def _array(tensor: Any) -> Floats:
    return to_numpy(tensor).astype(np.float64)
