"""Pipelines of tf.data."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_tf_data(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a tf.data.Dataset is not read yet; pass the arrays it was made from")


CONTAINER = Container(
    "tf.data.Dataset",
    "nothing",
    refuse_tf_data,
    types=("tensorflow.DatasetV2",),
    left="pass the arrays it was made from",
)
