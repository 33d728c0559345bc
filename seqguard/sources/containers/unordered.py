"""Sets, which have no order."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_set(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a set has no order, so that no sample has its target; pass a list")


CONTAINER = Container(
    "set",
    "nothing",
    refuse_set,
    types=(
        "builtins.set",
        "builtins.frozenset",
    ),
    left="pass a list",
)
