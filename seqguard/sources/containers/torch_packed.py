"""Packed sequences of torch."""

import sys
from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.containers.torch_tensor import plain
from seqguard.sources.ragged import open_samples


def open_packed(value: Any, asked: Asked) -> Opened:
    """Its samples in the order in which they were packed, each of its own length."""
    padded, lengths = sys.modules["torch"].nn.utils.rnn.pad_packed_sequence(value, batch_first=True)
    return open_samples([plain(sample[:n]) for sample, n in zip(padded, lengths.tolist(), strict=True)])


CONTAINER = Container(
    "torch PackedSequence",
    "tensor",
    open_packed,
    types=("torch.PackedSequence",),
    read="samples of different length, in the order in which they were packed",
    example="seqguard.inspect(pack_sequence(samples, enforce_sorted=False), y)",
)
