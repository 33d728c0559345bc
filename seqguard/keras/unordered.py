"""Whether X is a sequence to a model, and which checks are about sequences."""

from itertools import pairwise
from typing import Any

import numpy as np

from seqguard.core.declare import Check
from seqguard.facts.model.compiled import NetworkFacts
from seqguard.keras.arguments import Data

IMAGES = {"Conv2D", "Conv3D", "DepthwiseConv2D", "SeparableConv2D", "ConvLSTM2D", "ConvLSTM3D"}
IN_TIME = {"Conv1D", "SeparableConv1D", "DepthwiseConv1D", "MultiHeadAttention", "Attention", "Embedding", "Reshape"}
"""Layers that read an axis as time, or make one."""
ANYWHERE = ("SG0", "SG5", "SG7", "SG8")
"""Families that speak of shapes, targets, models and trainings."""
ALSO = {"nan-values", "inf-values", "non-numeric", "train-val-overlap"}


def of_sequences(check: Check) -> bool:
    """Whether what a check looks for is ordinary where X is no sequence."""
    return not check.code.startswith(ANYWHERE) and check.slug not in ALSO


def why_unordered(network: NetworkFacts, data: Data) -> str | None:
    """Why X is no sequence to the model: "`conv2d` reads X as images"; None where it may be one."""
    first = next((layer for layer in network.layers if layer.parameters or layer.kind in IN_TIME), None)
    if first is None or data.problem is not None or not hasattr(data.x, "ndim"):
        return None
    if first.kind in IMAGES:
        return f"`{first.name}` reads X as images"
    ordered = any(layer.recurrent or layer.kind in IN_TIME for layer in network.layers)
    if data.x.ndim != 2 or data.x.dtype.kind != "f" or ordered or _sliding(data.x):
        return None
    return f"X {data.x.shape} is read as rows of {data.x.shape[1]:,} features by a model that knows no order among them"


def _sliding(x: Any) -> bool:
    """Whether rows are windows of one series: one of the first eight goes on in the next."""
    head = np.asarray(x[:9])
    return any(np.array_equal(a[1:], b[:-1]) for a, b in pairwise(head)) and x.shape[1] > 2
