"""Mappings where a single tensor is wanted."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_mapping(value: Any, asked: Asked) -> NoReturn:
    """Say that names stand at one level only."""
    refuse(value, asked, "a mapping cannot stand inside another one")


CONTAINER = Container(
    "mapping inside a mapping",
    "nothing",
    refuse_mapping,
    types=("builtins.dict",),
    attributes=("keys", "__getitem__"),
    rank=15,
    read="as X or y: named tensors",
    left="a mapping in a mapping: refused",
    example="seqguard.inspect({'load': X, 'static': S}, y)",
)
