"""Norms of the gradients as the optimizer gets them: no second backward pass, a few operations in the training step."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import keras
import numpy as np
import numpy.typing as npt

from seqguard.keras.edge import retrace, strategy

Floats = npt.NDArray[Any]
Ints = npt.NDArray[np.int64]


_WATCHED_BY: "WeakKeyDictionary[Any, GradientWatch]" = WeakKeyDictionary()
"""Whose wrapper stands on an optimizer."""


class GradientWatch:
    """Wraps `optimizer.apply`, which the training step calls, before that step is traced.

    The sums are tensors beside the model's variables, updated in TensorFlow's graph or by torch as it goes. On JAX the
    step is a pure function, which can keep nothing: `reason` says what could not be observed.
    """

    def __init__(self, model: Any) -> None:
        self.reason: str | None = None
        self.steps: int | None = None
        self._model = model
        self.wrapped: Any = None
        self.before: Any = None
        self._sums: TensorFlowSums | TorchSums | None = None
        backend = keras.backend.backend()
        if model.optimizer is None:
            self.reason = "the model has no optimizer"
        elif strategy(model) is not None:
            self.reason = "a distribution strategy is in use, whose replicas are not watched"
        elif backend not in SUMS:
            self.reason = f"gradients are watched on TensorFlow and torch only, and the backend is {backend}"
        elif backend == "torch" and model.jit_compile:
            self.reason = "torch compiles the training step, in which nothing is kept"
        else:
            self._wrap(model.optimizer)

    def close(self) -> None:
        """Take the wrapper off, and make the next `fit` trace its step anew."""
        optimizer, self.wrapped = self.wrapped, None
        if optimizer is None:
            return
        while (apply := vars(optimizer).get("apply")) is not None:
            top = _WATCHED_BY.get(apply)
            if top is None or top.wrapped is not None:  # somebody else's, or of a watch that goes on
                break
            del optimizer.apply  # the method of the class shows again
            if top.before is not None:  # another watch was there first, and may have ended before this one
                optimizer.apply = top.before
        if self._sums is not None:
            retrace(self._model)

    def read(self) -> tuple[Floats, Floats, Ints] | None:
        """By weight, since the last reading: mean norm, largest norm; and the first step that was not finite, or -1."""
        if self._sums is None:
            self.reason = self.reason or (
                "the training step was traced before training began, so its gradients could not be observed: "
                "model.compile again, or train with seqguard.keras.fit"
            )
            return None
        total, largest, bad, self.steps = self._sums.read()
        return total.astype(float) / max(1, self.steps), largest.astype(float), bad

    def _wrap(self, optimizer: Any) -> None:
        original, self.before = optimizer.apply, vars(optimizer).get("apply")

        def apply(grads: Any, trainable_variables: Any = None) -> Any:
            gradients = list(grads)
            if len(gradients) == len(self._model.trainable_variables):
                self._sums = self._sums or SUMS[keras.backend.backend()](gradients)
                self._sums.note(gradients, getattr(optimizer, "dynamic_scale", None))
            else:
                self.reason = "the training step updates some weights apart from the others"
            return original(gradients, trainable_variables)

        optimizer.apply = apply
        _WATCHED_BY[apply] = self
        self.wrapped = optimizer


class TensorFlowSums:
    """Variables that the traced step updates."""

    def __init__(self, gradients: Sequence[Any]) -> None:
        import tensorflow as tf

        self._tf, weights = tf, len(gradients)
        with tf.init_scope():  # outside of the graph that is being traced
            self._total, self._largest = tf.Variable(tf.zeros(weights)), tf.Variable(tf.zeros(weights))
            self._bad = tf.Variable(-tf.ones(weights, tf.int64))
            self._steps = tf.Variable(tf.zeros(2, tf.int64))

    def note(self, gradients: Sequence[Any], scale: Any) -> None:
        """One step; under loss scaling an overflow is expected, and its step left out."""
        tf = self._tf
        halves = [  # one operation for each gradient, where tf.norm has four
            tf.nn.l2_loss(tf.cast(getattr(g, "values", g), tf.float32)) if g is not None else 0.0 for g in gradients
        ]
        norms = tf.sqrt(2.0 * tf.stack(halves))
        norms = norms if scale is None else norms / tf.cast(scale.value, tf.float32)
        finite = tf.math.is_finite(norms)
        calm = tf.where(finite, norms, 0.0)
        self._total.assign_add(calm)
        self._largest.assign(tf.maximum(self._largest, calm))
        if scale is None:
            self._bad.assign(tf.where(finite | (self._bad >= 0), self._bad, self._steps[0]))
        self._steps.assign_add([1, 1])

    def read(self) -> tuple[Floats, Floats, Ints, int]:
        """Sums of norms, largest norms, first bad steps, and the number of steps since the last reading."""
        total, largest, bad, steps = (v.numpy() for v in (self._total, self._largest, self._bad, self._steps))
        self._total.assign(np.zeros_like(total))
        self._largest.assign(np.zeros_like(largest))
        self._steps.assign([steps[0], 0])
        return total, largest, bad.astype(np.int64), int(steps[1])


class TorchSums:
    """The same in tensors where the gradients are, so that no step waits for a number."""

    def __init__(self, gradients: Sequence[Any]) -> None:
        self._torch = torch = sys.modules["torch"]
        weights, device = len(gradients), next((g.device for g in gradients if g is not None), "cpu")
        self._zero = torch.zeros((), device=device)
        self._total, self._largest = torch.zeros(weights, device=device), torch.zeros(weights, device=device)
        self._bad = -torch.ones(weights, dtype=torch.int64, device=device)
        self._steps = self._since = 0

    def note(self, gradients: Sequence[Any], scale: Any) -> None:
        """One step; see above."""
        torch = self._torch
        with torch.no_grad():
            norms = torch.stack([self._zero if g is None else torch.linalg.vector_norm(g.float()) for g in gradients])
            norms = norms if scale is None else norms / scale.value.float()
            finite = torch.isfinite(norms)
            calm = torch.where(finite, norms, self._zero)
            self._total += calm
            torch.maximum(self._largest, calm, out=self._largest)
            if scale is None:
                self._bad.masked_fill_(~finite & (self._bad < 0), self._steps)
        self._steps, self._since = self._steps + 1, self._since + 1

    def read(self) -> tuple[Floats, Floats, Ints, int]:
        """See above."""
        total, largest, bad = (t.cpu().numpy().copy() for t in (self._total, self._largest, self._bad))
        self._total.zero_()
        self._largest.zero_()
        since, self._since = self._since, 0
        return total, largest, bad, since


SUMS: Mapping[str, type[TensorFlowSums | TorchSums]] = {"tensorflow": TensorFlowSums, "torch": TorchSums}
