"""Sparse tensors of TensorFlow."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_tf_sparse(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a sparse tensor is not read; pass tf.sparse.to_dense({a})")


CONTAINER = Container(
    "tf.SparseTensor",
    "nothing",
    refuse_tf_sparse,
    types=("tensorflow.SparseTensor",),
    left="pass tf.sparse.to_dense(X)",
)
