"""Containers that hold inputs and targets together: streams, tables of tensors, dicts and lists that say so."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from seqguard.sources.adapters import Asked, container_of, opened_by
from seqguard.sources.mappings import open_mapping
from seqguard.sources.pieces import of_pieces
from seqguard.sources.split import Split
from seqguard.sources.tensor_columns import open_table

LISTS, MAPPING = "nested lists", "mapping inside a mapping"
"""Names of the containers whose values are looked into."""


def open_whole(value: Any, asked: Asked) -> tuple[Split, str] | None:
    """A container that holds inputs and targets together, opened, and what it is called; None for any other."""
    if value is None or isinstance(value, type | np.generic | Split):
        return None
    known = container_of(value)
    if known is not None and known.name == LISTS:
        return of_pieces(value, asked)
    if known is not None and known.name == MAPPING and isinstance(value, Mapping):
        made = None if asked.with_y else open_mapping(value, asked)
        return None if made is None else (made, "a dict that holds targets")
    if known is not None and known.holds == "table" and (made := open_table(value, asked)) is not None:
        return made, f"a {known.name}"
    if known is None or known.holds not in ("stream", "split"):
        return None
    opened = opened_by(known, value, asked)
    article = "an" if known.name[0] in "aeiou" else "a"
    return (opened if isinstance(opened, Split) else Split(opened)), f"{article} {known.name}"
