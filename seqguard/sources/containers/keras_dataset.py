"""PyDatasets of Keras."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_keras_dataset(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a Keras PyDataset is not read yet; pass the arrays it was made from")


CONTAINER = Container(
    "Keras PyDataset",
    "nothing",
    refuse_keras_dataset,
    types=("keras.PyDataset",),
    left="pass the arrays",
)
