"""Tensors and variables of any backend as NumPy arrays."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt


def to_numpy(tensor: Any) -> npt.NDArray[Any]:
    """The values of a tensor or variable; TensorFlow's by its own method, since NumPy's way to variables warns."""
    held = getattr(tensor, "value", tensor)
    if keras.backend.backend() == "tensorflow" and hasattr(held, "numpy"):
        return np.asarray(held.numpy())
    return np.asarray(keras.ops.convert_to_numpy(held))
