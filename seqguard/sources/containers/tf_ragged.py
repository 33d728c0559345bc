"""Ragged tensors of TensorFlow."""

from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, ragged
from seqguard.sources.ragged import opened


def open_tf_ragged(value: Any, asked: Asked) -> Opened:
    """Its rows, which lie one below the other; further ragged axes must be even."""
    rows = value.values
    if hasattr(rows, "row_lengths"):
        inner = rows.row_lengths().numpy()
        uneven = ragged(inner.tolist(), "timesteps", "features") if len(inner) else None
        if uneven is not None or hasattr(rows.values, "row_lengths"):
            return Opened((int(value.nrows()),), str(value.dtype.name), None, uneven or "several ragged axes")
        rows = rows.to_tensor()
    flat: Array = np.asarray(rows)
    lengths = value.row_lengths().numpy().astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return opened(lambda i, j: flat[starts[i] : starts[j]], lengths, flat.shape[1:], flat.dtype)


CONTAINER = Container(
    "tf.RaggedTensor",
    "tensor",
    open_tf_ragged,
    types=("tensorflow.RaggedTensor",),
    read="samples of different length",
    left="timesteps of different numbers of features: a finding",
    example="seqguard.inspect(tf.ragged.stack(samples), y)",
)
