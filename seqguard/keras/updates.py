"""An optimizer's update of all weights in one piece, for the probe.

Of each weight the update is traced and compiled by itself: of Adam fifteen operations and 15 CPU ms a weight, half of
all that a probe of a transformer cost. Of one long weight it is the same numbers.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from seqguard.keras.arrays import to_numpy

Update = Callable[[Sequence[Any]], None]
BY_NUMBER = frozenset({"SGD", "RMSprop", "Adam", "Adamax", "Nadam", "Adagrad", "Adadelta"})
"""Keras's optimizers that move each number by its own gradients alone."""
BY_WEIGHT = ("weight_decay", "clipnorm", "use_ema", "loss_scale_factor", "gradient_accumulation_steps")
"""What of an optimizer is of a whole weight, or not of its first steps."""


def in_one_piece(optimizer: Any, weights: Sequence[Any]) -> Update | None:
    """The update of `weights` by their gradients on TensorFlow; None where it would not be the optimizer's own.

    It begins where the optimizer does: one that has taken steps, or was made by the user, is left to itself.
    """
    kind = type(optimizer)
    of_keras = kind.__name__ in BY_NUMBER and kind is getattr(keras.optimizers, kind.__name__)
    if not of_keras or any(getattr(optimizer, name, None) for name in BY_WEIGHT) or int(optimizer.iterations):
        return None
    if any(w.dtype != "float32" or w.constraint is not None for w in weights):
        return None
    import tensorflow as tf

    sizes = [int(np.prod(w.shape)) for w in weights]
    same = kind.from_config(optimizer.get_config())
    flat = keras.Variable(np.concatenate([to_numpy(w).ravel() for w in weights]), name="seqguard_probe")
    same.build([flat])

    def update(gradients: Sequence[Any]) -> None:
        """The weights as they are, moved by their gradients; one without a gradient stays."""
        found = [
            tf.zeros(size) if g is None else tf.reshape(tf.convert_to_tensor(g), [size])
            for g, size in zip(gradients, sizes, strict=True)
        ]
        flat.assign(tf.concat([tf.reshape(w.value, [size]) for w, size in zip(weights, sizes, strict=True)], 0))
        same.apply([tf.concat(found, 0)], [flat])
        for weight, part in zip(weights, tf.split(tf.convert_to_tensor(flat.value), sizes), strict=True):
            weight.assign(tf.reshape(part, weight.shape))

    return update
