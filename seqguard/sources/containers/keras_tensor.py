"""Symbolic tensors of Keras."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_keras_tensor(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a KerasTensor holds no values, only a place in a model; pass the array that goes in there")


CONTAINER = Container(
    "KerasTensor",
    "nothing",
    refuse_keras_tensor,
    types=("keras.KerasTensor",),
    left="pass the array that goes into the model",
)
