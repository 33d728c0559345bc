"""Norms of the gradients as the optimizer gets them: no second backward pass, a few operations in the training step."""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class GradientWatch:
    """Wraps `optimizer.apply`, which the training step calls, before that step is traced.

    The sums are variables beside the model's, updated in TensorFlow's graph. On JAX the step is a pure function, which
    can keep nothing: `reason` says what could not be observed.
    """

    def __init__(self, model: Any) -> None:
        self.reason: str | None = None
        self.steps: int | None = None
        self._model = model
        self._wrapped: Any = None
        self._called = False
        self._totals: list[Any] = []
        if model.optimizer is None:
            self.reason = "the model has no optimizer"
        elif getattr(model, "_distribute_strategy", None) is not None:
            self.reason = "a distribution strategy is in use, whose replicas are not watched"
        elif keras.backend.backend() != "tensorflow":
            self.reason = f"gradients are watched on the TensorFlow backend only, and this is {keras.backend.backend()}"
        else:
            self._wrap(model.optimizer)

    def close(self) -> None:
        """Take the wrapper off, and make the next `fit` trace its step anew."""
        if self._wrapped is not None:
            del self._wrapped.apply
            self._wrapped = None
            if self._called:
                self._model.train_function = None

    def read(self) -> tuple[Floats, Floats, npt.NDArray[np.int64]] | None:
        """By weight, since the last reading: mean norm, largest norm; and the first step that was not finite, or -1."""
        if not self._called:
            self.reason = self.reason or (
                "the training step was traced before training began, so its gradients could not be observed: "
                "model.compile again, or train with seqguard.keras.fit"
            )
            return None
        total, largest, bad, steps = (v.numpy() for v in self._totals)
        self._totals[0].assign(np.zeros_like(total))
        self._totals[1].assign(np.zeros_like(largest))
        since = self.steps = int(steps[1])
        self._totals[3].assign([steps[0], 0])
        return total.astype(float) / max(1, since), largest.astype(float), bad.astype(np.int64)

    def _wrap(self, optimizer: Any) -> None:
        original = optimizer.apply

        def apply(grads: Any, trainable_variables: Any = None) -> Any:
            gradients = list(grads)
            if len(gradients) == len(self._model.trainable_variables):
                self._note(gradients)
            else:
                self.reason = "the training step updates some weights apart from the others"
            return original(gradients, trainable_variables)

        optimizer.apply = apply
        self._wrapped = optimizer

    def _variables(self, count: int) -> list[Any]:
        if not self._totals:
            import tensorflow as tf

            with tf.init_scope():  # outside of the graph that is being traced
                self._totals = [
                    tf.Variable(tf.zeros(count)),
                    tf.Variable(tf.zeros(count)),
                    tf.Variable(-tf.ones(count, tf.int64)),
                    tf.Variable(tf.zeros(2, tf.int64)),
                ]
        return self._totals

    def _note(self, gradients: Sequence[Any]) -> None:
        import tensorflow as tf

        self._called = True
        total, largest, bad, steps = self._variables(len(gradients))
        norms = tf.stack(
            [tf.norm(tf.cast(getattr(g, "values", g), tf.float32)) if g is not None else 0.0 for g in gradients]
        )
        scale = getattr(self._wrapped, "dynamic_scale", None)
        norms = norms if scale is None else norms / tf.cast(scale.value, tf.float32)
        finite = tf.math.is_finite(norms)
        calm = tf.where(finite, norms, 0.0)
        total.assign_add(calm)
        largest.assign(tf.maximum(largest, calm))
        if scale is None:  # under loss scaling an overflow is expected, and its step left out
            bad.assign(tf.where(finite | (bad >= 0), bad, steps[0]))
        steps.assign_add([1, 1])
