"""Arrays of awkward, of one length or of several."""

import sys
from typing import Any

import numpy as np

from seqguard.core.errors import shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array
from seqguard.sources.ragged import opened
from seqguard.sources.refusal import refuse


def open_awkward(value: Any, asked: Asked) -> Opened:
    """The array where it is even, else its flat rows with the length of each sample."""
    ak = sys.modules["awkward"]
    if value.fields:
        refuse(value, asked, f"records are not read; pass their fields, {{a}}[{shown(value.fields[0])}]")
    try:
        return open_array(ak.to_numpy(value))
    except ValueError:  # not even
        pass
    try:
        lengths = np.asarray(ak.num(value, axis=1), np.int64)
        flat = ak.to_numpy(ak.flatten(value, axis=1))
    except (ValueError, TypeError):
        why = "ragged along more than the timesteps, or missing samples"
        return Opened((len(value),), "object", None, why)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    return opened(lambda i, j: flat[starts[i] : starts[j]], lengths, flat.shape[1:], flat.dtype)


CONTAINER = Container(
    "awkward Array",
    "tensor",
    open_awkward,
    types=("awkward.Array",),
    read="even ones as arrays, samples of different length with their lengths",
    left="timesteps of different numbers of features: a finding",
    example="seqguard.inspect(ak.Array(samples), y)",
)
