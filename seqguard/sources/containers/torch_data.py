"""Datasets and loaders of torch."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_torch_data(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a torch Dataset or DataLoader is not read yet; pass the tensors it was made from")


CONTAINER = Container(
    "torch Dataset or DataLoader",
    "nothing",
    refuse_torch_data,
    types=(
        "torch.Dataset",
        "torch.DataLoader",
    ),
    left="pass the tensors",
)
