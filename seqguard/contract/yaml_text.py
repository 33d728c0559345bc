"""YAML as plain values: mappings, lists, texts, numbers and dates, and aliases that stand for little."""

from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # PyYAML has no types

from seqguard.core.errors import shortened, shown
from seqguard.sources.limits import read_text

LONGEST = 4 * 2**20
"""Bytes of a contract: 10,000 features with two checks each are 3 MB."""
NODES = 200_000
"""Values in it, each alias counted with all that it stands for."""
DEPTH = 50
"""Mappings and lists within each other; Pandera's own text has seven."""


def read(path: Path) -> str:
    """The text of a contract's file; NotFound or ValueError where there is none."""
    return read_text(path, LONGEST)


def parse(text: str, where: str) -> Any:
    """The values of a YAML text.

    Raises:
        ValueError: it is none, a key stands twice, or aliases and depth go beyond what a contract needs.
    """
    if len(text) > LONGEST:
        raise ValueError(f"{where} is longer than {LONGEST:,} characters")
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            return None
        if _size(node, {}, where, DEPTH) > NODES:
            raise ValueError(f"{where} has more than {NODES:,} values, aliases counted with what they stand for")
        return _constructed(loader, node, where)
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise ValueError(f"{where} is no YAML: {shortened(said, 300)}") from error
    except RecursionError as error:
        raise ValueError(f"{where} is nested more than {DEPTH} deep") from error


def _constructed(loader: Any, node: Any, where: str) -> Any:
    try:
        return loader.construct_document(node)
    except (ValueError, OverflowError, TypeError, AttributeError, KeyError) as error:  # a date of the year 0
        raise ValueError(f"{where} holds a value that is none: {shortened(str(error), 200)}") from error


def _size(node: Any, known: dict[int, int], where: str, room: int) -> int:
    """The values under a node with aliases unfolded, each counted once and added as often as it stands."""
    if id(node) in known:
        return known[id(node)]
    if not room:
        raise ValueError(f"{where} is nested more than {DEPTH} deep")
    known[id(node)] = NODES + 1  # an alias of what it stands in
    total = 1
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) != len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ValueError(f"{where} has the key {shown(twice)} twice in one mapping")
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        for part in child if isinstance(child, tuple) else (child,):
            total += _size(part, known, where, room - 1)
    known[id(node)] = total
    return total
